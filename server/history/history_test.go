package history

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// start is ten minutes before an hour is over.
var start = time.Date(2026, 11, 30, 7, 50, 0, 0, time.UTC)

func opened(t testing.TB, file string) *History {
	h, err := Open(file)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.Close()) })
	require.Empty(t, h.SetAside())
	return h
}

// at is a time so many seconds after start.
func at(second int) time.Time { return start.Add(time.Duration(second) * time.Second) }

// fill adds a sample each second from one to another: its own number.
func fill(t testing.TB, h *History, from, to int) {
	for s := from; s < to; s++ {
		add(t, h, s, Sample{"shard-1", "n", float64(s)})
	}
}

// add is faster than any clock, and so waits for the disk now and then.
func add(t testing.TB, h *History, second int, samples ...Sample) {
	require.NoError(t, h.Add(at(second), samples))
	h.mu.Lock()
	behind := len(h.jobs) > maxJobs/2
	h.mu.Unlock()
	if behind {
		h.drained()
	}
}

func seen(t testing.TB, h *History, from, to int, step time.Duration) Points {
	p, err := h.Series("shard-1", "n", at(from), at(to), step)
	require.NoError(t, err)
	return p
}

func TestSecondsThenMinutes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	h := opened(t, file)
	const end = 3*3600 + 1200
	fill(t, h, 0, end)
	look := func(h *History) {
		p := seen(t, h, end-3600, end, time.Second)
		require.Equal(t, at(end-3600).Unix(), p.From.Unix())
		require.Len(t, p.Mean, 3600)
		for i, v := range p.Mean {
			require.Equal(t, float64(end-3600+i), v, "each second of the last hour as it was")
		}
		p = seen(t, h, 0, end, time.Minute)
		require.Len(t, p.Mean, end/60)
		for i, v := range p.Mean {
			require.InEpsilon(t, float64(i*60)+29.5, v, 1.0/1000, "minute %d", i)
			require.InEpsilon(t, float64(i*60)+59, p.Max[i], 1.0/500, "minute %d", i)
		}
		p = seen(t, h, 60, 120, time.Second)
		require.InEpsilon(t, 89.5, p.Mean[17], 1.0/1000, "of old seconds their minute is known")
		p = seen(t, h, 600, 600+7200, time.Hour)
		require.Len(t, p.Mean, 2)
		require.InEpsilon(t, 600+1799.5, p.Mean[0], 1.0/1000)
		require.InEpsilon(t, 600+3599.0, p.Max[0], 1.0/500)
	}
	look(h)
	require.Equal(t, []string{"shard-1"}, h.Nodes())
	require.Equal(t, []string{"n"}, h.Names())
	require.NoError(t, h.Close())
	h = opened(t, file)
	look(h)
	require.Equal(t, at(end-1).Unix(), h.Last().Unix())
	require.True(t, h.Has("shard-1", "n"))
	require.False(t, h.Has("shard-2", "n"))
}

// A process that was away leaves a gap, in whatever chunk it falls, and goes on behind it.
func TestGoingOnAfterARestart(t *testing.T) {
	for _, away := range []int{1, 100, 900, 2 * 3600, 3 * 86400} {
		file := filepath.Join(t.TempDir(), "history.db")
		h := opened(t, file)
		fill(t, h, 0, 330)
		require.NoError(t, h.Close())
		h = opened(t, file)
		again := 330 + away
		fill(t, h, again, again+330)
		p := seen(t, h, again-1, again+330, time.Second)
		require.Equal(t, again == 331, !math.IsNaN(p.Mean[0]) || away == 1, "away for %d s", away)
		for i, v := range p.Mean[1:] {
			require.InDelta(t, float64(again+i), v, float64(again)/60_000, "away for %d s", away)
		}
		p = seen(t, h, 0, again+330, time.Minute)
		require.InEpsilon(t, 89.5, p.Mean[1], 1.0/1000, "away for %d s", away)
		if away > 100 {
			require.True(t, math.IsNaN(p.Mean[6]), "away for %d s", away)
		}
	}
}

