package bench

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

// OpenShared opens the shared journal at a place, etcd://HOST:PORT,...; it waits for its servers.
type OpenShared func(ctx context.Context, place string) (journal.Store, error)

// SharedReport is what SharedJournal found, by number of zones.
type SharedReport []SharedFigures

// SharedFigures are those of so many zones.
type SharedFigures struct {
	Zones       int     `json:"zones"`
	RecordsPerS float64 `json:"records_per_s"`
	P50Ms       float64 `json:"ack_p50_ms"`
	P99Ms       float64 `json:"ack_p99_ms"`
	FirstS      float64 `json:"first_records_s"` // of all zones
}

// SharedJournal measures a shared journal on three servers of this machine, each a process that syncs every write.
func SharedJournal(ctx context.Context, c JournalConfig, open OpenShared) (all SharedReport, err error) {
	dir, err := c.dir()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	place, stop, err := startStores(ctx, dir)
	defer stop()
	if err != nil {
		return nil, err
	}
	j, err := open(ctx, place)
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

// String tells it in a line each.
func (r SharedReport) String() string {
	var b strings.Builder
	fmt.Fprintln(&b,
		"a shared journal on three servers of this machine, every write synced, a record in flight in each zone")
	for _, f := range r {
		fmt.Fprintf(&b,
			"%4d zones: %6.0f records a second, p50 %5.1f ms, p99 %5.1f ms; the first records of all took %.2f s\n",
			f.Zones, f.RecordsPerS, f.P50Ms, f.P99Ms, f.FirstS)
	}
	return b.String()
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
	at, err := FreeAddrs(9)
	if err != nil {
		return "", stop, err
	}
	peers := fmt.Sprintf("n1=%s,n2=%s,n3=%s", at[3], at[4], at[5])
	for i := range 3 {
		name := fmt.Sprint("n", i+1)
		cmd, err := self(ctx, "store", "--name", name, "--data", filepath.Join(dir, name),
			"--listen", at[i], "--peer-listen", at[3+i], "--http", at[6+i], "--peers", peers)
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			return "", stop, err
		}
		running = append(running, cmd)
	}
	return "etcd://" + strings.Join(at[:3], ","), stop, nil
}

// FreeAddrs finds n free TCP ports of this machine.
func FreeAddrs(n int) (all []string, err error) {
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
func closedLoop(j journal.Store, zones int, d time.Duration) (f SharedFigures, err error) {
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
	return SharedFigures{
		zones, float64(len(took)) / d.Seconds(), took[len(took)/2], took[len(took)*99/100], first.Seconds(),
	}, nil
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
