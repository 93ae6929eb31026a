package node

import "time"

// Times, each with its reason.
const (
	knownFor    = 2 * time.Minute        // keys of matchmakers that are gone: twice as long as a ticket lives
	leaveWithin = 2 * time.Second        // for telling the registry that we go; it would find out by itself
	lookEvery   = 100 * time.Millisecond // whether a draining shard is empty, and whether a matchmaker is there
	// what a plug-in has done in a match that does not run here: it may be resumed or taken over later
	harmKept  = 24 * time.Hour
	fillEvery = 5 * time.Second // looks how full a shared journal is
)
