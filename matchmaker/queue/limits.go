package queue

import (
	"time"
)

// Limits, each with its reason and what happens when it is full.
const (
	maxRound = 20_000 // tickets looked at in one round of matching; those behind them wait for the next
	// matches whose shard is being told something at the same time; each waits for a commit, which they
	// share. Others wait their turn
	maxSyncing = 128
	maxOpen    = 1000 // matches with free seats looked at in one round; the newest of more are left out
	// matches begun in one write: others' writes come between, and need not wait longer than for each other
	maxWritten = 8
	maxTold    = 1024 // changed tickets of other processes notified of at once; more notifies all

	// a guest who never had a ticket or came back is deleted; who comes later is a new one
	unusedKept = 24 * time.Hour
	// between walks through all accounts for such guests; a walk takes a step a second
	sweepEvery   = time.Hour
	measureEvery = 5 * time.Second // between looks at the database's size
	overlap      = 2 * time.Second // clocks of two machines that disagree so much lose no change
	// at most: a round of matching rests four times as long as it took, so that polls and writes come first
	breathe    = 100 * time.Millisecond
	roundEvery = time.Second // between rounds when nothing seems to change: retries and time limits

	shardPatience = 5 * time.Second // with a shard that rejects a match; then its seats are given elsewhere
	shardAvoided  = 5 * time.Second // how long such a shard gets nothing new
	pollPatience  = time.Minute     // a ticket nobody asks for in so long is dropped: its player is gone
	// between notes of a matchmaker that does not lead, for which tickets it is asked: well within pollPatience, also
	// where one fails
	attendEvery = 15 * time.Second
	// between asking shards who is away: how exactly the time is kept for which seats are
	absentEvery   = 5 * time.Second
	firstRetry    = 50 * time.Millisecond // between calls to a shard, doubling
	tellAgain     = time.Second           // before a shard that does not run a match is told of it once more
	headsEvery    = 2 * time.Second       // between looks for matches that were taken over by hand
	headsPatience = time.Second           // with a registry that cannot list heads; the next look asks again
	// a match counts as taken over by hand when its heads have come from elsewhere for so long; a shard
	// tells them every second
	headSettles = 3 * time.Second
	headComes   = 10 * time.Second // where a match lives that has moved; then the match is void
	// a match in quarantine waits for its operator as long as its scenario lasts, and so long if that has no end, and
	// one that waits for another release while its shard is away; then the match is void
	operatorComes = 24 * time.Hour
	// the result of a match that has ended, from its shard; then the match is void
	reportComes = time.Minute
	// a shard with files of its own that stays away so long loses its matches: nobody waits longer at a dead screen
	shardReturns = 30 * time.Second
	// for a shard that was never seen to come, before others take its matches over: all of them may just be starting
	shardComes = 5 * time.Second
	// for a shard that drains to hand the next of its matches over itself; then others are told to take them over
	handOverTakes = 10 * time.Second
	balanceWithin = 15 * time.Second // for one match to leave a strained shard, whose hand-over takes a second
	noteWithin    = 5 * time.Second  // to write down that it has, and to tell its new shard who was removed
	shardFound    = 2 * time.Minute  // a match on a shared journal for which no shard has room is void by then
)
