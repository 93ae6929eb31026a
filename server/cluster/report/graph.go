package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/server/cluster/plan"
)

// The size of a graph, and of the field in it where lines are drawn, in the units of its picture.
const (
	width, height            = 880, 220
	left, right, top, bottom = 64, 12, 40, 28
	fieldW, fieldH           = width - left - right, height - top - bottom
)

// graph is one metric of all nodes over the run, ready to be drawn.
type graph struct {
	Name   string
	Lines  []curve
	More   int // lines that are left out
	X, Y   []tick
	Marks  []*stroke
	Bands  []band
	Unseen int // marks that are left out
}

// curve is a node's line.
type curve struct {
	Node, Path string
	Style      int // from 0: colour and dashes
}

// tick is a line of the grid and what stands beside it.
type tick struct {
	At   float64
	Said string
}

// stroke is an entry of the timeline on a graph.
type stroke struct {
	X, Y   float64
	Number int    // of the entry, from 1
	Label  string // over it: its number, and how many more are too close for theirs; empty for those, and what was seen
	Seen   bool
	Said   string
}

// band is something that lasted.
type band struct {
	X, W float64
	Said string
}

// graphs makes one graph for each metric, in the order of their names.
func (r Run) graphs() (all []graph) {
	by := map[string][]Series{}
	for _, s := range r.Series {
		by[s.Name] = append(by[s.Name], s)
	}
	names := make([]string, 0, len(by))
	for name := range by {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), maxGraphs)] {
		all = append(all, r.graph(name, by[name]))
	}
	return all
}

// axis is what of the run the field shows: from and to in seconds, low and high in the metric's unit.
type axis struct{ from, to, low, high float64 }

func (a axis) x(sec float64) float64 { return left + (sec-a.from)/(a.to-a.from)*fieldW }

func (a axis) y(v float64) float64 { return top + fieldH - (v-a.low)/(a.high-a.low)*fieldH }

func (r Run) graph(name string, of []Series) graph {
	slices.SortStableFunc(of, func(a, b Series) int { return cmp.Compare(a.Node, b.Node) })
	g := graph{Name: title(name), More: max(0, len(of)-maxLines)}
	of = of[:min(len(of), maxLines)]
	a := axis{to: max(1, r.Ran.Seconds())}
	for _, s := range of {
		a.from = min(a.from, max(s.From.Seconds(), -a.to))
		for _, v := range s.Points {
			if !math.IsNaN(v) {
				a.low, a.high = min(a.low, drawn(v)), max(a.high, drawn(v))
			}
		}
	}
	g.Y = a.round(name)
	for i, s := range of {
		g.Lines = append(g.Lines, curve{s.Node, a.path(s), i})
	}
	for _, sec := range steps(a.from, a.to, 8) {
		g.X = append(g.X, tick{a.x(sec), round(time.Duration(sec * float64(time.Second))).String()})
	}
	r.mark(&g, a)
	return g
}

// round widens the axis to round values, and says them.
func (a *axis) round(name string) (ticks []tick) {
	if a.high <= a.low {
		a.high = a.low + 1
	}
	unit := unitOf(name, max(a.high, -a.low))
	at := steps(a.low/unit, a.high/unit, 4)
	step := (at[1] - at[0]) * unit
	a.low, a.high = math.Floor(a.low/step)*step, math.Ceil(a.high/step)*step
	for v := a.low; v <= a.high+step/2; v += step {
		ticks = append(ticks, tick{a.y(v), value(name, v)})
	}
	return ticks
}

// steps are round numbers between two others: so many at most and two at least.
func steps(from, to float64, most int) (all []float64) {
	raw := (to - from) / float64(most)
	step := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step*m >= raw {
			step *= m
			break
		}
	}
	for i := math.Ceil(from / step); i*step <= to && len(all) <= most; i++ {
		all = append(all, i*step)
	}
	if len(all) < 2 {
		return []float64{from, to}
	}
	return all
}

// drawn is a value as it can be drawn: no metric is larger, and a picture of more would be empty.
func drawn(v float64) float64 { return max(-1e15, min(1e15, v)) }

// path draws a series, of many points at one place the largest. It has a gap where there was none.
func (a axis) path(s Series) string {
	var b strings.Builder
	pen := "M"
	each := 1 + len(s.Points)/fieldW
	for i := 0; i < len(s.Points); i += each {
		v := math.NaN()
		for _, p := range s.Points[i:min(len(s.Points), i+each)] {
			if !math.IsNaN(p) && (math.IsNaN(v) || p > v) {
				v = p
			}
		}
		x := a.x((s.From + time.Duration(i)*s.Step).Seconds())
		if math.IsNaN(v) || x < left || x > left+fieldW+0.5 {
			pen = "M"
			continue
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", pen, x, a.y(drawn(v)))
		if pen == "M" {
			b.WriteString("h0") // a point by itself is seen
		}
		pen = "L"
	}
	return b.String()
}

// mark draws the timeline: what was done before what was seen, if there is not room for both.
func (r Run) mark(g *graph, a axis) {
	defer g.label()
	for _, seen := range []bool{false, true} {
		for i, e := range r.Timeline {
			x := a.x(e.At.Seconds())
			if e.Seen != seen || x < left || x > left+fieldW {
				continue
			}
			if len(g.Marks) == maxMarks {
				g.Unseen++
				continue
			}
			g.Marks = append(g.Marks, &stroke{X: x, Number: i + 1, Seen: seen, Said: told(e)})
			if end := a.x((e.At + e.Took).Seconds()); !seen && e.Took > 0 {
				g.Bands = append(g.Bands, band{x, max(0, min(end, left+fieldW)-x), told(e)})
			}
		}
	}
}

// label writes numbers over what was done, in three rows: each in the first where it does not run into the one before.
// Where none has room, the last number written says how many more there are.
func (g *graph) label() {
	var free [3]float64 // from where on each row is
	last, row, more := 0, 0, 0
	for i := range g.Marks {
		m := g.Marks[i]
		if m.Seen {
			continue
		}
		if room := slices.IndexFunc(free[:], func(from float64) bool { return from <= m.X }); room >= 0 {
			last, row, more = i, room, 0
			m.Label, m.Y = strconv.Itoa(m.Number), float64(11+11*room)
		} else {
			more++
			g.Marks[last].Label = fmt.Sprintf("%d+%d", g.Marks[last].Number, more)
		}
		free[row] = g.Marks[last].LabelX() + labelDigit*float64(len(g.Marks[last].Label)+1)
	}
}

// labelDigit is how wide a digit of a label is, at most.
const labelDigit = 7

// LabelX is where the label begins: at the mark, or before it at the right edge.
func (m *stroke) LabelX() float64 { return min(m.X, width-labelDigit*float64(len(m.Label))) }

// told is an entry in one line.
func told(e plan.Entry) string {
	said := strings.TrimSpace(at(e.At)) + " " + e.What
	if e.Node != "" && !strings.Contains(e.What, e.Node) {
		said = strings.TrimSpace(at(e.At)) + " " + e.Node + ": " + e.What
	}
	return said + e.Lasted()
}
