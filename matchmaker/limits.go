package matchmaker

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	maxBody     = 64 << 10         // bytes of a request's body; the largest honest one has a few hundred. More is refused with 413
	maxName     = 24               // runes of a player's name: fits a score board. More is refused with 422
	maxReaders  = 4                // connections to the database for reading; further readers wait for one
	maxBatch    = 256              // writes in one transaction: keeps the longest commit in milliseconds. Further ones take the next
	maxRound    = 10_000           // tickets looked at in one round of matching; those behind them wait for the next
	maxPolls    = 8192             // long polls under way, a goroutine each. A further one is answered at once, without waiting
	maxTending  = 16               // matches whose shard is being told something at the same time; others wait their turn
	maxListed   = 1000             // matches in one answer; the newest of more are left out
	maxAnswered = 30 * time.Second // of one long poll; longer ones die in proxies. A longer wait is cut

	// Requests a second of one address (of one /64 network in IPv6), and how many at once: enough for 512 bots on one
	// machine that all come back together. What is over is refused with 429.
	addressRate  = 500
	addressBurst = 4096
	maxAddresses = 8192 // addresses remembered in each of two generations; beyond it the older one is forgotten

	bodyPatience   = 5 * time.Second       // for a request's body; a slower one is refused with 408
	answerPatience = 10 * time.Second      // for writing an answer, beside a long poll's wait; a slower reader is cut off
	shardPatience  = 5 * time.Second       // with a shard that does not do as told; then its seats are given elsewhere
	shardAvoided   = 5 * time.Second       // how long such a shard gets nothing new
	pollPatience   = time.Minute           // a ticket nobody asks for in so long is dropped: its player is gone
	joinLifetime   = time.Minute           // of a join ticket: time to dial; a later one is got by asking again
	guestLifetime  = 30 * 24 * time.Hour   // of a guest's token; a guest who comes back later is a new one
	roundEvery     = time.Second           // between rounds when nothing seems to change: retries and time limits
	announceEvery  = 2 * time.Second       // between entries in the registry
	firstRetry     = 50 * time.Millisecond // between calls to a shard, doubling
)
