package server

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	// of a commander's turn; who takes longer loses it: its orders would come two ticks late
	maxThink = 100 * time.Millisecond
	// that a turn counts for at most: what is longer was mostly somebody else's time on the processor, and a commander
	// must not pay minutes for it
	maxSpent = 10 * time.Millisecond
	// links without a valid ticket at once, a goroutine each; the one that has waited longest is
	// closed with TooManyRequests
	maxPendingLinks = 512
	logEvery        = 10 * time.Second      // between two lines about the same trouble: a flood must not fill the disk
	askWithin       = time.Second           // the registry where a match lives; players ask the queue instead
	goesOnWithin    = time.Second           // for the registry to know who goes on with a match that was handed over
	goesOnEvery     = 10 * time.Millisecond // between looks for it
	helloWithin     = 5 * time.Second       // a link that has not said Hello by then is closed with TimedOut
	// a join waits so long for the first matchmaker's key; then it is refused with ShuttingDown,
	// and the player tries again
	keysWithin = 3 * time.Second
	keysEvery  = 50 * time.Millisecond // between looks for it
	againEvery = 10 * time.Millisecond // between looks whether a match that was just taken up has published
	// for a seat that was given up to be so in the journal; then the queue is told to say it again
	freeWithin = 2 * time.Second
	freeEvery  = 20 * time.Millisecond // between looks whether it is
	// a seat change must be durable by then, else TimedOut; a stuck disk must not pile up joins
	admitWithin = 10 * time.Second
	bedSlots    = 40              // without anybody, ten seconds, until a match by turns is put to bed
	wakeWithin  = 5 * time.Second // for a match that sleeps to be ours; who came for it then tries again
	endsWithin  = time.Second     // for a match that is to end, or who asked is told that it will
	// nobody is heard in a match that was resumed or taken over until the queue has said who is muted, or so long
	talkAfter = 10 * time.Second
	// between looks whether all are there for whom a match waits; a second would be felt
	countEvery = 250 * time.Millisecond
	// for players before the first turn, where the mode says nothing; then it begins without who is late
	turnsWait = time.Minute
	// a client that takes nothing for so long is gone: TimedOut, the AI leads its seat
	sendWithin = 5 * time.Second
	lingerFor  = 500 * time.Millisecond // after Goodbye, so that it arrives before the link is cut
	// views that a client has not acknowledged, more than a second of them; it is sent fewer then, and newer ones
	maxAhead = 24
	// what is told beside a view waits so long, or the work of it would delay others' views and
	// tell that there were orders
	wordsAfter = 3 * time.Millisecond
	heldFor    = 9 // views that such a client is not sent, before it is sent one
	// control messages waiting for one client; a reader slower than this is closed with TimedOut
	maxOutbox = 256
	maxEnded  = 1024 // ended matches remembered by name; the oldest are forgotten and then unknown
	// answers and talk waiting for a match's feed; more are dropped: clients send unanswered orders again
	maxPending   = 4096
	maxGiven     = 256      // orders of a commander that wait for an answer; the oldest goes
	maxThinkTalk = 16       // talk kept for a commander that is late; the oldest goes
	maxSaid      = 2        // lines taken of a commander at each view; the rest are dropped
	maxBody      = 64 << 10 // bytes of a control request
	maxWhat      = 64       // bytes of an id or a name that comes from outside
	// matches that one account watches on this shard at once; a further one is refused with TooManyRequests
	maxWatched = 8
	// spectators of one address on this shard, a school's; a further one is refused with TooManyRequests
	maxWatchers = 256
	// of them at one match, a quarter of its places: accounts cost nothing, and one address must not keep others from
	// watching. A further one is refused with TooManyRequests
	maxAddressGroup = 16
	// of those who watch in frames of other pages, on this shard: of all, so that players' views are in time however
	// many pages show its matches; of one address, a house's, where a page may show some; of one address at one match.
	// A further one is refused with TooManyRequests
	maxEmbedded, maxEmbeddedFrom, maxEmbeddedGroup = 1024, 64, 16
	// of one match's spectators, warm links held at once, as many as may watch it; a further one is refused with
	// TooManyRequests. Players need no bound: one a seat, and a token names no seat that there is not
	maxWarmWatchers = 64
	standEvery      = time.Second // between looks whether the shard still stands by for those who hold warm links
	// players muted here; beyond it those before are forgotten until their next seat
	maxMuted = 4096
	maxToken = 512 // bytes of a resume token; a longer one is no token of ours

	// control messages and frames of any kind; more end the session with TooManyRequests
	noiseRate, noiseBurst = 50, 200

	// of a resume token since it was last renewed: longer than any pause a player makes
	tokenLife = 24 * time.Hour
	// of what spectators of all see of a live match: what they tell is too old to use
	publicDelay = 90 * time.Second
	// of the views kept for that: every second one, a delayed match costs half the memory
	delayedEvery = 2
	firstRetry   = 200 * time.Millisecond // of a result report
	lastRetry    = 30 * time.Second
	warnFrom     = time.Second // tries of a report that far apart are a trouble
)
