package lines

import (
	"time"

	"muster/ai"
)

// Limits, each with its reason. A bot is anybody's program: what it writes is bounded before it is read.
const (
	// MaxLine is the longest line of a bot's: a thousand times what sixteen orders take.
	MaxLine = 1 << 20
	// TurnTime is what a headless match waits for an answer, and any match for the first line and for a bot that
	// hangs: longer than a machine stands still, so that no machine decides who wins.
	TurnTime = 30 * time.Second
	// LiveDue is what a live bot is told that its turn may take: two ticks.
	LiveDue = 100 * time.Millisecond
	// LiveWait is what a live match waits with a turn for its answer; a later one counts with the next turn. It is
	// half a tick: whoever asks commanders may have others to ask.
	LiveWait = 25 * time.Millisecond
	// MaxFaults is how often a bot may end or hang in a match: then it is not started for that match again.
	MaxFaults = 2
	// MaxLost is how many turns in a row a bot of a link may lose, then the link is cut. A program
	// of one's own machine may lose all.
	MaxLost = 100
	// maxEvery is the fewest turns that a bot may ask for: one a minute.
	maxEvery = 1200
	// maxStale is how many lines of old turns are passed over before an answer: more are no accident.
	maxStale = 16
	// endTime is what a bot has to end by itself when its match is over: to write a file, say.
	endTime = time.Second
	// lingerTime is how long the last output of a process that has ended is waited for.
	lingerTime = time.Second
	// maxLog is what is passed on of what a bot writes to its log in a match; maxTail of that stands in an error.
	maxLog  = 1 << 20
	maxTail = 1000
	// what is kept between two turns; the oldest goes
	maxEvents, maxAnswers, maxTalk = 4096, 256, 64
	maxAsked                       = 1024 // orders of which it is not known what became of them
	maxID                          = 64   // bytes of an order's id, and of what it does where that is no order
	maxWhy                         = 500  // bytes of why an order or a turn was not taken
	// maxRead is how many orders of a line are read: a line has room for 350,000, and who sends a few more than count
	// is told of each.
	maxRead    = 4 * ai.MaxOrders
	maxSay     = 2   // texts that are taken of a turn
	maxExplain = 128 // as many squads as there can be
)
