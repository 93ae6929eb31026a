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
	killAfter      = 10 * time.Second       // for a shard process to stop; then it is killed
	detailWithin   = 500 * time.Millisecond // for a shard to tell its zones to the operators' page; a slower one is shown without them
	archiveEvery   = 30 * time.Second       // looks for finished matches without a replay, and for old replays
	sharedEvery    = 10 * time.Second       // the same where the journal is shared, which holds all in memory: records go within a minute
	aloneFor       = 5 * time.Minute        // without another shard; then a replay stands on one alone. Shards that are started again are back
	unwantedFor    = 24 * time.Hour         // records stay of a match whose result the queue refuses: somebody may want to look
	fillEvery      = 5 * time.Second        // looks how full a shared journal is
	orphansEvery   = 5 * time.Minute        // looks for finished matches whose shard never came back
	orphanAfter    = 10 * time.Minute       // without a record of a match whose shard is not there: it had its time
	orphansWithin  = 10 * time.Second       // for the registry to tell who is there then
	makeWithin     = 4 * time.Second        // for a replay that is asked for and not made yet; then the caller asks again
	tryFor         = 10 * time.Second       // of one try at that: servers without a leader answer nothing
	storeWithin    = time.Minute            // for a shared journal to answer: its servers may be electing a leader
	examineFor     = 10 * time.Second       // for a part that muster doctor asks; one that takes longer is in trouble
	maxExplained   = 1024                   // matches whose intentions are remembered; over that all are forgotten, and written again
	maxExplanation = 64 << 20               // bytes of a match's intentions: days of a large one; what comes behind is not kept
	maxDetail      = 1 << 20                // bytes of that
)
