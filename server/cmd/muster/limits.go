package main

import "time"

// Times of the house, each with its reason.
const (
	announceEvery  = time.Second            // a shard's entry in the registry, its load with it
	silentAfter    = 5 * time.Second        // an entry not renewed for so long is gone: five missed in a row
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
	archiveEvery   = 30 * time.Second       // looks for finished matches without a replay, and for old replays
	sharedEvery    = 10 * time.Second       // the same where the journal is shared, which holds all in memory: records go within a minute
	aloneFor       = 5 * time.Minute        // without another shard; then a replay stands on one alone. Shards that are started again are back
	harmKept       = 24 * time.Hour         // what a plug-in has done in a match that does not run here: it may be resumed or taken over later
	unwantedFor    = 24 * time.Hour         // records stay of a match whose result the queue refuses: somebody may want to look
	fillEvery      = 5 * time.Second        // looks how full a shared journal is
	noteKept       = time.Hour              // the least that a note of a deleted replay is kept: a shard that makes a copy of it is done by then
	orphansEvery   = 5 * time.Minute        // looks for finished matches whose shard never came back
	voidKept       = 7 * 24 * time.Hour     // without a record of a match that is void on a shared journal, which holds all in memory: time to export what there is of it
	voidSeen       = 24 * time.Hour         // that this shard has seen that: after a stop of all of them the others have come by then, or the queue has voided what is theirs
	orphanAfter    = 10 * time.Minute       // without a record of a match whose shard is not there: it had its time
	orphansWithin  = 10 * time.Second       // for the registry to tell who is there then
	makeWithin     = 4 * time.Second        // for a replay that is asked for and not made yet; then the caller asks again
	tryFor         = 10 * time.Second       // of one try at that: servers without a leader answer nothing
	storeWithin    = time.Minute            // for a shared journal to answer: its servers may be electing a leader
	examineFor     = 10 * time.Second       // for a part that muster doctor asks; one that takes longer is in trouble
	maxExplained   = 1024                   // matches whose intentions are remembered; over that all are forgotten, and written again
	maxExplanation = 16 << 20               // bytes of a match's intentions, as many as are read again; what comes behind is not kept
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
