package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
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

// SharedReport is what SharedJournal found.
type SharedReport struct {
	Servers int             `json:"servers"`
	Zones   []SharedFigures `json:"zones"` // by how many there are

	// of fifty zones with a record each tick: accepted to durable, and processor time of the servers and of who appends
	TickP99Ms   float64 `json:"tick_ack_p99_ms"`
	ServerCores float64 `json:"server_cores"`
	ShardCores  float64 `json:"shard_cores"`
}

// SharedFigures are those of so many zones.
type SharedFigures struct {
	Zones       int     `json:"zones"`
	RecordsPerS float64 `json:"records_per_s"`
	P50Ms       float64 `json:"ack_p50_ms"`
	P99Ms       float64 `json:"ack_p99_ms"`
	FirstS      float64 `json:"first_records_s"` // of all zones
}

// SharedJournal measures a shared journal on servers of this machine, each a process that syncs every write: three that
// make a cluster, or one alone, as `up --shards` runs it.
func SharedJournal(ctx context.Context, c JournalConfig, servers int, open OpenShared) (r SharedReport, err error) {
	dir, err := c.dir()
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	start := startStores
	if servers == 1 {
		start = startStore
	}
	on, err := start(ctx, dir)
	defer on.stop()
	if err != nil {
		return r, err
	}
	j, err := open(ctx, on.place)
	if err != nil {
		return r, err
	}
	r.Servers = servers
	err = r.measure(ctx, j, on, c.For)
	return r, errors.Join(err, j.Close())
}

func (r *SharedReport) measure(ctx context.Context, j journal.Store, on stores, d time.Duration) error {
	for _, n := range sharedZones {
		f, err := closedLoop(j, n, d)
		if err != nil {
			return err
		}
		r.Zones = append(r.Zones, f)
	}
	spent, err := on.usage(ctx)
	if err != nil {
		return err
	}
	ours, began := usage(), time.Now()
	if r.TickP99Ms, err = ticking(j, 3*d); err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	later, err := on.usage(ctx)
	r.ServerCores, r.ShardCores = (later-spent)/took, (usage()-ours).Seconds()/took
	return err
}

// String formats it in a line each.
func (r SharedReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "a shared journal, servers on this machine: %d; every write synced, "+
		"a record in flight in each zone\n", r.Servers)
	for _, f := range r.Zones {
		fmt.Fprintf(&b,
			"%4d zones: %6.0f records a second, p50 %5.1f ms, p99 %5.1f ms; the first records of all took %.2f s\n",
			f.Zones, f.RecordsPerS, f.P50Ms, f.P99Ms, f.FirstS)
	}
	fmt.Fprintf(&b, "%4d zones at 20 Hz: accepted to durable p99 %.1f ms; %.2f cores of servers, %.2f of who appends\n",
		benchZones, r.TickP99Ms, r.ServerCores, r.ShardCores)
	return b.String()
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
