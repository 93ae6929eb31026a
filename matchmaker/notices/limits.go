package notices

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	lookEvery  = 2 * time.Second // between looks for what is due: shards tell every five whose turn it is
	sweepEvery = 10 * time.Minute
	// a player who went less than this ago was there a moment ago, or has lost the link and is coming back
	goneFor = 15 * time.Second
	maxBusy = 32 // messages on their way at once; others wait for the next look

	callWithin = 5 * time.Second  // of a webhook or a push service, all in all: theirs may be slow on purpose
	mailWithin = 30 * time.Second // of the mail server, which may look up much before it answers
	sendWithin = time.Minute
	noteWithin = 10 * time.Second
	maxAnswer  = 64 << 10 // bytes of an answer that are read; more is not
	maxHeader  = 16 << 10

	firstPause   = 30 * time.Second // before a message that did not arrive is sent again, doubling
	longestPause = time.Hour
	maxTries     = 8 // in all over an hour; then it is given up, as the turn is nearly

	pushKept = 12 * time.Hour // by a push service, for a browser that is not there
	maxURL   = 1024           // bytes
)
