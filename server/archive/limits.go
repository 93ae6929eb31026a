package archive

import "time"

// Times and sizes of the archive, each with its reason.
const (
	lookEvery = 30 * time.Second // looks for finished matches without a replay, and for old replays
	// the same where the journal is shared, which holds all in memory: records go within a minute
	lookSharedEvery = 10 * time.Second
	// lines of a match's chat that are told, of 200 bytes: an evening's of all seats. Of more the newest are told
	maxSaid    = 2000
	makeWithin = 4 * time.Second // for a replay that is asked for and not made yet; then the caller asks again
	// the least that a note of a deleted replay is kept: a shard that makes a copy of it is done by then
	noteKept = time.Hour
	// without another shard; then a replay stands on one alone. Shards that are started again are back
	aloneFor = 5 * time.Minute
	// records stay of a match whose result the queue refuses: somebody may want to look
	unwantedFor     = 24 * time.Hour
	abandonedEvery  = 5 * time.Minute  // looks for finished matches whose shard never came back
	abandonedAfter  = 10 * time.Minute // without a record of a match whose shard is not there: it had its time
	abandonedWithin = 10 * time.Second // for the registry to tell who is there then
	// without a record of a match that is void on a shared journal, which holds all in memory: time to
	// export what there is of it
	voidKept = 7 * 24 * time.Hour
	// that this shard has seen that: after a stop of all of them the others have come by then, or the queue
	// has voided what is theirs
	voidSeen = 24 * time.Hour

	maxExplained   = 1024     // matches whose intentions are remembered; over that all are forgotten, and written again
	maxExplanation = 16 << 20 // bytes of a match's intentions, as many as are read again; what comes behind is not kept
)
