package server

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	maxThink     = 100 * time.Millisecond // of a commander's turn; who takes longer loses it: its orders would come two ticks late
	maxSpent     = 10 * time.Millisecond  // that a turn counts for at most: what is longer was mostly somebody else's time on the processor, and a commander must not pay minutes for it
	maxStrangers = 512                    // links without a valid ticket at once, a goroutine each; the one that has waited longest is closed with TooManyRequests
	logEvery     = 10 * time.Second       // between two lines about the same trouble: a flood must not fill the disk
	askWithin    = time.Second            // the registry where a match lives; players ask the queue instead
	helloWithin  = 5 * time.Second        // a link that has not said Hello by then is closed with TimedOut
	keysWithin   = 3 * time.Second        // a join waits so long for the first matchmaker's key; then it is refused with ShuttingDown, and the player tries again
	keysEvery    = 50 * time.Millisecond  // between looks for it
	againEvery   = 10 * time.Millisecond  // between looks whether a match that was just taken up has published
	freeWithin   = 2 * time.Second        // for a seat that was given up to be so in the journal; then the queue is told to say it again
	freeEvery    = 20 * time.Millisecond  // between looks whether it is
	admitWithin  = 10 * time.Second       // a seat change must be durable by then, else TimedOut; a stuck disk must not pile up joins
	hushFor      = 10 * time.Second       // nobody is heard in a match that was resumed or taken over until the queue has said who is muted, or so long
	countEvery   = 250 * time.Millisecond // between looks whether all are there for whom a match waits; a second would be felt
	sendWithin   = 5 * time.Second        // a client that takes nothing for so long is gone: TimedOut, the AI leads its seat
	lingerFor    = 500 * time.Millisecond // after Goodbye, so that it arrives before the link is cut
	maxAhead     = 24                     // views that a client has not acknowledged, more than a second of them; it is sent fewer then, and newer ones
	wordsAfter   = 3 * time.Millisecond   // what is told beside a view waits so long, or the work of it would delay others' views and tell that there were orders
	heldFor      = 9                      // views that such a client is not sent, before it is sent one
	maxOutbox    = 256                    // control messages waiting for one client; a reader slower than this is closed with TimedOut
	maxEnded     = 1024                   // ended matches remembered by name; the oldest are forgotten and then unknown
	maxPending   = 4096                   // answers and talk waiting for a match's feed; more are dropped: clients send unanswered orders again
	maxThinkTalk = 16                     // talk kept for a commander that is late; the oldest goes
	maxSaid      = 2                      // lines taken of a commander at each view; the rest are dropped
	maxBody      = 64 << 10               // bytes of a control request
	maxWhat      = 64                     // bytes of an id or a name that comes from outside
	maxWatched   = 8                      // matches that one account watches on this shard at once; a further one is refused with TooManyRequests
	maxWatchers  = 256                    // spectators of one address on this shard, a school's; a further one is refused with TooManyRequests
	maxCrowd     = 16                     // of them at one match, a quarter of its places: accounts cost nothing, and one address must not keep others from watching. A further one is refused with TooManyRequests
	maxMuted     = 4096                   // players muted here; beyond it those before are forgotten until their next seat
	maxToken     = 512                    // bytes of a resume token; a longer one is no token of ours

	noiseRate, noiseBurst = 50, 200 // control messages and frames of any kind; more end the session with TooManyRequests

	tokenLife    = 24 * time.Hour         // of a resume token since it was last renewed: longer than any pause a player makes
	publicDelay  = 90 * time.Second       // of what spectators of all see of a live match: what they tell is too old to use
	delayedEvery = 2                      // of the views kept for that: every second one, a delayed match costs half the memory
	firstRetry   = 200 * time.Millisecond // of a result report
	lastRetry    = 30 * time.Second
	warnFrom     = time.Second // tries of a report that far apart are a trouble
)
