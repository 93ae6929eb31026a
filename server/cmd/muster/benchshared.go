package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"muster/shard/journal"
)

// The load of bench journal --shared: so many zones, each with a record of so many bytes in flight at a time.
var sharedZones = []int{1, 50, 256}

const sharedRecord = 100

type sharedFigures struct {
	Zones       int     `json:"zones"`
	RecordsPerS float64 `json:"records_per_s"`
	P50Ms       float64 `json:"ack_p50_ms"`
	P99Ms       float64 `json:"ack_p99_ms"`
	FirstS      float64 `json:"first_records_s"` // of all zones
}

// shared measures a shared journal on three servers of this machine, each a process that syncs every write.
func (c *benchJournalCmd) shared(ctx context.Context, dir string) (all []sharedFigures, err error) {
	place, stop, err := startStores(ctx, dir)
	defer stop()
	if err != nil {
		return nil, err
	}
	j, err := openShared(ctx, place, journalAccess{}, false)
	if err != nil {
		return nil, err
	}
	for _, n := range sharedZones {
		f, err := closedLoop(j, n, c.For)
		if err != nil {
			return nil, errors.Join(err, j.Close())
		}
		all = append(all, f)
	}
	return all, j.Close()
}

// tellShared prints it.
func (c *benchJournalCmd) tellShared(all []sharedFigures) error {
	if c.JSON {
		return sayJSON(all)
	}
	fmt.Fprintln(stdout, "a shared journal on three servers of this machine, every write synced, a record in flight in each zone")
	for _, f := range all {
		fmt.Fprintf(stdout, "%4d zones: %6.0f records a second, p50 %5.1f ms, p99 %5.1f ms; the first records of all took %.2f s\n",
			f.Zones, f.RecordsPerS, f.P50Ms, f.P99Ms, f.FirstS)
	}
	return nil
}

// startStores runs three servers that know each other.
func startStores(ctx context.Context, dir string) (place string, stop func(), err error) {
	var running []*exec.Cmd
	stop = func() {
		for _, cmd := range running {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	self, err := os.Executable()
	if err != nil {
		return "", stop, err
	}
	at, err := freeAddrs(9)
	if err != nil {
		return "", stop, err
	}
	peers := fmt.Sprintf("n1=%s,n2=%s,n3=%s", at[3], at[4], at[5])
	for i := range 3 {
		name := fmt.Sprint("n", i+1)
		cmd := exec.CommandContext(ctx, self, "store", "--name", name, "--data", filepath.Join(dir, name),
			"--listen", at[i], "--peer-listen", at[3+i], "--http", at[6+i], "--peers", peers)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			return "", stop, err
		}
		running = append(running, cmd)
	}
	return "etcd://" + strings.Join(at[:3], ","), stop, nil
}

// freeAddrs finds n free ports of this machine.
func freeAddrs(n int) (all []string, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		all = append(all, l.Addr().String())
	}
	return all, nil
}

// closedLoop has each zone append when its record before is durable, once all have begun.
func closedLoop(j journal.Store, zones int, d time.Duration) (f sharedFigures, err error) {
	var mu sync.Mutex
	var took []float64
	var all, begun sync.WaitGroup
	var end time.Time
	gate, began := make(chan struct{}), time.Now()
	begun.Add(zones)
	for i := range zones {
		all.Go(func() {
			add := appender(j, fmt.Sprintf("bench %d of %d", i, zones))
			_, failed := add()
			begun.Done()
			<-gate
			var mine []float64
			for failed == nil && time.Now().Before(end) {
				var ms float64
				if ms, failed = add(); failed == nil {
					mine = append(mine, ms)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			took, err = append(took, mine...), errors.Join(err, failed)
		})
	}
	begun.Wait()
	first := time.Since(began)
	end = time.Now().Add(d)
	close(gate)
	all.Wait()
	if err != nil || len(took) == 0 {
		return f, errors.Join(errors.New("the shared journal does not keep up"), err)
	}
	slices.Sort(took)
	return sharedFigures{zones, float64(len(took)) / d.Seconds(), took[len(took)/2], took[len(took)*99/100], first.Seconds()}, nil
}

// appender appends one record after the other to a zone, and tells how many milliseconds each took.
func appender(j journal.Store, zone string) func() (float64, error) {
	prev, payload, acks := journal.Hash{}, make([]byte, sharedRecord), make(chan error, 1)
	return func() (float64, error) {
		r, sent := journal.Seal(prev, payload), time.Now()
		prev = r.Hash()
		j.Append(zone, r, func(err error) { acks <- err })
		err := <-acks
		return float64(time.Since(sent).Microseconds()) / 1000, err
	}
}
