package consul

import (
	"errors"
	"fmt"
	"time"
)

// ages knows of one service when the entries were signed that were seen, by id. It has no clock.
type ages map[string]*age

type age struct {
	signed time.Time     // of the newest entry seen
	least  time.Duration // between signing and first sight, of the last few entries
	seen   int           // how many those are
}

// observe notes an entry. stale says that it is an old one, which somebody has put back. ahead is by how much at least
// the clock of its signer is ahead of ours (below 0: behind), as far as that is more than NTP leaves.
func (a ages) observe(id string, signed, now time.Time) (ahead time.Duration, stale error) {
	old := now.Sub(signed)
	if old < -clockSkew {
		ahead = -old
	}
	of := a[id]
	switch {
	case of != nil && signed.Before(of.signed):
		return 0, errors.New("it was signed before another one that was seen: somebody has put it back")
	case old > freshFor || old < -freshFor:
		return ahead, fmt.Errorf("it was signed %v ago, by the clock of its machine: its process is gone, "+
			"somebody has put it back, or the clocks differ", old.Round(time.Second))
	case of == nil:
		a[id] = &age{signed: signed} // it may have stood there for a while
		return ahead, nil
	case signed.Equal(of.signed):
		return 0, nil
	}
	of.signed = signed
	if behind := of.first(old); behind > clockSkew {
		ahead = -behind
	}
	return ahead, nil
}

// first takes in how old an entry was when it was first seen, and returns the least of a few: each of them may have
// been late. It is 0 until there are so many.
func (a *age) first(old time.Duration) (least time.Duration) {
	if a.seen == 0 || old < a.least {
		a.least = old
	}
	if a.seen++; a.seen < clockLooks {
		return 0
	}
	a.seen = 0
	return a.least
}

// forget drops what counts no more in any case.
func (a ages) forget(now time.Time) {
	for id, of := range a {
		if now.Sub(of.signed) > 2*freshFor {
			delete(a, id)
		}
	}
}
