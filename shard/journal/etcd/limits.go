package etcd

import "time"

// MaxRequest is the size of requests that servers must take (max-request-bytes): a set-up of the largest map fits.
const MaxRequest = 8 << 20

// Limits, each with its reason and what happens when it is full.
const (
	maxRecord = MaxRequest - 64<<10 // of a record's payload; a larger one is refused
	maxOps    = 128                 // of a transaction, as etcd counts them: its default
	maxZones  = 48                  // of a request; the others wait for the next
	maxInZone = maxOps - maxZones - 16
	maxGroup  = 1 << 20 // bytes of payloads in a request: a larger one would keep small records waiting
	maxFlying = 3       // requests under way: one is synced while the next is on its way
	// zones that are ready make a request beside another one: each costs every server a write and a sync
	worthIt   = 16
	gatherFor = 5 * time.Millisecond // fewer than that wait so long, or until the other one is answered

	// an append not acknowledged by then is of unknown outcome: its writer reads back
	ackWithin  = 3 * time.Second
	callWithin = 5 * time.Second // any other call; then it is an error
	// a request is made again beside one that hangs: sooner a slow disk would be asked twice
	anotherAfter = 300 * time.Millisecond
	pause        = 20 * time.Millisecond // after one that failed at once

	pageRecords   = 512                    // in one answer of the servers to a reader
	giveUpAtATime = 500                    // records deleted in one transaction: everybody's appends wait for it
	quietFor      = 2 * time.Second        // a watch that tells nothing for so long may hang: the zone is read
	lookEvery     = 250 * time.Millisecond // before a watch that broke is begun again

	keepAlive     = 10 * time.Second // between pings of a link, the least that the client allows
	deadAfter     = 3 * time.Second  // without an answer to one the link is given up
	reconnectBase = 100 * time.Millisecond
	// between attempts to reach a server that went: it comes back within seconds at an upgrade
	reconnectMost = time.Second
	dialWithin    = 2 * time.Second
	signInWithin  = 5 * time.Second // a server hashes the password for it, which takes a busy one a second and more

	checkpoints = 3 // kept of a zone

	smallFile = 64 << 20 // bytes of a database: one of this size is not worth standing still for
)
