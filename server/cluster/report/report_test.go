package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

var began = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)

// example is a run in which a shard died, and a name that means harm.
func example() Run {
	after := func(ms int) (at time.Duration, wall time.Time) {
		at = time.Duration(ms) * time.Millisecond
		return at, began.Add(at)
	}
	entry := func(ms int, seen bool, who, node, kind, what string, took time.Duration) plan.Entry {
		at, wall := after(ms)
		return plan.Entry{At: at, Wall: wall, Seen: seen, Who: who, Node: node, Kind: kind, What: what, Took: took}
	}
	var m plan.Measured
	m.Players = 24
	m.Set(plan.OrdersLost, 0)
	m.Set(plan.Seated, 23)
	promises := plan.Promises{
		{Name: plan.OrdersLost}, {Name: plan.Seated, All: true}, {Name: plan.ViewGapP99, Bound: 1},
	}
	wave := func(node string, phase float64) Series {
		s := Series{Node: node, Name: "tick_p99_seconds", From: -2 * time.Second, Step: time.Second}
		for i := range 32 {
			s.Points = append(s.Points, 0.002+0.0015*math.Sin(phase+float64(i)/4))
		}
		return s
	}
	dies := wave("shard-1", 0)
	for i := 12; i < 16; i++ {
		dies.Points[i] = math.NaN()
	}
	return Run{
		Head: Head{
			File: "first.yaml", Plan: "for: 30s # <b>\u202e\n",
			Began: began, Release: "v0.9", Machine: "2 cores, 8 GiB",
		},
		Ran:     30 * time.Second,
		Verdict: promises.Judge(m),
		Timeline: []plan.Entry{
			entry(-1500, true, "supervisor", "shard-1", "ready", "shard-1 is ready", 0),
			entry(10_000, false, "plan", "shard-1", "kill", "kill shard-1", 0),
			entry(10_212, true, "supervisor", "shard-1", "died", "shard-1 died: killed", 0),
			entry(14_020, true, "supervisor", "shard-1", "ready", "shard-1 is ready again", 4020*time.Millisecond),
			entry(20_000, false, "plan", "shard-2", "cut", "cut shard-2 journal", 5*time.Second),
			entry(21_000, true, `</td><script>alert("x")</script>`, "bots", "chat", "\x1b[31m<img src=x>\u202e\nred", 0),
		},
		Series: []Series{
			dies, wave("shard-2", 2), wave("shard-3", 4),
			{
				Node: "shard-1", Name: "memory_bytes", Step: 10 * time.Second,
				Points: []float64{1 << 20, 90 << 20, 64 << 20},
			},
		},
	}
}

// keep writes a run as it goes on, and gives its file's bytes.
func keep(t *testing.T, r Run) (file string, b []byte) {
	file = filepath.Join(t.TempDir(), "run.jsonl")
	w, err := Create(file, r.Head)
	require.NoError(t, err)
	for _, e := range r.Timeline {
		require.NoError(t, w.Entry(e))
		_, err := Read(file)
		require.ErrorIs(t, err, ErrUnfinished, "while it goes on")
	}
	require.NoError(t, w.Finish(r.Verdict, r.Ran, r.Series))
	require.NoError(t, w.Close())
	b, err = os.ReadFile(file)
	require.NoError(t, err)
	return file, b
}

func TestARunIsReadAsItWasWritten(t *testing.T) {
	want := example()
	file, _ := keep(t, want)
	got, err := Read(file)
	require.NoError(t, err)
	require.True(t, math.IsNaN(got.Series[0].Points[12]))
	for i := 12; i < 16; i++ { // what is no number is like nothing
		got.Series[0].Points[i], want.Series[0].Points[i] = -1, -1
	}
	require.Equal(t, want, got)
}

// A run that goes on for days can be read: its file stops growing, and says so.
func TestATimelineThatIsFull(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.jsonl")
	w, err := Create(file, example().Head)
	require.NoError(t, err)
	w.most = 20
	for i := range 25 {
		require.NoError(t, w.Entry(plan.Entry{At: time.Duration(i) * time.Second, What: "x"}))
	}
	require.NoError(t, w.Finish(plan.Verdict{Outcome: plan.Kept}, 24*time.Hour, nil))
	r, err := Read(file)
	require.NoError(t, err)
	require.Len(t, r.Timeline, 20)
	last := r.Timeline[19]
	require.Equal(t, "the timeline is full: what comes later is left out", last.What)
	require.Equal(t, 19*time.Second, last.At)
}

// Wherever a file is cut off, that is said, and nothing of it is called a verdict.
func TestATruncatedFileIsRefused(t *testing.T) {
	_, b := keep(t, example())
	for n := range b[:len(b)-1] {
		_, err := Decode(bytes.NewReader(b[:n]))
		require.Error(t, err, "cut off after %d bytes", n)
		if n > bytes.IndexByte(b, '\n') {
			require.ErrorIs(t, err, ErrUnfinished, "cut off after %d bytes", n)
		}
	}
	lines := bytes.SplitAfter(b, []byte("\n"))
	_, err := Decode(bytes.NewReader(bytes.Join(append(lines[:2:2], lines[3:]...), nil)))
	require.EqualError(t, err, "line 11: the file had 12 lines when it was written, and has 11: some are lost")
	_, err = Decode(bytes.NewReader(append(bytes.Clone(b), lines[1]...)))
	require.EqualError(t, err, "line 13: something stands behind the end")
}

