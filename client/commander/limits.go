package commander

import "time"

// Limits, each with its reason.
const (
	joinWithin  = 15 * time.Second // for one dial, with all addresses and redirects; a slower one is tried again
	leaveWithin = 5 * time.Second  // for saying goodbye at the end; then we go without
	retryAfter  = time.Second      // before what went wrong is tried again: a broken server is not hammered
	// between two writes of the way back: a resume token holds for a day, and a newer one only witnesses more
	keepEvery = 10 * time.Second
)
