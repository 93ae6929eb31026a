package report

import (
	"time"

	"muster/server/history"
)

// Gather takes what of a history a run's file keeps: every metric of every node from one time to another, since began,
// in steps of whole seconds, so many at most. Of each step it keeps the maximum: a peak is what is looked for. What
// cannot be read is left out; the first such error is given beside the rest.
func Gather(h *history.History, began, from, to time.Time, most int) (all []Series, first error) {
	step := time.Second
	for to.Sub(from)/step >= time.Duration(max(1, min(most, maxPoints))) {
		step += time.Second
	}
	for _, node := range h.Nodes() {
		for _, name := range h.Names() {
			if !h.Has(node, name) || len(all) == maxSeries {
				continue
			}
			p, err := h.Series(node, name, from, to, step)
			if err != nil && first == nil {
				first = err
			}
			if len(p.Max) > 0 {
				all = append(all, Series{Node: node, Name: name, From: p.From.Sub(began), Step: p.Step, Points: p.Max})
			}
		}
	}
	return all, first
}
