package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"muster/client/screen/i18n"
	"muster/server/console/diagram"
	"muster/server/history"
	"muster/server/observe"
)

// nodesShown is what the page of all nodes shows.
type nodesShown struct {
	Rows []nodeRow
}

// nodeRow is a node with its last figures.
type nodeRow struct {
	observe.Node
	figures map[string]float64
	words   i18n.Words
}

func nodes(_ context.Context, c *Console, v *visit) (any, error) {
	if c.cfg.Watcher == nil { // nobody looks
		return nodesShown{}, nil
	}
	s, _ := c.cfg.Watcher.Now()
	measured := c.cfg.Watcher.Measured()
	d := nodesShown{}
	for _, n := range s.Nodes {
		if n.Kind == observe.Shards || n.Kind == observe.Matchmakers {
			d.Rows = append(d.Rows, nodeRow{n, measured[n.ID], v.words})
		}
	}
	return d, nil
}

// Sign, Class and StateKey are how the node is.
func (r nodeRow) Sign() string     { sign, _ := diagram.Mark(&r.Node); return sign }
func (r nodeRow) Class() string    { _, class := diagram.Mark(&r.Node); return class }
func (r nodeRow) StateKey() string { return diagram.StateKey(&r.Node) }

// Figure is one of its figures as it is read; a dash if there is none.
func (r nodeRow) Figure(name string) string {
	v, there := r.figures[name]
	if !there {
		return "–"
	}
	return figureText(v, unitOf(name), r.words)
}

func unitOf(name string) string {
	i := slices.IndexFunc(observe.Figures, func(f observe.Figure) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return observe.Figures[i].Unit
}

// figureText is a number with its unit, short enough for a table.
func figureText(v float64, unit string, words i18n.Words) string {
	for _, large := range []struct {
		of   float64
		mark string
	}{{1 << 30, "Gi"}, {1 << 20, "Mi"}, {1 << 10, "Ki"}} {
		if strings.HasPrefix(unit, "B") && v >= large.of {
			return fmt.Sprintf("%.1f %s%s", v/large.of, large.mark, unit)
		}
	}
	switch {
	case unit == "share":
		return fmt.Sprintf("%.1f %%", 100*v)
	case unit == "s" && v < 1:
		return fmt.Sprintf("%.1f ms", 1000*v)
	}
	if unit = words.Or("console.unit."+unit, unit); unit == "" || v == math.Trunc(v) && v < 1000 {
		return strings.TrimSpace(fmt.Sprintf("%.0f %s", v, unit))
	}
	return fmt.Sprintf("%.2f %s", v, unit)
}

// compared is what the page of one node shows, or of two side by side.
type compared struct {
	Nodes  []string // the one, and the other if there is one
	Others []string // that it may be compared with
	Span   int
	Groups []group
}

// group is a chart: figures that are shown together.
type group struct {
	Name    string
	Unit    string
	Figures []string
}

// chartSpans are those that charts may show, in seconds: seconds are kept for an hour, minutes for thirty days.
var chartSpans = []int{600, 3600, 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600}

func nodePage(_ context.Context, c *Console, v *visit) (any, error) {
	d := compared{Nodes: []string{v.r.PathValue("id")}, Span: chartSpans[1]}
	if i := slices.Index(chartSpans, v.number("span")); i >= 0 {
		d.Span = chartSpans[i]
	}
	if with := v.query("with"); with != "" && with != d.Nodes[0] {
		d.Nodes = append(d.Nodes, with)
	}
	if c.cfg.History == nil {
		return d, nil
	}
	for _, n := range c.cfg.History.Nodes() {
		if n != d.Nodes[0] {
			d.Others = append(d.Others, n)
		}
	}
	for _, f := range observe.Figures {
		if slices.ContainsFunc(d.Nodes, func(n string) bool { return c.cfg.History.Has(n, f.Name) }) {
			d.add(f)
		}
	}
	return d, nil
}

// add puts a figure into its chart.
func (d *compared) add(f observe.Figure) {
	i := slices.IndexFunc(d.Groups, func(g group) bool { return g.Name == f.Group && g.Unit == f.Unit })
	if i < 0 {
		d.Groups = append(d.Groups, group{Name: f.Group, Unit: f.Unit})
		i = len(d.Groups) - 1
	}
	d.Groups[i].Figures = append(d.Groups[i].Figures, f.Name)
}

// Names are its figures as a chart asks for them.
func (g group) Names() string { return strings.Join(g.Figures, ",") }

// Spans are those that can be chosen.
func (d compared) Spans() []int { return chartSpans }

// With is the other node; empty if there is none.
func (d compared) With() string {
	if len(d.Nodes) < 2 {
		return ""
	}
	return d.Nodes[1]
}

// seriesAnswer is what a chart is drawn from: each figure at even steps, null where there was nothing.
type seriesAnswer struct {
	From float64            `json:"from"` // seconds since 1970
	Step float64            `json:"step"`
	Mean map[string]numbers `json:"mean"`
	Max  map[string]numbers `json:"max"`
}

// numbers are null in JSON where they are none.
type numbers []float64

// MarshalJSON implements json.Marshaler.
func (n numbers) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 8*len(n)+2), '[')
	for i, v := range n {
		if i > 0 {
			b = append(b, ',')
		}
		if math.IsNaN(v) {
			b = append(b, "null"...)
		} else {
			b = fmt.Appendf(b, "%.5g", v)
		}
	}
	return append(b, ']'), nil
}

// serveSeries answers GET /console/data/series?node=&figures=a,b&from=&to= in seconds since 1970.
func (c *Console) serveSeries(w http.ResponseWriter, r *http.Request, v *visit) {
	if c.cfg.History == nil {
		http.NotFound(w, r)
		return
	}
	from, to := time.Unix(int64(v.number("from")), 0), time.Unix(int64(v.number("to")), 0)
	names := strings.Split(v.query("figures"), ",")
	if !from.Before(to) || to.Sub(from) > 366*24*time.Hour || len(names) > maxFigures {
		http.Error(w, "ask for a span, and for a few figures", http.StatusBadRequest)
		return
	}
	answer := seriesAnswer{Mean: map[string]numbers{}, Max: map[string]numbers{}}
	for _, name := range names {
		p, err := c.series(v.query("node"), name, from, to)
		if err != nil {
			c.cfg.Log.Warn("some of a chart cannot be read", "error", err)
		}
		answer.From, answer.Step = float64(p.From.Unix()), p.Step.Seconds()
		answer.Mean[name], answer.Max[name] = p.Mean, p.Max
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // the reader is gone if this fails
}

// series is a figure at as many steps as a chart can show.
func (c *Console) series(node, name string, from, to time.Time) (history.Points, error) {
	step := time.Second
	if long := to.Sub(from); long > chartPoints*time.Second {
		step = (long/chartPoints + time.Second - 1).Truncate(time.Second)
		if step > 30*time.Second {
			step = (step + time.Minute - 1).Truncate(time.Minute)
		}
	}
	if c.cfg.Prometheus == nil {
		return c.cfg.History.Series(node, name, from, to, step)
	}
	p, err := c.cfg.Prometheus.Series(node, name, from, to, step)
	if err == nil {
		return p, nil
	}
	if !errors.Is(err, observe.ErrNoMetric) {
		c.cfg.Log.Warn("a chart is drawn from what is kept here: the Prometheus does not answer", "error", err)
	}
	return c.cfg.History.Series(node, name, from, to, step)
}
