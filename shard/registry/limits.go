package registry

import "time"

// What is in a registry is there for as long as it is renewed.
const (
	AnnounceEvery = time.Second     // an entry is renewed, a shard's load with it
	SilentAfter   = 5 * time.Second // an entry not renewed for so long is gone: five missed in a row
)

// Limits, each with its reason.
const (
	flapMemory = 5 * time.Minute // a shard that stayed so long is steady again
	firstFlap  = 4 * time.Second // on probation after the second return; doubled by each further one
	longFlap   = 2 * time.Minute

	watchFor   = 20 * time.Second       // of one waiting call; then the watcher asks again
	callFor    = 2 * time.Second        // for any other call: the registry is on the same machine, or near
	callPause  = 200 * time.Millisecond // before a watcher tries again
	reachFor   = 5 * time.Second        // for a matchmaker to take a connection; then another is asked
	queueFor   = 40 * time.Second       // for its answer to begin: the longest call waits for 30 s
	leadFor    = SilentAfter            // a claim of the lead; then another may have it, as where its entry is gone
	claimFor   = time.Second            // for a claim to be answered; a later answer counts for nothing
	leadHeld   = leadFor - claimFor     // from sending a claim; then the holder stops, before another is granted it
	claimEvery = AnnounceEvery          // three claims that are refused, or two that time out, lose the lead
	maxID      = 128                    // bytes of an id; longer ones are refused
	maxMatches = 1_000_000              // of one shard: more than any machine runs; an entry with more is refused
	maxPlayers = 100_000_000            // connected to it
	// of an owner: they count up from 1, or from the time of a pardon, in seconds: until 2097. A later one would
	// keep all true heads out
	maxEpoch   = 1<<32 - 1<<28
	maxRecords = 1 << 48              // of one match: ten a second for a million years
	maxAhead   = 365 * 24 * time.Hour // of our clock: what says that it is from later than that is refused

	maxEntry = 4 << 20 // bytes of a call or an answer: about twenty thousand heads; more is refused
)
