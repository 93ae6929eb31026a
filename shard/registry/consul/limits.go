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
	lockDelay   = 100 * time.Millisecond // before another may lead; it is the database that keeps two leaders apart
)
