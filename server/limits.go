package server

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	maxStrangers  = 512                    // links without a valid ticket at once, a goroutine each; more are closed with TooManyRequests
	helloWithin   = 5 * time.Second        // a link that has not said Hello by then is closed with TimedOut
	admitWithin   = 10 * time.Second       // a seat change must be durable by then, else TimedOut; a stuck disk must not pile up joins
	sendWithin    = 5 * time.Second        // a client that takes nothing for so long is gone: TimedOut, the AI leads its seat
	lingerFor     = 500 * time.Millisecond // after Goodbye, so that it arrives before the link is cut
	maxOutbox     = 256                    // control messages waiting for one client; a reader slower than this is closed with TimedOut
	maxSpectators = 64                     // of one match, each costs sends; more are closed with TooManyRequests
	maxSpent      = 1024                   // spectators' tickets remembered until they expire; then no more spectators until some did
	maxEnded      = 1024                   // ended matches remembered by name; the oldest are forgotten and then unknown
	maxPending    = 4096                   // answers and talk waiting for a match's feed; more are dropped: clients send unanswered orders again
	maxThinkTalk  = 16                     // talk kept for a commander that is late; the oldest goes
	maxThought    = 16                     // orders taken of a commander at each view; the rest are dropped
	maxBody       = 64 << 10               // bytes of a control request
	maxWhat       = 64                     // bytes of an id or a name that comes from outside
	maxToken      = 512                    // bytes of a resume token; a longer one is no token of ours

	orderRate, orderBurst = 20, 60  // orders a second of one session; more are answered TooMany, not journaled
	talkRate, talkBurst   = 1, 5    // talk a second of one session; more is dropped with a Notice
	noiseRate, noiseBurst = 50, 200 // control messages and frames of any kind; more end the session with TooManyRequests

	tokenLife    = 24 * time.Hour         // of a resume token since it was last renewed: longer than any pause a player makes
	renewEvery   = time.Second            // of match time: a witness is at most so old
	publicDelay  = 90 * time.Second       // of what spectators of all see of a live match: what they tell is too old to use
	delayedEvery = 2                      // of the views kept for that: every second one, a delayed match costs half the memory
	firstRetry   = 200 * time.Millisecond // of a result report
	lastRetry    = 30 * time.Second
)
