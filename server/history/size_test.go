//go:build !race

package history

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// life makes the metrics of a node that people play on: more of them in the evening.
type life struct {
	chance *rand.Rand
	state  [60]float64
	out    []Sample
}

func newLife(node string) *life {
	l := &life{chance: rand.New(rand.NewPCG(7, 7))}
	for i := range l.state {
		l.out = append(l.out, Sample{Node: node, Name: fmt.Sprintf("metric_%02d", i)})
	}
	return l
}

// noise is near 1, and now and then far above.
func (l *life) noise(width float64) float64 {
	v := math.Exp(width * l.chance.NormFloat64())
	if l.chance.IntN(500) == 0 {
		v *= 5
	}
	return v
}

// at are all metrics at a second: a sixth of them each of a kind.
func (l *life) at(second int) []Sample {
	players := 30 + 25*math.Sin(2*math.Pi*float64(second)/86400)
	for i := range l.out {
		s := &l.state[i]
		switch i % 6 {
		case 0: // whole numbers that change now and then: players, matches, links
			if l.chance.IntN(20) == 0 {
				*s = max(0, math.Round(players+float64(i)+3*l.chance.NormFloat64()))
			}
		case 1: // hardly ever anything: errors, moves, restarts
			*s = 0
			if l.chance.IntN(2000) == 0 {
				*s = float64(1 + l.chance.IntN(5))
			}
		case 2: // cores: follows the players, with a memory of its own
			*s = 0.8**s + 0.2*(0.02+players/400)*l.noise(0.3)
		case 3: // bytes of memory: grows until it is collected, in pages
			*s += 4096 * float64(l.chance.IntN(200))
			if *s > float64(60+i)*(1<<20) || *s < 30*(1<<20) {
				*s = (30 + 8*l.chance.Float64()) * (1 << 20)
				*s -= math.Mod(*s, 4096)
			}
		case 4: // times: half and 99 % of ticks, views, syncs
			*s = 0.0004 * float64(1+i) * l.noise(0.15)
		case 5: // rates: bytes, views and orders a second
			*s = math.Round(players * 2000 * l.noise(0.05))
		}
		l.out[i].Value = *s
	}
	return l.out
}

// size is what nodes with sixty series come to, by one of them: so many days of minutes, from six samples each (the
// noise of real minutes is smaller, since sixty samples make one), and then as many seconds as are ever kept.
func size(t testing.TB, days int) (fine, coarse, overhead float64) {
	h := opened(t, filepath.Join(t.TempDir(), "history.db"))
	l := newLife("shard-1")
	end := days * 86400
	for s := 0; s < end; s += 10 {
		h.feed(at(s).Unix(), l.at(s))
	}
	for s := end; s < end+600+2*3600; s++ { // ten minutes to the hour, and two of them
		h.feed(at(s).Unix(), l.at(s))
	}
	h.drained()
	var seconds, minutes, all, pages float64
	const empty = 6 // pages of a file without chunks
	require.NoError(t, h.db.QueryRow(`select
		(select sum(length(data)) from fine where key >= (select max(key)>>24<<24 from fine)),
		(select sum(length(data)) from coarse),
		(select sum(length(data)) from fine) + (select sum(length(data)) from coarse),
		(select p.page_count - f.freelist_count from pragma_page_count() p, pragma_freelist_count() f)`).
		Scan(&seconds, &minutes, &all, &pages))
	return seconds / 60 / 3600, minutes / 60 / float64(end/60), (pages - empty) * 32768 / all
}

// month is how large the file of fifty nodes with sixty series becomes.
func month(fine, coarse, overhead float64) float64 {
	const series, tail = 50 * 60, 1.1 // a tail is written for each second of the hour that is not over, and less packed
	return series * (coarse*30*daySlots + fine*2*hourLong*tail) * overhead
}

func TestSize(t *testing.T) {
	fine, coarse, overhead := size(t, 1)
	t.Logf("%.2f bytes a second, %.2f a minute, %.2f times as much in the file", fine, coarse, overhead)
	require.LessOrEqual(t, month(fine, coarse, overhead), 300e6)
}

// BenchmarkMonth is the whole month of one node, and what fifty come to.
func BenchmarkMonth(b *testing.B) {
	for b.Loop() {
		fine, coarse, overhead := size(b, 30)
		b.ReportMetric(fine, "bytes/second")
		b.ReportMetric(coarse, "bytes/minute")
		b.ReportMetric(overhead, "overhead")
		b.ReportMetric(month(fine, coarse, overhead)/1e6, "MB/50nodes")
	}
}

// feed is Add without the file in between: what is written is only what is sealed, as if nobody ever killed it.
func (h *History) feed(now int64, samples []Sample) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.jobs) > maxJobs/2 {
		h.more.Wait()
	}
	h.flushed = now
	h.add(now, samples)
}

// BenchmarkAdd is a second of ten nodes with sixty series, with what is written of it.
func BenchmarkAdd(b *testing.B) {
	h := opened(b, filepath.Join(b.TempDir(), "history.db"))
	var nodes []*life
	for n := range 10 {
		nodes = append(nodes, newLife(fmt.Sprintf("shard-%d", n)))
	}
	var samples []Sample
	for _, l := range nodes {
		samples = append(samples, l.at(0)...)
	}
	second := 0
	for b.Loop() {
		add(b, h, second, samples...)
		second++
	}
	h.drained()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(second*len(samples)), "ns/sample")
}
