package api

import "time"

// Limits, each with its reason.
const (
	// bytes of an answer read; a list of matches is far smaller, a hostile server may send for ever
	maxAnswer     = 4 << 20
	maxRetryAfter = 60               // seconds a caller is told to wait at most; a longer Retry-After is cut
	MaxWait       = 30 * time.Second // of one long poll; longer ones die in proxies. The queue cuts what is longer
	maxEvent      = 256 << 10        // bytes of one server-sent event; a ticket with its reasons has a few thousand
	renewBefore   = 30 * time.Second // a token with less life than this is renewed first: a call and its retries fit in
	MaxReplay     = 16 << 20         // bytes of a replay: more than what may come from anybody holds. More is not read
	replayTimeout = 2 * time.Minute  // to fetch one, over a slow link too
	callTimeout   = 10 * time.Second // of one call, beside what a long poll waits
	peerTimeout   = 2 * time.Second  // of a call between shards of one journal: a longer one comes too late to help
	maxBeat       = 1 << 10          // bytes of a line of beats; a longer one ends the stream
	firstRetry    = 100 * time.Millisecond
	lastRetry     = 2 * time.Second // between tries while the queue is away; a restarted queue is found again soon

	// seconds that a node logs at another level: a debug level that is forgotten ends
	maxLogLevelFor = 7 * 24 * 60 * 60
	// lines of logs in one answer, of 4 KiB at most: with what JSON escapes in them they fit into maxAnswer
	MaxLogLines = 200
)
