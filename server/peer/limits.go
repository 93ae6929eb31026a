package peer

import "time"

// Times, each with its reason.
const (
	// between looks whether a peer has fallen silent: what a look may come late adds to every fail-over
	watchEvery  = 15 * time.Millisecond
	chooseEvery = 90 * time.Millisecond // between looks at which matches run here
	listEvery   = time.Second           // between looks into the registry for who is there
	// between declarations to a standby of which nothing has changed: so old is what is known of how far it is
	declareEvery = time.Second
	// and to one that is not ready for all of it: a hand-over, and players' warm links, wait for that
	declareSoon = 150 * time.Millisecond
	// a match that its owner, who lives, has not declared for so long is given up
	givenUpAfter = 10 * time.Second
	journalComes = time.Second // for the journal to show the epoch that an owner declares; then it is not believed
	// a shard that refused a match is not asked again for so long: what it lacked, it may have by then
	refusedFor = 2 * time.Second
	// before beats that cannot be had are asked for again, doubling up to lastRetry
	firstRetry = 50 * time.Millisecond
	lastRetry  = time.Second
	// for a line of beats to be written; who reads none for so long is gone, and holds a connection
	writeWithin = 2 * time.Second
	// of silence until a standby is replaced: one that stays silent for a moment need not be
	replacedAfter  = 750 * time.Millisecond
	forgottenAfter = time.Minute     // a peer that the registry has not had for so long, and that is silent
	streamStuck    = 5 * time.Second // beats that bring nothing for so long are asked for anew
	// an alarm after which the same process is heard again so soon was a false one
	falseWithin = 3 * time.Second
	warnEvery   = 10 * time.Second // between two lines about the same trouble: a flood must not fill the disk
	// a hand-over: for the other shard to have folded the journal; beyond that the match stays
	readyWithin = 3 * time.Second
	// from then on for players to have links there; others come over when they are told
	linksWithin = time.Second
	askEvery    = 30 * time.Millisecond  // between questions how far it is
	stopWithin  = 5 * time.Second        // for the match's last record; a store that does not answer takes longer
	takenWithin = time.Second            // for the other shard to own the match; then it is taken back
	backEvery   = time.Second            // between attempts to, until somebody owns it
	ownerEvery  = 5 * time.Millisecond   // between looks whether it does
	handAgain   = 250 * time.Millisecond // between attempts of a draining shard to hand over what it still runs
	bidWithin   = 10 * time.Second       // for one bid; then another is made, if the owner is still silent
	cameKept    = 10 * time.Second       // for a match that has just come to be seen among those that run
)

// Limits, each with its reason and what happens when it is full.
const (
	// bids at once: each reads a journal's end and folds it. Further ones wait
	maxBids = 8
	// matches in a declaration: more than a shard runs. A longer one is refused
	maxDeclared = 10_000
	maxBody     = 1 << 20 // bytes of a declaration with that many
	maxID       = 64      // bytes of an id that comes from outside
	// tokens remembered until they expire, so that none is used twice: a shard sends a few a second. Further ones are
	// refused
	maxSpent = 1 << 15

	maxMoves = 4 // matches handed over at once while the shard drains
	maxAsked = 3 // shards asked to go on with a match, when none is named
	// declarations in a row that a peer does not answer; then it is passed over for refusedFor
	failsUnfit = 3
	lateOver   = 200 // beats that the share of late ones looks back over: ten seconds
)
