package main

import "time"

// Times of the house, each with its reason.
const (
	knownFor       = 2 * time.Minute        // keys of matchmakers that are gone: twice as long as a ticket lives
	closeWithin    = 3 * time.Second        // for requests under way when the house closes
	headerWithin   = 5 * time.Second        // for a request's header; a slower caller is cut off
	leaveWithin    = 2 * time.Second        // for telling the registry that we go; it would find out by itself
	lookEvery      = 100 * time.Millisecond // whether a draining shard is empty, and whether a matchmaker is there
	firstRestart   = 500 * time.Millisecond // before a shard process that died is started again, doubling
	lastRestart    = 10 * time.Second
	steadyFor      = time.Minute            // a process that lived so long starts from the first pause again
	watchEvery     = time.Second            // looks whether the files that are open are still in their place; writers look for themselves
	endWithin      = 500 * time.Millisecond // for a job to stop that was told to; then the program ends under it
	killAfter      = 10 * time.Second       // for a shard process to stop; then it is killed
	detailWithin   = 500 * time.Millisecond // for a shard to tell its zones to the operators' page; a slower one is shown without them
	harmKept       = 24 * time.Hour         // what a plug-in has done in a match that does not run here: it may be resumed or taken over later
	fillEvery      = 5 * time.Second        // looks how full a shared journal is
	examineFor     = 10 * time.Second       // for a part that muster doctor asks; one that takes longer is in trouble
	maxDetail      = 1 << 20                // bytes of that
	freshFor       = time.Second            // a page or the metrics are made once for all who ask for them in so long
	madeWithin     = 2 * time.Second        // for making one; what does not answer by then is shown as trouble
	readWithin     = 10 * time.Second       // for an operators' page to be read; a slower reader is cut off
	profiledWithin = 10 * time.Minute       // for a profile to be taken and read; a longer one is cut off
	idleFor        = 2 * time.Minute        // a connection that nobody uses for so long is closed; clients of ours close theirs after 90 s
	maxHeader      = 16 << 10               // bytes of a request's header, of which honest ones have 1 kB; more is refused with 431
	maxPages       = 64                     // operators' pages of one kind on their way at once: some are monitors, and people are few. A further one is refused with 503
	maxProfiles    = 4                      // profiles taken at once; each slows the process. A further one is refused with 503

	usualRate = 500 // of --address-rate, its default

	// Connections over TCP to one listener. A client keeps one or two, and each costs some 10 kB.
	maxConnections     = 20_480 // all long polls and some more, or half of the files that the process may open: the journal needs some, too. Beyond it, one without a request makes room
	maxConnectionsFrom = 4096   // of one address, twice its long polls; grows with --address-rate. A further one is closed at once
	maxSilent          = 1024   // that have sent no request yet, for which they have headerWithin; beyond it, the oldest of them makes room
)
