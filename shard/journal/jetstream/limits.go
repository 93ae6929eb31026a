package jetstream

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	maxRecord   = 4 << 20                // the servers must take records of so many bytes, or Open fails: a match could begin and then not go on
	ackWithin   = 3 * time.Second        // an append not acknowledged by then is of unknown outcome: its writer reads back
	callWithin  = 5 * time.Second        // any other call; then it is an error
	few         = 64                     // records that are asked for one by one
	readAhead   = 256                    // records under way to a reader
	lookEvery   = 250 * time.Millisecond // for a zone that somebody follows before it begins
	dedupWindow = 100 * time.Millisecond // the least there is: see the package comment
	checkpoints = 3                      // kept of a zone
)
