package registry

import "time"

// Limits, each with its reason.
const (
	flapMemory = 5 * time.Minute // a shard that stayed so long is steady again
	firstFlap  = 4 * time.Second // on probation after the second return; doubled by each further one
	longFlap   = 2 * time.Minute

	watchFor  = 20 * time.Second       // of one waiting call; then the watcher asks again
	callFor   = 2 * time.Second        // for any other call: the registry is on the same machine
	callPause = 200 * time.Millisecond // before a watcher tries again
	maxEntry  = 4 << 20                // bytes of a call or an answer: ten thousand heads; more is refused
)