func TestWhatIsNoRun(t *testing.T) {
	for file, wrong := range map[string]string{
		"":                             "the file is empty",
		"nodes: {}\n":                  "line 1: this is no kept run of a cluster",
		`{"muster":"x"}`:               "line 1: this is no kept run of a cluster",
		strings.Repeat("x", maxLine+1): "line 1: longer than 1048576 bytes",
		`{"muster":"cluster run","version":2}`: "line 1: the file is of version 2, and this release knows those up to 1: " +
			"use the release that wrote it",
		`{"muster":"cluster run","version":1}` + "\n{\"entry\":7}\n":   "line 2: it cannot be read: ",
		`{"muster":"cluster run","version":1}` + "\n{\"series\":{}}\n": "line 2: a series whose step is no time",
	} {
		_, err := Decode(strings.NewReader(file))
		require.ErrorContains(t, err, wrong)
	}
}

// A later release may say more than this one knows.
func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	r, err := Decode(strings.NewReader(`{"muster":"cluster run","version":1,"mood":"good"}
{"weather":{"rain":true}}
{"entry":{"at":1.5,"wall":"2026-11-30T08:00:01.5Z","what":"x","colour":"red"}}
{"end":{"ran":2,"outcome":"splendid","promises":[],"lines":4,"applause":3}}
`))
	require.NoError(t, err)
	at := 1500 * time.Millisecond
	require.Equal(t, []plan.Entry{{At: at, Wall: began.Add(at), What: "x"}}, r.Timeline)
	require.Equal(t, plan.NotMeasured, r.Verdict.Outcome, "an outcome that nobody knows is not kept")
	require.Equal(t, 1, r.Verdict.ExitCode())
}

func TestText(t *testing.T) {
	var b strings.Builder
	require.NoError(t, example().Text(&b))
	require.Equal(t, `plan     first.yaml
began    2026-11-30 08:00:00 UTC, ran 30s
release  v0.9
machine  2 cores, 8 GiB
verdict  broken

kept          orders_lost   asked: none        measured: 0
broken        seated        asked: all         measured: 23 of 24
not measured  view_gap_p99  asked: at most 1s  measured: not measured

Timeline
   -1.500s  seen  supervisor                        shard-1  shard-1 is ready
   10.000s  done  plan                              shard-1  kill shard-1
   10.212s  seen  supervisor                        shard-1  shard-1 died: killed
   14.020s  seen  supervisor                        shard-1  shard-1 is ready again, after 4.02s
   20.000s  done  plan                              shard-2  cut shard-2 journal, for 5s
   21.000s  seen  </td><script>alert("x")</script>  bots     [31m<img src=x> red
`, b.String())
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, example().JSON(&b))
	var got struct {
		Outcome  string
		ExitCode int `json:"exit_code"`
		Promises []struct{ Promise, Asked, Measured, Outcome string }
		Timeline []struct {
			At, Took   float64
			Seen       bool
			Kind, What string
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Equal(t, "broken", got.Outcome)
	require.Equal(t, 1, got.ExitCode)
	require.Len(t, got.Promises, 3)
	require.Equal(t, "23 of 24", got.Promises[1].Measured)
	require.Len(t, got.Timeline, 6)
	require.InDelta(t, 5, got.Timeline[4].Took, 0)
	b.Reset()
	require.NoError(t, Run{}.JSON(&b))
	require.Contains(t, b.String(), `"promises": []`)
	require.Contains(t, b.String(), `"timeline": []`)
}

func rendered(t *testing.T, r Run) string {
	var b strings.Builder
	require.NoError(t, r.HTML(&b))
	return b.String()
}

// The page needs nothing beside it, and names are text on it, whatever they hold.
func TestHTMLStandsAlone(t *testing.T) {
	html := rendered(t, example())
	require.NotContains(t, html, "<script")
	require.NotContains(t, html, "<img")
	require.NotContains(t, html, "\x1b")
	require.NotContains(t, html, "\u202e")
	require.NotRegexp(t, regexp.MustCompile(`(?i)(src|href)="[^#]|url\(|@import|http:|https:`), html)
	require.NotContains(t, html, "ZgotmplZ", "the template trusts each value")
	require.Contains(t, html, "&lt;/td&gt;&lt;script&gt;")
	require.Contains(t, html, "# &lt;b&gt;")
	require.Contains(t, html, "prefers-color-scheme: dark")
	require.Contains(t, html, "✗ broken")
}

// The graphs are pictures of the run: gaps where a node was away, events at their time, shade while something lasted.
func TestGraphs(t *testing.T) {
	all := example().graphs()
	require.Len(t, all, 2)
	memory, ticks := all[0], all[1]
	require.Equal(t, "memory (bytes)", memory.Name)
	require.Equal(t, "tick p99 (seconds)", ticks.Name)
	require.Equal(t, []string{"0 B", "50 MiB", "100 MiB"}, saidOf(memory.Y))
	require.Equal(t, 1, strings.Count(ticks.Lines[1].Path, "M"))
	require.Equal(t, 2, strings.Count(ticks.Lines[0].Path, "M"), "a gap in the line of a shard that was dead")
	require.Equal(t, []string{"0s", "1ms", "2ms", "3ms", "4ms"}, saidOf(ticks.Y))
	require.Equal(t, []string{"0s", "5s", "10s", "15s", "20s", "25s", "30s"}, saidOf(ticks.X))
	require.Len(t, ticks.Marks, 6)
	kill := ticks.Marks[0]
	require.Equal(t, 2, kill.Number, "its line in the timeline")
	require.InDelta(t, ticks.X[2].At, kill.X, 0.01, "at ten seconds")
	require.Len(t, ticks.Bands, 1)
	require.InDelta(t, ticks.X[4].At, ticks.Bands[0].X, 0.01)
	require.InDelta(t, ticks.X[5].At-ticks.X[4].At, ticks.Bands[0].W, 0.01)

	for _, svg := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(rendered(t, example()), -1) {
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else {
				require.NoError(t, err, svg)
			}
		}
	}
}

