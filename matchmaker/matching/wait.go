package matching

import (
	"fmt"
	"time"
)

// Reason is why a ticket waits.
type Reason int

// The reasons; zero is none.
const (
	Others     Reason = iota + 1 // there are too few like it
	NoRoom                       // no more matches may run at once
	NoShard                      // no shard of its regions has room
	NoneThere                    // no shard takes matches at all
	NoStore                      // no shard takes matches, since the store of their journals is nearly full
	NoRegion                     // no region is near enough
	NoScenario                   // no scenario of its is offered, or none has room for its party in one team
	NoMode                       // its mode is no longer offered
	MatchFull                    // the match it wants is full, or over
)

// Wait is why a ticket waits. It is turned into words only when somebody asks.
type Wait struct {
	Reason       Reason
	Place        int // in line; 1 is first
	Found, Seats int // players found so far, of so many
	Window       int // points
	Fill         time.Duration
	Waited       time.Duration
}

func (w Wait) String() string {
	if w.Reason == 0 {
		return ""
	}
	return fmt.Sprintf("%s; number %d in line", w.reason(), w.Place)
}

func (w Wait) reason() string {
	switch w.Reason {
	case NoRoom:
		return "every seat is taken and no more matches may run at once"
	case NoShard:
		return "no shard within reach has room for another match"
	case NoneThere:
		return "no shard takes new matches at the moment: they are away, in trouble, or being stopped"
	case NoStore:
		return "no new matches are begun for now: the servers' storage is nearly full"
	case NoRegion:
		return "no region with a shard is near enough yet; farther ones are tried in time"
	case NoScenario:
		return "no scenario that was asked for is offered here with so many seats in one team"
	case NoMode:
		return "its mode is no longer offered"
	case MatchFull:
		return "the match has no free seat, or is over"
	}
	why := fmt.Sprintf("%d of %d players are there", w.Found, w.Seats)
	if w.Window < unbounded {
		why += fmt.Sprintf(", within %d points by now", w.Window)
	}
	if left := w.Fill - w.Waited; w.Fill >= 0 && left > 0 {
		why += fmt.Sprintf("; AI commanders fill the rest in %d s", int((left+time.Second-1)/time.Second))
	}
	return why
}