func TestOldThingsGo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	h := opened(t, file)
	const day = 86400
	for s := 0; s < 35*day; s += 6 * 3600 {
		samples := []Sample{{"shard-1", "n", 1}}
		if s < day { // and never again
			samples = append(samples, Sample{"shard-9", "n", 1})
		}
		add(t, h, s, samples...)
	}
	h.drained()
	p := seen(t, h, 0, 35*day, 24*time.Hour)
	require.True(t, math.IsNaN(p.Mean[2]), "33 days ago")
	require.Equal(t, 1.0, p.Mean[6], "29 days ago")
	require.Equal(t, []string{"shard-1"}, h.Nodes(), "who has been away for longer than is kept is forgotten")
	var fine, coarse, tail int
	require.NoError(t, h.db.QueryRow("select (select count(*) from fine), (select count(*) from coarse), "+
		"(select count(*) from tail)").Scan(&fine, &coarse, &tail))
	require.LessOrEqual(t, fine, 2)
	require.LessOrEqual(t, coarse, 32)
	require.LessOrEqual(t, tail, 2)
}

// A file that would be too large loses its oldest days.
func TestTheFileIsBounded(t *testing.T) {
	h := opened(t, filepath.Join(t.TempDir(), "history.db"))
	p, err := newPacker()
	require.NoError(t, err)
	h.most = 10 * 32768
	chance := rand.New(rand.NewPCG(1, 2))
	for day := range int64(20) {
		j := &job{seal: true, day: day, chunks: map[int64]chunks{}}
		for n := range int64(10) {
			noise := make([]byte, 2000)
			for i := range noise {
				noise[i] = byte(chance.Uint32())
			}
			j.chunks[n] = chunks{mean: noise, above: []byte{1}}
		}
		require.NoError(t, h.transact(j, p))
	}
	var pages, free, oldest, newest int64
	require.NoError(t, h.db.QueryRow("select p.page_count, f.freelist_count, (select min(key) from coarse), "+
		"(select max(key) from coarse) from pragma_page_count() p, pragma_freelist_count() f").
		Scan(&pages, &free, &oldest, &newest))
	require.LessOrEqual(t, pages-free, int64(10))
	require.LessOrEqual(t, pages, int64(12), "room that is free is used again")
	require.Equal(t, int64(19), newest>>seriesBits)
	require.Greater(t, oldest>>seriesBits, int64(5))
}

// Samples of one second count once, what is no number not at all, and a clock that steps back a little is waited for.
func TestOddSamples(t *testing.T) {
	h := opened(t, filepath.Join(t.TempDir(), "history.db"))
	fill(t, h, 0, 100)
	add := func(second int, v float64) { require.NoError(t, h.Add(at(second), []Sample{{"shard-1", "n", v}})) }
	add(99, 7)
	add(50, 7)
	add(100, math.NaN())
	add(101, math.Inf(1))
	add(102, -3)
	add(103, 0)
	p := seen(t, h, 99, 104, time.Second)
	require.Equal(t, 99.0, p.Mean[0])
	require.True(t, math.IsNaN(p.Mean[1]))
	require.Greater(t, p.Mean[2], 1e300)
	require.Equal(t, []float64{-3, 0}, p.Mean[3:])
	require.Error(t, h.Add(time.Unix(-1, 0), nil))
	_, err := h.Series("shard-1", "n", at(0), at(1e7), time.Second)
	require.ErrorContains(t, err, "10000000 points are too many")
	require.Empty(t, seen(t, h, 10, 10, time.Second).Mean)
	p, err = h.Series("shard-1", "n", time.Unix(0, 0), at(1e9), 30*24*time.Hour)
	require.NoError(t, err)
	require.Greater(t, p.Max[at(0).Unix()/(30*86400)], 1e300)
	q := query{wide: 30 * 86400, n: make([]float64, 1000)}
	from, to := q.within(h.Last().Unix(), hourLong, keptHours)
	require.LessOrEqual(t, to-from, keptHours, "not each hour since 1970 is looked for")
	p, err = h.Series("shard-2", "n", at(0), at(2), time.Second)
	require.NoError(t, err)
	require.True(t, math.IsNaN(p.Mean[0]) && math.IsNaN(p.Mean[1]))
}

