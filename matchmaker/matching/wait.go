package matching

import "time"

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

// Wait is why a ticket waits. Whoever tells its players makes the words.
type Wait struct {
	Reason       Reason
	Place        int           // in line; 1 is first
	Found, Seats int           // players found so far, of so many
	Unfit        bool          // there are enough, but their parties do not fill the teams
	Window       int           // points by which ratings may differ by now; 0 for any
	Fill         time.Duration // until AI commanders take the empty seats; 0 for never
}

// Relaxation is what gave way to waiting time: Is is what came of it, Wished what it was to be.
type Relaxation struct {
	What   Relaxed
	Is     int
	Wished int
}

// Relaxed is what may give way.
type Relaxed int

// What gives way.
const (
	RatingsApart  Relaxed = iota + 1 // points between the ticket in the middle and the farthest other one
	RegionFar                        // milliseconds to the match's region
	OutsideRegion                    // parties outside the region that they wished; Wished is 0
	SeatsOfAI                        // seats that AI commanders lead; Wished is how many there are in all
)
