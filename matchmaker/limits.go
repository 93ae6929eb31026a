package matchmaker

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	maxBody     = 64 << 10         // bytes of a request's body; the largest honest one has a few hundred. More is refused with 413
	maxRound    = 20_000           // tickets looked at in one round of matching; those behind them wait for the next
	maxPolls    = 16_384           // long polls and streams of events under way, some 60 kB each. A further one is refused with 503
	maxTending  = 128              // matches whose shard is being told something at the same time; each waits for a commit, which they share. Others wait their turn
	maxListed   = 1000             // matches in one answer; the newest of more are left out
	maxAnswered = 30 * time.Second // of one long poll; longer ones die in proxies. A longer wait is cut

	// Requests a second of one address (of one /64 network in IPv6), and how many at once: enough for 512 bots on one
	// machine that all come back together. What is over is refused with 429.
	addressRate  = 500
	addressBurst = 4096
	maxPaced     = 8192 // addresses, accounts or names remembered in each of two generations; beyond it the older one is forgotten

	maxBearers = 32_768 // good tokens remembered in each of two generations, some 200 bytes each; a forgotten one is verified again

	// Requests a second of one account, and how many at once: a client that polls and plays needs a few. 429 beyond.
	accountRate  = 20
	accountBurst = 60

	loginRate, loginBurst = 0.2, 10 // tries a second with one name from one address, and at once: a person mistypes a few times. 429 beyond
	nameRate, nameBurst   = 1, 60   // with one name from all addresses that never signed in to it: who guesses from many gains little. 429 beyond
	hashRate, hashBurst   = 0.5, 20 // passwords hashed for one address, beside tries with names that it signed in to: a LAN party at once. 429 beyond
	homeRate, homeBurst   = 1, 20   // tries of one address with names that it signed in to, which go before others: a household. Beyond, they go like others
	maxKnown              = 65_536  // names and addresses that have signed in, in each of two generations, some 100 bytes each; a forgotten one counts as new

	maxPollsOf   = 8    // of them of one account: a client needs one, and one more while it asks again. 429 beyond
	maxPollsFrom = 2048 // of one address: bots on one machine, twice; grows with Config.AddressRate. 429 beyond

	// New guests of one address: a LAN party or bots on one machine come at once, and a flood is 1,080 an hour. 429 beyond;
	// it grows with Config.AddressRate.
	guestRate, guestBurst = 0.3, 1024

	// Complaints of one account, of one account about one player, and from one address: a bad evening, and not 150 in a row. An
	// address grows with Config.AddressRate. 429 beyond.
	maxReports, maxReportsOf = 10, 3
	reportsKept              = 24 * time.Hour // in which they count
	reportRate, reportBurst  = 60.0 / (24 * 60 * 60), 60
	reportAgain              = 1.0 / (60 * 60) // who made enough is told to come again in an hour: some may not count any more

	maxHashQueue = 16   // passwords that wait to be hashed, 1.6 s at most; then the address with most of them loses its newest, with 503
	maxParty     = 16   // players in a party; modes allow fewer
	maxInvited   = 32   // of one party at once; more is refused with 409
	maxRTTs      = 32   // regions measured by one ticket; more is refused with 422
	maxRTT       = 5000 // milliseconds; more is refused with 422
	maxRegion    = 32   // bytes of a region's name
	maxKey       = 64   // bytes of an idempotency key; a longer one is refused with 422
	maxWritten   = 8    // matches begun in one write: others' writes come between, and need not wait longer than for each other
	maxSending   = 64   // replays on their way at once, a connection to a shard each. A further one is refused with 503
	maxTold      = 1024 // changed tickets of other processes rung for at once; more rings for all

	accessLife  = 15 * time.Minute       // of an account's token: a stolen one is of use for so long
	sessionLife = 90 * 24 * time.Hour    // since the last refresh; a guest who comes back later is a new one
	keyLife     = 24 * time.Hour         // a signing key signs for so long
	callerKept  = 5 * time.Second        // who called, if nothing changed meanwhile that this process knows of
	clockAgain  = 10 * time.Minute       // between two lines about clocks that differ
	keysAgain   = time.Second            // between looks for an unknown key: made-up ones must not cost a query each
	keyKept     = 24 * time.Hour         // an answer for its idempotency key
	eventEvery  = 5 * time.Second        // between server-sent events when nothing changes
	maxFollowed = 10 * time.Minute       // of one stream of events; the caller asks again
	reckonEvery = 5 * time.Second        // between estimates of waiting times
	unusedKept  = 24 * time.Hour         // a guest who never had a ticket or came back is deleted; who comes later is a new one
	sweepEvery  = time.Hour              // between walks through all accounts for such guests; a walk takes a step a second
	reckonFrom  = 50                     // tickets that an estimate is made from
	overlap     = 2 * time.Second        // clocks of two machines that disagree so much lose no change
	breathe     = 100 * time.Millisecond // at most: a round of matching rests four times as long as it took, so that polls and writes come first

	bodyPatience   = 15 * time.Second      // for a request's body; a slower one is refused with 408
	refusedAfter   = time.Second           // whoever asks too much waits so long for the refusal: who asks on at once does it once a second
	answerPatience = 10 * time.Second      // for writing an answer, beside a long poll's wait; a slower reader is cut off
	replayPatience = 2 * time.Minute       // for sending a replay; a slower reader is cut off
	shardPatience  = 5 * time.Second       // with a shard that does not do as told; then its seats are given elsewhere
	shardAvoided   = 5 * time.Second       // how long such a shard gets nothing new
	pollPatience   = time.Minute           // a ticket nobody asks for in so long is dropped: its player is gone
	serviceFresh   = 10 * time.Second      // of a service token, which lives for a minute: what is signed less often is still short-lived
	absentEvery    = 5 * time.Second       // between asking shards who is away: how exactly the time is kept for which seats are
	seatKept       = 5 * time.Minute       // for a player who is away, where others may have the seat: time to start a machine again
	publicDelay    = 90 * time.Second      // that spectators are behind; who tells a player what they see tells nothing that is of use any more
	ratedDelay     = 5 * time.Minute       // the same where ratings are at stake
	joinLifetime   = time.Minute           // of a join ticket: time to dial; a later one is got by asking again
	roundEvery     = time.Second           // between rounds when nothing seems to change: retries and time limits
	announceEvery  = 2 * time.Second       // between entries in the registry
	firstRetry     = 50 * time.Millisecond // between calls to a shard, doubling
	tellAgain      = time.Second           // before a shard that does not run a match is told of it once more
	headsEvery     = 2 * time.Second       // between looks for matches that were taken over by hand
	headsPatience  = time.Second           // with a registry that does not tell of heads; the next look asks again
	headSettles    = 3 * time.Second       // a match counts as taken over by hand when its heads have come from elsewhere for so long; a shard tells them every second
	headComes      = 10 * time.Second      // where a match lives that has moved; then the match is void
	operatorComes  = 24 * time.Hour        // a match in quarantine waits for its operator as long as its scenario lasts, and so long if that has no end, and one that waits for another release while its shard is away; then the match is void
	reportComes    = time.Minute           // the result of a match that has ended, from its shard; then the match is void
	shardReturns   = 30 * time.Second      // a shard with files of its own that stays away so long loses its matches: nobody waits longer at a dead screen
	shardFound     = 2 * time.Minute       // a match on a shared journal for which no shard has room is void by then
)
