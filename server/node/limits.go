package node

import "time"

// Times, each with its reason.
const (
	knownFor    = 2 * time.Minute // keys of matchmakers that are gone: twice as long as a ticket lives
	leaveWithin = 2 * time.Second // for telling the registry that we go; it would find out by itself
	// for all matches of a shard that drains; those that are left go on as before
	handOverWithin = time.Minute
	// and for those of one that stops, however short its --drain: players of those are sent on
	handOverAtLeast = 5 * time.Second
	seenOffWithin   = 2 * time.Second // for players of matches that were handed over to be told where they went
	// for all matches that an operator wants here and whose owners keep writing: on a busy machine those may be the
	// first to append many times in a row. First it holds the door shut, then nothing
	takeOverFirst  = 5 * time.Second
	takeOverWithin = 30 * time.Second
	takeOverEvery  = 100 * time.Millisecond
	// for the queue to take results; a shard of equal rules, or our next start, tells it again
	toldWithin = 5 * time.Second
	// what a shard tells of its zones is made once for all who ask in so long: what happened is seen soon
	zonesFresh = 100 * time.Millisecond
	lookEvery  = 100 * time.Millisecond // whether a draining shard is empty, and whether a matchmaker is there
	// what a plug-in has done in a match that does not run here: it may be resumed or taken over later
	harmKept    = 24 * time.Hour
	finishEvery = time.Second     // whether a shard that only finishes matches is done
	fillEvery   = 5 * time.Second // looks how full a shared journal is
	// over so long a shard's strain is measured, at least: one busy moment is not a busy shard
	strainOver = 5 * time.Second
)