func saidOf(ticks []tick) (all []string) {
	for _, x := range ticks {
		all = append(all, x.Said)
	}
	return all
}

// Numbers of what was done do not run into each other, however close to each other it was done.
func TestNumbersOnAGraphDoNotOverlap(t *testing.T) {
	r := example()
	r.Timeline = nil
	for i := range 40 {
		if i == 39 {
			i = 44 // at the very end
		}
		e := plan.Entry{At: 10*time.Second + time.Duration(i*i)*10*time.Millisecond, What: "x", Seen: i%8 == 7}
		r.Timeline = append(r.Timeline, e)
	}
	g := r.graphs()[1]
	right, labelled, more := map[float64]float64{}, 0, 0
	for _, m := range g.Marks {
		if m.Label == "" {
			continue
		}
		require.False(t, m.Seen)
		require.GreaterOrEqual(t, m.LabelX(), right[m.Y], m.Label)
		right[m.Y] = m.LabelX() + labelDigit*float64(len(m.Label))
		require.LessOrEqual(t, right[m.Y], float64(width), m.Label)
		labelled++
		if _, plus, found := strings.Cut(m.Label, "+"); found {
			n, err := strconv.Atoi(plus)
			require.NoError(t, err)
			more += n
		}
	}
	require.Len(t, right, 3, "rows")
	require.Equal(t, 36, labelled+more, "each is counted")
	require.Positive(t, more)
}

// What is too much for a graph is left out, and the page says so.
func TestGraphsSayWhatTheyLeaveOut(t *testing.T) {
	r := example()
	for n := range 20 {
		s := r.Series[1]
		s.Node = plan.Shards.Node(n + 4)
		r.Series = append(r.Series, s)
	}
	for range 100 {
		r.Timeline = append(r.Timeline, r.Timeline[2])
	}
	g := r.graphs()[1]
	require.Len(t, g.Lines, maxLines)
	require.Equal(t, 15, g.More)
	require.Len(t, g.Marks, maxMarks)
	require.Equal(t, 46, g.Unseen)
	require.Contains(t, rendered(t, r), "15 more nodes are left out. 46 more entries of the timeline are left out.")
}

// Whatever a file holds, it is refused or printed.
func FuzzDecode(f *testing.F) {
	r := example()
	var b bytes.Buffer
	file := filepath.Join(f.TempDir(), "run.jsonl")
	w, err := Create(file, r.Head)
	require.NoError(f, err)
	require.NoError(f, w.Entry(r.Timeline[1]))
	require.NoError(f, w.Finish(r.Verdict, r.Ran, r.Series[3:]))
	kept, err := os.ReadFile(file)
	require.NoError(f, err)
	f.Add(kept)
	f.Add([]byte(`{"muster":"cluster run","version":1}
{"series":{"name":"x_bytes","from":-1e300,"step":1e-300,"points":[1e308,-1e308,null]}}
{"entry":{"at":1e300,"took":1e300,"what":""}}
{"end":{"ran":-1,"lines":4}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := Decode(bytes.NewReader(file))
		if err != nil {
			return
		}
		b.Reset()
		require.NoError(t, r.HTML(&b))
		require.NotContains(t, strings.ToLower(b.String()), "<script")
		for _, drawn := range regexp.MustCompile(`(?s) (?:d|x|y|x1|x2|y1|y2|width)="[^"]*"`).FindAllString(b.String(), -1) {
			require.NotContains(t, drawn, "NaN")
		}
		require.NoError(t, r.Text(&b))
		require.NoError(t, r.JSON(&b))
	})
}
