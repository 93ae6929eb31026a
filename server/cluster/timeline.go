package cluster

import (
	"slices"
	"time"

	"muster/server/cluster/plan"
)

// timeline is what was done and seen, the oldest first. Of a run that goes on and on the beginning is forgotten here:
// its file has it.
type timeline struct {
	entries []plan.Entry // At is by the supervisor's time
	before  int          // entries that were forgotten
}

func (t *timeline) add(e plan.Entry) {
	t.entries = append(t.entries, e)
	if len(t.entries) > maxTimeline {
		t.before += forgotten
		t.entries = slices.Delete(t.entries, 0, forgotten)
	}
}

// from are the entries from the n-th on that are not forgotten, and how many there have been, with times since zero.
func (t *timeline) from(n int, zero time.Duration) (all []plan.Entry, end int) {
	all = slices.Clone(t.entries[min(max(n-t.before, 0), len(t.entries)):])
	for i := range all {
		all[i].At -= zero
	}
	return all, t.before + len(t.entries)
}

// note adds a line to the timeline.
func (s *Supervisor) note(e plan.Entry) {
	e.At, e.Wall = s.now, s.began.Add(s.now)
	s.timeline.add(e)
}

// Timeline is what was done and seen so far, in the order of time. What came before the cluster was up has a negative
// time.
func (s *Supervisor) Timeline() []plan.Entry {
	all, _ := s.Since(0)
	return all
}

// Since is the timeline from its n-th entry on, and how many there are: the next call may begin there.
func (s *Supervisor) Since(n int) (all []plan.Entry, end int) {
	zero := s.upAt
	if !s.up {
		zero = s.now
	}
	return s.timeline.from(n, zero)
}
