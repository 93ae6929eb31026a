package cluster

import "time"

// Limits and times, each with its reason.
const (
	endWithin = 10 * time.Second // for a node to end that was told to; then it is killed
	// the same for a shard that hands its matches over: its --drain, and what follows
	drainWithin = 45 * time.Second
	// the same when all of them end: nobody needs them any more, and what is written is synced
	allWithin   = 3 * time.Second
	signalAgain = 300 * time.Millisecond // after which a second signal is not taken for the first
	forever     = 1 << 62                // no time comes after it

	maxMoves  = 4                // matches that are moved at the same time: each takes a hand-over's two records
	moveAgain = time.Second      // after a move that was refused: the shard may be full, or come up
	settleFor = 30 * time.Second // for all matches to be where the ring says; then the rest stay where they are

	holdFor  = 5 * time.Second // that shards have too much or too little to do before their number changes
	shrinkAt = 0.7             // of what the others would carry: below it one shard less would do
)

// Ports are taken in blocks: more than the nodes of a usual cluster listen at, and many blocks below where systems find
// ports for outgoing connections.
const (
	lowestPort, highestPort = 15_000, 32_000
	blockSize               = 100
)

const (
	askEvery     = 50 * time.Millisecond  // whether a node takes work yet
	askWithin    = time.Second            // for its answer
	lookEvery    = 500 * time.Millisecond // what shards have to do, and where matches are, while somebody wants to know
	answerWithin = 5 * time.Second        // for the control listener: the loop never waits for long
	sampleEvery  = time.Second            // of what nodes use, for the run's graphs
	initdbWithin = time.Minute            // for an empty database to be made
	maxTail      = 64 << 10               // bytes of a node's log in which its last words are looked for
	maxWords     = 300                    // bytes of them: a line of the timeline
)

// Of the timeline, whose beginning is in the run's file alone once it is long.
const (
	maxTimeline = 20_000 // entries, each some hundred bytes: a fault every second for an hour and more
	forgotten   = 2_000  // at once: it is moved seldom
	maxShown    = 1_000  // of a status: who asks wants to know what is new
	remoteLines = 200    // of one for the console, which asks every second while somebody looks
)

const (
	moveWithin   = 20 * time.Second // for a match to go on elsewhere; longer than a shard takes to refuse
	matchesEvery = 2 * time.Second  // whether a match of AI commanders has ended
	maxGuests    = 64               // that come in at once to open matches
)
