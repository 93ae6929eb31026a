package table

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	maxSpectators = 64 // of one match, each costs sends; more are closed with TooManyRequests
	// of those in frames of other pages, likewise: they have no account, and take no spectator's place
	maxEmbedded = 64
	// spectators' tickets remembered until they expire; then no more spectators until some did
	maxSpent = 1024
	// for players before the first tick, whatever a clock of another machine says; then the match begins
	maxWait    = time.Minute
	renewEvery = time.Second // of match time: a witness is at most so old
	// of match time, for players to come over when their match has a new owner: with a warm link they come with its
	// first publication, the others look for it first; AI leads the seats of those who take longer
	comeWithin = 1500 * time.Millisecond

	orderRate, OrderBurst = 20, 60 // orders a second of one session; more are answered TooMany, not journaled
	talkRate, talkBurst   = 1, 5   // talk a second of one session; more is dropped with a Notice
)
