package lobby

import "time"

const (
	// lookEvery is how often the matches and the party are looked at: a list that is older is still true enough, and a
	// thousand players who look cost the matchmaker little.
	lookEvery = 3 * time.Second
	// followFor is how long the queue may keep an answer about a ticket back; it answers a change at once. What changes
	// without a change of status, the place in line and the estimate, is as old as that.
	followFor = 3 * time.Second
	// followPause is how long to wait where there is no ticket, or nobody answers.
	followPause = 200 * time.Millisecond
)

// lookBack is how many matches are shown of a player's history.
const lookBack = 30

// Of a match that has ended: how often the queue is asked what became of it, and for how long. A shard tells it within
// seconds, or within minutes if the queue was away.
const (
	afterEvery = 2 * time.Second
	afterFor   = 2 * time.Minute
)
