package consul

import "time"

// Limits, each with its reason.
const (
	callFor     = 3 * time.Second        // one call to the agent on this machine; slower is as good as away
	waitFor     = 30 * time.Second       // of one blocking query; Consul then answers that nothing changed
	retryAfter  = 250 * time.Millisecond // when Consul does not answer
	buryAfter   = time.Minute            // a service critical for so long is deregistered: the least that Consul takes
	maxOps      = 64                     // operations of one transaction: Consul takes no more
	sessionLife = 10 * time.Second       // of a leader's session: the least that Consul takes; its check ends it sooner
	renewEvery  = 3 * time.Second        // of that session
	// an entry is signed anew, though it is the same: its age shows that it is no old one put back
	signEvery  = 30 * time.Second
	freshFor   = 2 * time.Minute  // an entry signed before that does not count: its process is long gone
	clockSkew  = 5 * time.Second  // clocks that differ by more are told: NTP keeps them nearer
	clockLooks = 4                // entries by which a clock is found to be behind: each may have been seen late
	logEvery   = 10 * time.Minute // between two lines about the same entry
	maxLogged  = 256              // lines in that time; further entries are counted and not named
	maxName    = 128              // bytes of an entry's name in a line
	// newest heads remembered; beyond it all are forgotten, and known again a second later
	maxHeads  = 10_000
	lockDelay = 100 * time.Millisecond // before another may lead; it is the database that keeps two leaders apart
)
