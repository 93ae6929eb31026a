package statuspage

import "time"

// Times and sizes, each with its reason.
const (
	// for a shard to tell its zones to the operators' page; a slower one is shown without them
	detailWithin = 500 * time.Millisecond
	maxDetail    = 1 << 20 // bytes of that
	// what a matchmaker tells of itself is made once for all who ask in so long: each time the database is asked
	queueFresh = 250 * time.Millisecond
)
