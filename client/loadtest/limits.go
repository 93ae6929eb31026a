package loadtest

import "time"

// Limits, each with its reason.
const (
	// bots of one process: each holds a socket or a share of one, and megabytes of buffers. More is refused
	MaxPlayers      = 10_000
	DefaultJoinRate = 50   // bots started a second: below what a door that answers with Retry must carry
	maxJoinRate     = 1000 // more is a flood, not a test of players; it is refused
	maxErrors       = 5    // texts of errors kept for the report; of the rest only the number

	joinPatience  = 15 * time.Second // for one Dial; a slower one counts as failed
	leavePatience = 5 * time.Second  // for saying goodbye at the end; then the bot goes without
	starvedAfter  = time.Second      // between two views of one connection
	awayAfter     = 3 * time.Second  // without a view: then a bot is not in its seat
	effectWithin  = 5                // ticks behind an order's own in which a view still shows whether it took effect
	retryAfter    = time.Second      // before a bot that failed queues again: a broken server is not hammered
	progressEvery = time.Second
	visitFor      = 300 * time.Millisecond // that a visitor stays
)
