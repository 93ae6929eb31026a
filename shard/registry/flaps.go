package registry

import (
	"slices"
	"time"
)

// Flaps distinguishes shards that come and go from those that stay, so that nobody sends matches to one that is about
// to fall silent again. The first return is free: that is a restart. It has no clock: the time is told.
type Flaps struct{ shards map[string]*flap }

type flap struct {
	here    bool
	returns int       // of late
	since   time.Time // of the last return
}

// Here reports who is there now.
func (f *Flaps) Here(ids []string, now time.Time) {
	if f.shards == nil {
		f.shards = map[string]*flap{}
	}
	for id, s := range f.shards {
		s.here = s.here && slices.Contains(ids, id)
		if now.Sub(s.since) > flapMemory {
			s.returns = 0
			if !s.here {
				delete(f.shards, id)
			}
		}
	}
	for _, id := range ids {
		switch s := f.shards[id]; {
		case s == nil:
			f.shards[id] = &flap{here: true, since: now}
		case !s.here:
			s.here, s.returns, s.since = true, s.returns+1, now
		}
	}
}

// Left notes that a shard went on purpose: when it comes again, that is no flap.
func (f *Flaps) Left(id string) { delete(f.shards, id) }

// Unsteady reports whether a shard is on probation.
func (f *Flaps) Unsteady(id string, now time.Time) bool {
	s := f.shards[id]
	if s == nil || s.returns < 2 {
		return false
	}
	return now.Sub(s.since) < min(firstFlap<<min(s.returns-2, 8), longFlap)
}
