package whatif

import "time"

// Limits, each with its reason.
const (
	roundEvery = time.Second // as the queue does while somebody waits: what tickets accept widens by the second
	// between two rounds at least, as the queue rests between its own
	roundLeast = 100 * time.Millisecond
	// what widens for ever counts as wide enough for anybody by then: a round each second must not go on all night
	widestAfter = time.Hour
	usualMatch  = 20 * time.Minute // of a scenario that has no end of its own
)
