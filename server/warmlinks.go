package server

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"muster/server/table"
	"muster/server/wire"
)

// warmLink is a client's link to the standby of its match: admitted by its resume token, and then held and nothing
// more. It has no seat, no session and no views until the match is ours.
type warmLink struct {
	*pass
	id      string // of the match
	setup   uint64 // hash of the set-up that the client has
	expires time.Time
	over    context.Context // ends when it is held no more
	release context.CancelCauseFunc
	session *session // that it has become, when the cause is errSeated
}

// newer reports whether a link's token is as new as another's, or newer. A token is as old as its link: it was renewed
// within the second before that was opened, for who had the seat then. It does not witness what the journal lost since.
func (w *warmLink) newer(o *warmLink) bool {
	if w.witness.Epoch != o.witness.Epoch {
		return w.witness.Epoch > o.witness.Epoch
	}
	return w.witness.Number >= o.witness.Number
}

// sameParticipant reports whether two links are of one seat, or of one account that watches.
func (w *warmLink) sameParticipant(o *warmLink) bool {
	return w.Seat == o.Seat && (w.Seat >= 0 || w.Player != "" && w.Player == o.Player)
}

// warmLinks are those that are held here. Whoever takes one out decides alone what becomes of it, and releases it.
type warmLinks struct {
	mu      sync.Mutex
	matches map[string][]*warmLink // in the order in which they came
}

// add holds a link, which takes the place of an older one of the same participant.
func (all *warmLinks) add(w *warmLink) error {
	all.mu.Lock()
	defer all.mu.Unlock()
	watchers := 0
	for i, o := range all.matches[w.id] {
		switch {
		case w.sameParticipant(o) && !w.newer(o):
			return table.Refuse(wire.SeatTaken, "a warm link with a newer token has this place")
		case w.sameParticipant(o):
			all.matches[w.id][i] = w
			o.release(table.Refuse(wire.SeatTaken, "a newer warm link of yours took the place"))
			return nil
		case o.Seat < 0:
			watchers++
		}
	}
	if w.Seat < 0 && watchers >= maxWarmWatchers {
		return table.Refuse(wire.TooManyRequests, "%d spectators of match %s hold a link here already", watchers, w.id)
	}
	if all.matches == nil {
		all.matches = map[string][]*warmLink{}
	}
	all.matches[w.id] = append(all.matches[w.id], w)
	return nil
}

// out takes a link out; false if somebody else has.
func (all *warmLinks) out(w *warmLink) bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	i := slices.Index(all.matches[w.id], w)
	if i < 0 {
		return false
	}
	if all.matches[w.id] = slices.Delete(all.matches[w.id], i, i+1); len(all.matches[w.id]) == 0 {
		delete(all.matches, w.id)
	}
	return true
}

// of are the links of a match.
func (all *warmLinks) of(match string) []*warmLink {
	all.mu.Lock()
	defer all.mu.Unlock()
	return slices.Clone(all.matches[match])
}

// names are the matches that links are held for.
func (all *warmLinks) names() []string {
	all.mu.Lock()
	defer all.mu.Unlock()
	return slices.Collect(maps.Keys(all.matches))
}

func (all *warmLinks) count() (n int) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, links := range all.matches {
		n += len(links)
	}
	return n
}
