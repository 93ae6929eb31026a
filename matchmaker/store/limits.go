package store

import "time"

// KeyKept is how long an idempotency key is claimed, and its answer kept.
const KeyKept = 24 * time.Hour

// Limits, each with its reason and what happens when it is full.
const (
	maxReaders = 4 // connections for reading; further readers wait for one
	// of those that rounds of matching make, most of which write several rows: players' writes come between
	maxChores = 32
	// writes in one transaction: keeps the longest commit in milliseconds. Further ones take the next
	maxBatch     = 256
	migrateTries = 8 // while other processes start on the same file; then it is told what is wrong
	maxTries     = 5 // of a transaction that loses against another process's; then its writers are told
	// accounts looked at in one step of DropUnused, or answers dropped in one of DropAnswers, some milliseconds; the
	// next step takes the next ones
	maxSwept = 500
	// tickets of all modes, the newest, among which those of a day are looked for: more of them are older than a day,
	// or too many to look at
	maxPast   = 200_000
	maxLine   = 20_000
	maxListed = 1000 // rows of one list; those beyond it are left out
	// matches by correspondence that one player plays or waits for, as many as one can keep in mind; further ones are
	// refused
	maxWays = 8 // to be told of turns, of one player; further ones are refused
	// links to confirm such a way in a day: to one target, whoever asks, and for one player; further ones are refused,
	// so that nobody can have others flooded
	maxAsks     = 3
	maxAsksBy   = 10
	asksCounted = 24 * time.Hour
	// a way that nobody confirmed is forgotten, so that the place is free again
	confirmWithin = 7 * 24 * time.Hour
	// messages in a row that a way did not take, each tried for hours: then it is ended
	maxUndelivered = 5
	// a sender tells what became of a message well before: if it did not, it died, and the message may have arrived
	sendingTakes = 5 * time.Minute
	// messages that are over, longer than any turn takes: they keep the same from being told twice
	noticesKept = 120 * 24 * time.Hour
	maxPost     = 32
	refreshOnce = time.Minute
	// a request with an idempotency key is answered in less; after that its process is gone, and the key is free
	underWay = time.Minute

	lookForForeign = 25 * time.Millisecond // how often SQLite is asked whether another process wrote
	migrateAgain   = 50 * time.Millisecond // longer each time
	// until PostgreSQL is asked again to tell of changes, after the connection broke
	relisten = time.Second
)
