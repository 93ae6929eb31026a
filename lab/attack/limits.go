package attack

import "time"

// Limits of attacks. They are meant for servers of one's own and end by themselves.
const (
	requestPatience  = 15 * time.Second // for an answer of the API; a slower one counts as none
	leavePatience    = 5 * time.Second  // for giving a seat back; then the match ends by itself
	maxFlood         = 20_000           // half-open links a second: more is a test of the kernel, and is refused
	floodPackets     = 2000             // different first packets that a flood sends over and over
	floodJoinRate    = 20               // players who join a second meanwhile
	maxFloodGrowthMB = 20               // of the server's memory
	witnesses        = 2                // bots that play through all of it
	guessers         = 40               // callers that guess passwords at once
	guessesEach      = 20               // passwords
	honestLogIns     = 5                // of the name's owner meanwhile
	honestEvery      = 500 * time.Millisecond
	honestPatience   = 2 * time.Second         // that each of them may take in a soak
	mostGuests       = 5000                    // more from one address are let in nowhere
	streamsAtOnce    = 32                      // streams of events of one account
	spectatorsAtOnce = 300                     // of one match
	crowdStays       = 5 * time.Second         // when all have come
	figuresKept      = 1100 * time.Millisecond // a server makes its figures anew once a second
	keyTries         = 20                      // with somebody's Idempotency-Key
	rawPeers         = 100                     // in each of the small attacks
	ticketTries      = 50                      // with one ticket
	falseAckCount    = 100                     // acknowledgements of views that were never sent
	// views awaited behind them; who acknowledges nothing true is soon sent two a second
	falseAckViews = 30
	// of an attack whose own link breaks: on a machine that stands still for seconds the server ends it, as it should
	suiteTries    = 5
	suitePatience = 2 * time.Minute // for the small attacks together, also on a machine that does much else
)

// Limits of a soak.
const (
	soakShare    = 10                    // part of an attack's rate
	soakPause    = 25 * time.Millisecond // between two guests or spectators
	soakRest     = 10 * time.Second      // at least, between two rounds of an attack
	soakVisit    = 5 * time.Second       // between two players who join, look and leave
	soakInterval = 1.3                   // times as far apart as in peace may views come
	soakSlope    = 1.0                   // MB an hour that the live heap may grow by
	soakFew      = 5                     // samples of the heap of which the lowest counts
	soakSamples  = 6                     // lowest samples: fewer tell no slope
)
