package failover

import "time"

// Limits, each with its reason.
const (
	lookEvery = 20 * time.Millisecond
	maxTold   = 2000            // bytes of a log in an error
	endWithin = 5 * time.Second // before a program that was told to end is killed

	// for the whole cluster: PostgreSQL and Consul elect themselves on a busy machine
	startWithin = 2 * time.Minute
	seatWithin  = 2 * time.Minute  // until every bot is shown a match
	silentFor   = 30 * time.Second // a bot that is shown nothing for so long counts as lost
	// without trouble before the next trial: clients and standbys are in place again
	quiet     = 3 * time.Second
	steadyFor = 60 * time.Second // a shard that was started again is in place by then, or the trial fails
	// what a move does shows within that, well after the second and a half for which AI takes no seat (comeWithin of
	// server/table)
	afterMove = 4 * time.Second
	calmFor   = 1500 * time.Millisecond // some thirty views: what gaps are like when nothing is done
	storeAway = 6 * time.Second         // of a node of the store: an election and what follows it
	longest   = 24 * time.Hour          // that bots play; the trials end before
)