// wrong adds as many samples as a clock that is behind is not believed for. That is said once.
func wrong(t *testing.T, h *History, from int) {
	for s := from; s < from+believeAfter; s++ {
		if err := h.Add(at(s), []Sample{{"shard-1", "n", 7}}); s == from {
			require.ErrorContains(t, err, "behind the last sample: none is kept until it is right again")
		} else {
			require.NoError(t, err)
		}
	}
}

// A clock that is right again costs the minutes of the day before it nothing.
func TestAClockThatWasAheadForMinutes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	h := opened(t, file)
	fill(t, h, 3600, 3*3600)
	wrong(t, h, 2*3600-believeAfter)
	fill(t, h, 2*3600, 2*3600+60)
	look := func() {
		mean := seen(t, h, 3600, 3*3600, time.Minute).Mean
		require.InEpsilon(t, 3600+29.5, mean[0], 0.001)
		require.InEpsilon(t, 2*3600-60+29.5, mean[59], 0.001)
		require.Equal(t, 2*3600+29.5, mean[60])
		require.True(t, math.IsNaN(mean[61]))
	}
	look()
	require.NoError(t, h.Close())
	h = opened(t, file)
	look()
}

// A clock that was ahead and is right again is believed; what it wrote meanwhile is not.
func TestAClockThatWasAhead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history.db")
	h := opened(t, file)
	fill(t, h, -2*86400, -2*86400+60)
	fill(t, h, 86400, 86400+700)
	wrong(t, h, -1000)
	fill(t, h, 86400+700, 86400+710)
	kept := seen(t, h, 86400, 86400+60, time.Second).Mean[5]
	require.False(t, math.IsNaN(kept), "who is wrong for a while deletes nothing")
	wrong(t, h, -believeAfter)
	fill(t, h, 0, 700)
	look := func() {
		require.Equal(t, 5.0, seen(t, h, 0, 60, time.Second).Mean[5])
		require.InEpsilon(t, 2*86400, -seen(t, h, -2*86400, 0, 24*time.Hour).Mean[0], 0.01, "what was before stays")
		for _, v := range seen(t, h, 86400, 2*86400, time.Minute).Mean {
			require.True(t, math.IsNaN(v))
		}
	}
	look()
	require.NoError(t, h.Close())
	h = opened(t, file)
	look()
	fill(t, h, 86400, 86400+700)
	require.NoError(t, h.Close())
	h = opened(t, file)
	require.Equal(t, at(86400+699).Unix(), h.Last().Unix())
	wrong(t, h, 700-believeAfter)
	fill(t, h, 700, 1400)
	require.Equal(t, 705.0, seen(t, h, 700, 760, time.Second).Mean[5])
	require.Equal(t, at(1399).Unix(), h.Last().Unix())
}

func TestTooManySeries(t *testing.T) {
	h := opened(t, filepath.Join(t.TempDir(), "history.db"))
	h.many = 30
	samples := make([]Sample, h.many+2)
	for i := range samples {
		samples[i] = Sample{"node", "metric" + time.Duration(i).String(), 1}
	}
	require.EqualError(t, h.Add(at(0), samples),
		"history: 2 samples were not kept: there are 30 series already")
	require.NoError(t, h.Add(at(1), samples[:10]), "it is said once")
}

// drained waits until everything is written. It asks the writer again and again: whoever failed once waits for the next
// flush, and a test has none to come.
func (h *History) drained() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(h.jobs) > 0 {
		h.more.Broadcast()
		h.more.Wait()
	}
}
