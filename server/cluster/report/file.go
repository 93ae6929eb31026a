package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"muster/server/cluster/plan"
)

// version is the form of a file. A reader refuses one that is higher than its own.
const version = 1

const mark = "cluster run"

// line is one of a file: one of its parts is set.
type line struct {
	Entry  *entry  `json:"entry,omitempty"`
	Series *series `json:"series,omitempty"`
	End    *end    `json:"end,omitempty"`
}

type head struct {
	Muster  string    `json:"muster"`
	Version int       `json:"version"`
	File    string    `json:"file,omitempty"`
	Plan    string    `json:"plan,omitempty"`
	Began   time.Time `json:"began"`
	Release string    `json:"release,omitempty"`
	Machine string    `json:"machine,omitempty"`
}

type entry struct {
	At   seconds   `json:"at"`
	Wall time.Time `json:"wall"`
	Seen bool      `json:"seen,omitempty"`
	By   string    `json:"by,omitempty"`
	Node string    `json:"node,omitempty"`
	Kind string    `json:"kind,omitempty"`
	What string    `json:"what"`
	Took seconds   `json:"took,omitempty"`
}

type series struct {
	Node   string     `json:"node"`
	Name   string     `json:"name"`
	From   seconds    `json:"from"`
	Step   seconds    `json:"step"`
	Points []*float64 `json:"points"` // null where there is none
}

type end struct {
	Ran      seconds  `json:"ran"`
	Outcome  string   `json:"outcome"`
	Why      string   `json:"why,omitempty"`
	Promises []judged `json:"promises"`
	Lines    int      `json:"lines"`
}

type judged struct {
	Promise  string  `json:"promise"`
	Outcome  string  `json:"outcome"`
	Asked    string  `json:"asked"`
	Measured string  `json:"measured"`
	Bound    float64 `json:"bound"`
	Value    float64 `json:"value"`
}

// seconds is a time as JSON has it.
type seconds float64

func secondsOf(d time.Duration) seconds { return seconds(d.Round(time.Microsecond).Seconds()) }

// time is the same as Go has it. What no run lasts is cut off.
func (s seconds) time() time.Duration {
	const most = float64(10 * 365 * 24 * 3600)
	d := time.Duration(max(-most, min(most, float64(s))) * float64(time.Second))
	return d.Round(time.Microsecond)
}

func entryOf(e plan.Entry) *entry {
	return &entry{secondsOf(e.At), e.Wall, e.Seen, e.Who, e.Node, e.Kind, e.What, secondsOf(e.Took)}
}

func judgedOf(v plan.Verdict) []judged {
	all := []judged{}
	for _, p := range v.Promises {
		all = append(all, judged{string(p.Promise), string(p.Outcome), p.Asked, p.Measured, p.Bound, finite(p.Value)})
	}
	return all
}

// finite is a number that JSON can hold.
func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return max(-math.MaxFloat64, min(math.MaxFloat64, v))
}

// Writer writes a run's file as the run goes on. It is used by one goroutine at a time.
type Writer struct {
	file    *os.File
	buf     *bufio.Writer
	lines   int
	most    int   // entries
	entries int   // that were added, whether or not there was room for them
	err     error // the first one; nothing is written after it
}

// Create begins a file. One that is there already is replaced.
func Create(file string, h Head) (*Writer, error) {
	f, err := os.Create(file)
	if err != nil {
		return nil, fmt.Errorf("keep the run: %w", err)
	}
	w := &Writer{file: f, buf: bufio.NewWriter(f), most: maxEntries}
	w.write(head{mark, version, h.File, h.Plan, h.Began, h.Release, h.Machine})
	if err := w.flush(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return w, nil
}

// Entry adds a line of the timeline. It is in the file when this returns, unless the file is full: then its last entry
// says so, and the run can be finished and read all the same.
func (w *Writer) Entry(e plan.Entry) error {
	w.entries++
	switch {
	case w.entries > w.most:
		return nil
	case w.entries == w.most:
		e = plan.Entry{At: e.At, Wall: e.Wall, Seen: true, Who: "report", Kind: "full", What: "the timeline is full: " +
			"what comes later is left out"}
	}
	e.What = e.What[:min(len(e.What), maxWhat)]
	w.write(line{Entry: entryOf(e)})
	return w.flush()
}

// Finish adds what the run came to, and closes the file. Without it the file stays unfinished.
func (w *Writer) Finish(v plan.Verdict, ran time.Duration, all []Series) error {
	for _, s := range all[:min(len(all), maxSeries)] {
		w.write(line{Series: seriesOf(s)})
	}
	w.write(line{End: &end{secondsOf(ran), string(v.Outcome), v.Why, judgedOf(v), w.lines + 1}})
	return errors.Join(w.flush(), w.file.Close())
}

// Close leaves the file unfinished, as a run that is ended in the middle does. After Finish it does nothing.
func (w *Writer) Close() error {
	if err := w.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

func seriesOf(s Series) *series {
	out := &series{Node: s.Node, Name: s.Name, From: secondsOf(s.From), Step: secondsOf(s.Step)}
	for _, p := range s.Points[:min(len(s.Points), maxPoints)] {
		if math.IsNaN(p) || math.IsInf(p, 0) {
			out.Points = append(out.Points, nil)
			continue
		}
		out.Points = append(out.Points, &p)
	}
	return out
}

func (w *Writer) write(v any) {
	if w.err != nil {
		return
	}
	b, err := json.Marshal(v)
	if err == nil {
		_, err = w.buf.Write(append(b, '\n'))
	}
	w.err = err
	w.lines++
}

func (w *Writer) flush() error {
	if w.err == nil {
		w.err = w.buf.Flush()
	}
	if w.err != nil {
		return fmt.Errorf("keep the run: %w", w.err)
	}
	return nil
}
