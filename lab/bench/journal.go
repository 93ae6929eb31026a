package bench

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"muster/shard/journal"
)

// JournalConfig is how Journal and SharedJournal measure.
type JournalConfig struct {
	Dir string        // on the disk to measure; a temporary directory in it is used
	For time.Duration // how long each of the runs takes; of fifty zones three times as long
}

// dir makes the temporary directory.
func (c *JournalConfig) dir() (string, error) {
	dir, err := os.MkdirTemp(c.Dir, "bench-journal-")
	if err != nil {
		return "", fmt.Errorf("--dir: %w", err)
	}
	return dir, nil
}

// The load: so many writers with one record of so many bytes in flight each; and so many zones with a record each tick.
const (
	benchWriters = 256
	benchRecord  = 256
	benchZones   = 50
	benchTick    = 50 * time.Millisecond
	benchRounds  = 9 // short ones in turn: what else the machine does falls on both
)

// JournalReport is what Journal found.
type JournalReport struct {
	OrdersPerS   float64 `json:"orders_per_s"`
	BareFile     float64 `json:"bare_file_orders_per_s"`
	Ratio        float64 `json:"ratio"`
	CPU          float64 `json:"cpu_us_an_order"` // of the whole process, writers included
	BareCPU      float64 `json:"bare_file_cpu_us_an_order"`
	AckP99Ms     float64 `json:"ack_p99_ms"`
	Cores        float64 `json:"cores"`
	BytesARecord float64 `json:"bytes_a_record"` // on disk, beyond its payload
}

// Journal measures the segment files and the bare file in turn, medians of the rounds, and then fifty zones.
func Journal(c JournalConfig) (r JournalReport, err error) {
	dir, err := c.dir()
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	if err := r.compare(dir, c.For); err != nil {
		return r, err
	}
	s, err := journal.OpenFiles(filepath.Join(dir, "zones"))
	if err != nil {
		return r, err
	}
	before, began := usage(), time.Now()
	r.AckP99Ms, err = ticking(s, 3*c.For)
	r.Cores = (usage() - before).Seconds() / time.Since(began).Seconds()
	return r, errors.Join(err, s.Close())
}

// String formats it in two lines.
func (r JournalReport) String() string {
	return fmt.Sprintf("%.0f answered orders a second, a bare file %.0f: ratio %.2f; "+
		"processor time an order %.1f µs and %.1f µs; %.1f bytes a record beyond its payload\n%d zones at 20 Hz: "+
		"accepted to durable p99 %.1f ms, %.2f cores\n",
		r.OrdersPerS, r.BareFile, r.Ratio, r.CPU, r.BareCPU, r.BytesARecord, benchZones, r.AckP99Ms, r.Cores)
}

// compare runs both sides in turn.
func (f *JournalReport) compare(dir string, d time.Duration) error {
	var ours, bare, cpu, bareCPU []float64
	for round := range benchRounds {
		began := usage()
		b, err := bareFile(filepath.Join(dir, fmt.Sprint("bare", round)), d)
		if err != nil {
			return err
		}
		between := usage()
		o, beyond, err := segmentFiles(filepath.Join(dir, fmt.Sprint("files", round)), d)
		if err != nil {
			return err
		}
		bare, bareCPU = append(bare, b), append(bareCPU, each(between-began, b, d))
		ours, cpu = append(ours, o), append(cpu, each(usage()-between, o, d))
		f.BytesARecord = beyond
	}
	f.BareFile, f.BareCPU, f.OrdersPerS, f.CPU = median(bare), median(bareCPU), median(ours), median(cpu)
	f.Ratio = f.OrdersPerS / f.BareFile
	return nil
}

// each is the processor time of one order, in microseconds.
func each(spent time.Duration, perSecond float64, d time.Duration) float64 {
	return float64(spent.Microseconds()) / (perSecond * d.Seconds())
}

// segmentFiles is 256 writers on zones of their own.
func segmentFiles(dir string, d time.Duration) (perSecond, beyond float64, err error) {
	s, err := journal.OpenFiles(dir)
	if err != nil {
		return 0, 0, err
	}
	n, err := write(d, func(writer int) func(done func(error)) {
		zone, prev, payload := fmt.Sprint("zone", writer), journal.Hash{}, make([]byte, benchRecord)
		return func(done func(error)) {
			r := journal.Seal(prev, payload)
			prev = r.Hash()
			s.Append(zone, r, done)
		}
	})
	if err := errors.Join(err, s.Close()); err != nil {
		return 0, 0, err
	}
	size := int64(0)
	names, err := journal.Directory(dir).Segments()
	if err != nil {
		return 0, 0, err
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			size += info.Size()
		}
	}
	return float64(n) / d.Seconds(), float64(size)/float64(max(n, 1)) - benchRecord, nil
}

// write lets every writer send a record when the one before is durable, and counts them.
func write(d time.Duration, writer func(i int) func(done func(error))) (n int, err error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	end := time.Now().Add(d)
	for i := range benchWriters {
		all.Go(func() {
			send, acks, mine := writer(i), make(chan error, 1), 0
			var failed error
			for failed == nil && time.Now().Before(end) {
				send(func(err error) { acks <- err })
				failed = <-acks
				mine++
			}
			mu.Lock()
			defer mu.Unlock()
			n, err = n+mine, errors.Join(err, failed)
		})
	}
	all.Wait()
	return n, err
}

// bareFile is the baseline: the same records, framed by nothing, gathered while the last group is synced, one write and
// one fdatasync a group.
func bareFile(name string, d time.Duration) (perSecond float64, err error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	type record struct {
		payload []byte
		done    func(error)
	}
	in := make(chan record, benchWriters)
	go func() {
		var buf []byte
		var group []record
		for r := range in {
			group, buf = append(group[:0], r), append(buf[:0], r.payload...)
			for more := true; more; {
				select {
				case r := <-in:
					group, buf = append(group, r), append(buf, r.payload...)
				default:
					more = false
				}
			}
			_, err := f.Write(buf)
			if err == nil {
				err = journal.SyncData(f)
			}
			for _, r := range group {
				r.done(err)
			}
		}
	}()
	n, err := write(d, func(int) func(func(error)) {
		payload := make([]byte, benchRecord)
		return func(done func(error)) { in <- record{payload, done} }
	})
	close(in)
	return float64(n) / d.Seconds(), err
}

// ticking is fifty zones that append a record each tick, their phases staggered.
func ticking(s journal.Store, d time.Duration) (p99 float64, err error) {
	var mu sync.Mutex
	var took []float64
	var all sync.WaitGroup
	for zone := range benchZones {
		all.Go(func() {
			time.Sleep(benchTick * time.Duration(zone) / benchZones)
			prev, payload, ticks := journal.Hash{}, make([]byte, 64), time.NewTicker(benchTick)
			defer ticks.Stop()
			for end := time.Now().Add(d); time.Now().Before(end); <-ticks.C {
				r, sent := journal.Seal(prev, payload), time.Now()
				prev = r.Hash()
				all.Add(1)
				s.Append(fmt.Sprint("zone", zone), r, func(failed error) {
					mu.Lock()
					err = errors.Join(err, failed)
					took = append(took, float64(time.Since(sent).Microseconds())/1000)
					mu.Unlock()
					all.Done()
				})
			}
		})
	}
	all.Wait()
	slices.SortFunc(took, cmp.Compare[float64])
	return took[len(took)*99/100], err
}
