package httpd

import "time"

// Times and sizes, each with its reason.
const (
	headerWithin = 5 * time.Second // for a request's header; a slower caller is cut off
	closeWithin  = 3 * time.Second // for requests under way when the process stops
	// a connection that nobody uses for so long is closed; clients of ours close theirs after 90 s
	idleFor = 2 * time.Minute
	// bytes of a request's header, of which honest ones have 1 kB; more is refused with 431
	maxHeader      = 16 << 10
	freshFor       = time.Second      // a page or the metrics are made once for all who ask for them in so long
	gatheredFor    = freshFor / 2     // metrics: who scrapes every second gets others each time
	madeWithin     = 2 * time.Second  // for making one; what does not answer by then is shown as trouble
	readWithin     = 10 * time.Second // for an operators' page to be read; a slower reader is cut off
	profiledWithin = 10 * time.Minute // for a profile to be taken and read; a longer one is cut off
	// operators' pages of one kind on their way at once: some are monitors, and people are few. A further
	// one is refused with 503
	maxPages = 64
	// profiles taken at once; each slows the process. A further one is refused with 503
	maxProfiles = 4

	// Connections over TCP to one listener. A client keeps one or two, and each costs some 10 kB.

	// all long polls and some more, or half of the files that the process may open: the journal needs some, too. Beyond
	// it, one without a request makes room
	maxConnections = 20_480
	// of one address, twice its long polls; grows with --address-rate. A further one is closed at once
	maxConnectionsFrom = 4096
	// that have sent no request yet, for which they have headerWithin; beyond it, the oldest of them makes room
	maxSilent = 1024
)
