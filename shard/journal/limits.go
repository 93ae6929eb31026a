package journal

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	segmentBytes    = 64 << 20 // of a segment: what one read of a file may take; a new one is begun beyond
	readAtOnce      = 1 << 20  // of a segment that is read whole
	maxPayload      = 4 << 20  // of a record: a set-up of the largest map fits; a larger one is refused
	indexTries      = 3        // more reads of a directory from which segments go meanwhile; then what was found counts
	keptCheckpoints = 3        // of a zone: the newest may be damaged, and the one before it too
	// between looks at what another process writes: nobody sees a replay wait for it
	followEvery = 50 * time.Millisecond
	retryAfter  = 20 * time.Millisecond // after a failed write: a full disk must not become a busy loop
)
