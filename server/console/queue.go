package console

import (
	"context"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"muster/matchmaker/api"
	"muster/server/console/diagram"
)

// queued is the page of who waits.
type queued struct {
	api.QueueState
	drawn map[string]template.HTML // by mode: its histogram
}

func showQueue(ctx context.Context, _ *Console, v *visit) (any, error) {
	q, err := v.api.Waiting(ctx)
	d := queued{q, map[string]template.HTML{}}
	for i := range q.Modes {
		m := &q.Modes[i]
		var steps []diagram.Step
		for _, s := range m.Ratings {
			steps = append(steps, diagram.Step{From: s.From, Rated: s.Players, Waiting: s.Waiting})
		}
		// made by package diagram, and so escaped
		d.drawn[m.Mode] = template.HTML(diagram.Histogram(steps, api.RatingStepPoints, v.words.Say))
	}
	return d, err
}

// Histogram is that of a mode.
func (q queued) Histogram(mode string) template.HTML { return q.drawn[mode] }

// First are the tickets of a mode that have a row.
func (q queued) First(m api.QueuedMode) []api.Waiter {
	return m.Waiting[:min(len(m.Waiting), pageRows)]
}

// More is how many tickets have none.
func (q queued) More(m api.QueuedMode) int { return m.Tickets - len(q.First(m)) }

// Trips are a ticket's round trips, the shortest first.
func (q queued) Trips(w api.Waiter) string {
	regions := slices.Collect(maps.Keys(w.RTTs))
	slices.SortFunc(regions, func(a, b string) int {
		if w.RTTs[a] != w.RTTs[b] {
			return w.RTTs[a] - w.RTTs[b]
		}
		return strings.Compare(a, b)
	})
	for i, r := range regions {
		regions[i] = plain(r) + " " + strconv.Itoa(w.RTTs[r]) + " ms"
	}
	return strings.Join(regions, ", ")
}

// because says why a ticket waits: in the visitor's language, if this release knows all the reasons.
func (e *edition) because(w api.Waiter) string {
	parts := make([]string, len(w.Reasons))
	for i, r := range w.Reasons {
		key := "why." + string(r.Kind)
		if _, known := e.words[key]; !known {
			return plain(w.Why)
		}
		var pairs []string
		for name, n := range r.Numbers {
			pairs = append(pairs, name, strconv.Itoa(n))
		}
		parts[i] = e.words.Say(key, pairs...)
	}
	return strings.Join(parts, " · ")
}
