package alerts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
)

// State is how an alert stands.
type State string

// States. An alert that holds is pending until it has held for its rule's For.
const (
	Pending  State = "pending"
	Firing   State = "firing"
	Resolved State = "resolved" // it fired, and holds no more
)

// Alert is a rule that holds, or did, for one process or for some together.
type Alert struct {
	Rule  *Rule
	Of    map[string]string // labels of what it holds for: node, role, and those of the metric
	Value float64           // of the expression, when it last held
	State State
	Since time.Time // when it began to hold
	Fired time.Time // zero while it is pending
	Ended time.Time // zero while it holds
	id    string
}

// Scrape is what a process showed, or that it did not.
type Scrape struct {
	Job      string                       // "muster" for shards and matchmakers, "muster-store" for servers of a store
	Node     string                       // its name
	Role     string                       // shard or matchmaker
	Families map[string]*dto.MetricFamily // nil where it did not answer
}

// Watch holds rules against what processes show. It has no clock: the caller drives it.
type Watch struct {
	rules   []*Rule
	engine  *promql.Engine
	samples *samples
	alerts  []map[string]*Alert // of each rule, by labels
	shown   map[string]*showing // by job and node
}

// showing is what a process showed last, and how often it did not answer since.
type showing struct {
	families map[string]*dto.MetricFamily
	missed   int
	round    uint64 // of samples, when it was to be there last
}

// New makes one.
func New(rules []*Rule) *Watch {
	return &Watch{
		rules: rules, samples: newSamples(names(rules)), alerts: make([]map[string]*Alert, len(rules)),
		shown: map[string]*showing{},
		engine: promql.NewEngine(promql.EngineOpts{
			Logger: slog.New(slog.DiscardHandler), MaxSamples: maxSamples, Timeout: within, LookbackDelta: staleAfter,
			EnableAtModifier: true, EnableNegativeOffset: true,
			NoStepSubqueryIntervalFn: func(int64) int64 { return Every.Milliseconds() },
		}),
	}
}

// Rules are those that it goes by.
func (w *Watch) Rules() []*Rule { return w.rules }

// Step takes in what all processes show at a time, and evaluates every rule. A process that is not among them any more
// is gone. It returns the alerts that began to fire or are over, and what could not be evaluated.
func (w *Watch) Step(ctx context.Context, now time.Time, all []Scrape) (changed []Alert, err error) {
	w.ingest(now, all)
	return w.judge(ctx, now)
}

// judge evaluates every rule.
func (w *Watch) judge(ctx context.Context, now time.Time) (changed []Alert, err error) {
	if w.samples.lost > 0 {
		err = fmt.Errorf("alerts: %d samples are of more than %d series, and do not count", w.samples.lost, maxSeries)
	}
	for i, r := range w.rules {
		found, wrong := w.evaluate(ctx, now, r)
		if wrong != nil {
			err = errors.Join(err, fmt.Errorf("alert %s: %w", r.Name, wrong))
			continue // what is not known has not changed
		}
		changed = append(changed, w.update(i, now, found)...)
	}
	return changed, err
}

func (w *Watch) ingest(now time.Time, all []Scrape) {
	at := now.UnixMilli()
	w.samples.begin()
	for _, s := range all {
		from := labels.FromStrings("job", s.Job, "node", s.Node, "role", s.Role)
		up := 1.0
		if s.Families == nil {
			up = 0
		}
		if _, needed := w.samples.over["up"]; needed {
			b := labels.NewBuilder(from)
			b.Set(labels.MetricName, "up")
			w.samples.add(at, "up", b.Labels(), up)
		}
		w.samples.families(at, from, w.latest(&s))
	}
	maps.DeleteFunc(w.shown, func(_ string, was *showing) bool { return was.round != w.samples.round })
	w.samples.end(at)
}

// latest is what a process shows, or showed a moment ago: one answer that is late does not end what it says of itself,
// or an alert on that would begin anew. That it did not answer, up says at once.
func (w *Watch) latest(s *Scrape) map[string]*dto.MetricFamily {
	id := s.Job + " " + s.Node
	was := w.shown[id]
	if was == nil {
		was = &showing{}
		w.shown[id] = was
	}
	was.round = w.samples.round
	if s.Families != nil {
		was.families, was.missed = s.Families, 0
	} else if was.missed++; was.missed > missedMost {
		was.families = nil
	}
	return was.families
}

// evaluate asks what a rule holds for now.
func (w *Watch) evaluate(ctx context.Context, now time.Time, r *Rule) (promql.Vector, error) {
	q, err := w.engine.NewInstantQuery(ctx, w.samples, nil, r.Expr, now)
	if err != nil {
		return nil, err
	}
	defer q.Close()
	res := q.Exec(ctx)
	if res.Err != nil {
		return nil, res.Err
	}
	switch v := res.Value.(type) {
	case promql.Vector:
		return slices.Clone(v[:min(len(v), maxOfRule)]), nil
	case promql.Scalar:
		return promql.Vector{{T: v.T, F: v.V}}, nil
	}
	return nil, fmt.Errorf("its value is a %s, not a vector", res.Value.Type())
}

// update brings a rule's alerts to what it holds for.
func (w *Watch) update(i int, now time.Time, found promql.Vector) (changed []Alert) {
	r, was := w.rules[i], w.alerts[i]
	is := make(map[string]*Alert, len(found))
	for _, s := range found {
		of := labels.NewBuilder(s.Metric).Del(labels.MetricName).Labels()
		id := r.Name + of.String()
		a := was[id]
		if a == nil || a.State == Resolved {
			a = &Alert{Rule: r, Of: of.Map(), State: Pending, Since: now, id: id}
		}
		a.Value = s.F
		if a.State == Pending && now.Sub(a.Since) >= r.For {
			a.State, a.Fired = Firing, now
			changed = append(changed, *a)
		}
		is[id] = a
	}
	for id, a := range was {
		switch {
		case is[id] != nil || a.State == Pending:
		case a.State == Firing:
			a.State, a.Ended = Resolved, now
			changed = append(changed, *a)
			is[id] = a
		case now.Sub(a.Ended) < shownFor:
			is[id] = a
		}
	}
	w.alerts[i] = is
	slices.SortFunc(changed, func(a, b Alert) int { return cmp.Compare(a.id, b.id) })
	return changed
}

// Alerts are all that hold, and those that are over since an hour at most: what fires first, then by their rules.
func (w *Watch) Alerts() (all []Alert) {
	for _, of := range w.alerts {
		begin := len(all)
		for _, a := range of {
			all = append(all, *a)
		}
		slices.SortFunc(all[begin:], func(a, b Alert) int { return cmp.Compare(a.id, b.id) })
	}
	order := map[State]int{Firing: 0, Pending: 1, Resolved: 2}
	slices.SortStableFunc(all, func(a, b Alert) int { return cmp.Compare(order[a.State], order[b.State]) })
	return all
}
