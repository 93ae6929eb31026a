package rest

import "time"

// Limits, each with its reason and what happens when it is full.
const (
	// bytes of a request's body; the largest honest one has a few hundred. More is refused with 413
	maxBody = 64 << 10
	// long polls and streams of events under way, some 60 kB each. A further one is refused with 503
	maxPolls    = 16_384
	maxListed   = 1000             // matches in one answer; the newest of more are left out
	maxAnswered = 30 * time.Second // of one long poll; longer ones die in proxies. A longer wait is cut

	// readings of the logs of all nodes at once: operators are few. A further one is refused with 503
	maxReadingLogs = 8
	logWithin      = 3 * time.Second // for a node to answer with lines of its log; a page says who did not

	// Requests a second of one address (of one /64 network in IPv6), and how many at once: enough for 512 bots on one
	// machine that all come back together. What is over is refused with 429.
	addressRate  = 500
	addressBurst = 4096
	// addresses, accounts or names remembered in each of two generations; beyond it the older one is forgotten
	maxPaced = 8192

	// good tokens remembered in each of two generations, some 200 bytes each; a forgotten one is verified again
	maxBearers = 32_768

	// Requests a second of one account, and how many at once: a client that polls and plays needs a few. 429 beyond.
	accountRate  = 20
	accountBurst = 60

	// tries a second with one name from one address, and at once: a person mistypes a few times. 429 beyond
	loginRate, loginBurst = 0.2, 10
	// with one name from all addresses that never signed in to it: who guesses from many gains little. 429 beyond
	nameRate, nameBurst = 1, 60
	// passwords hashed for one address, beside tries with names that it signed in to: a LAN party at once. 429 beyond
	hashRate, hashBurst = 0.5, 20
	// tries of one address with names that it signed in to, which go before others: a household.
	// Beyond, they go like others
	homeRate, homeBurst = 1, 20
	// names and addresses that have signed in, in each of two generations, some 100 bytes each; a
	// forgotten one counts as new
	maxKnown = 65_536

	maxPollsOf   = 8    // of them of one account: a client needs one, and one more while it asks again. 429 beyond
	maxPollsFrom = 2048 // of one address: bots on one machine, twice; grows with Config.AddressRate. 429 beyond

	// New guests of one address: a LAN party or bots on one machine come at once, and a flood is 1,080 an hour. 429
	// beyond; it grows with Config.AddressRate.
	guestRate, guestBurst = 0.3, 1024
	// requests of one address to be told of turns somewhere, each of which sends a message: 20 at once, then one in ten
	// minutes; more are refused
	askRate, askBurst = 1.0 / 600, 20

	// Complaints of one account, of one account about one player, and from one address: a bad evening, and not 150 in a
	// row. An address grows with Config.AddressRate. 429 beyond.
	maxReports, maxReportsOf = 10, 3
	reportsKept              = 24 * time.Hour // in which they count
	reportRate, reportBurst  = 60.0 / (24 * 60 * 60), 60
	// who made enough is told to come again in an hour: some may not count any more
	reportAgain = 1.0 / (60 * 60)

	// passwords that wait to be hashed, 1.6 s at most; then the address with most of them loses its newest, with 503
	maxHashQueue = 16
	maxParty     = 16   // players in a party; modes allow fewer
	maxInvited   = 32   // of one party at once; more is refused with 409
	maxRTTs      = 32   // regions measured by one ticket; more is refused with 422
	maxRTT       = 5000 // milliseconds; more is refused with 422
	maxRegion    = 32   // bytes of a region's name
	maxKey       = 64   // bytes of an idempotency key; a longer one is refused with 422
	maxSending   = 64   // replays on their way at once, a connection to a shard each. A further one is refused with 503

	accessLife  = 15 * time.Minute    // of an account's token: a stolen one is of use for so long
	sessionLife = 90 * 24 * time.Hour // since the last refresh; a guest who comes back later is a new one
	keyLife     = 24 * time.Hour      // a signing key signs for so long
	// between looks whether it still may: after a night's sleep of the machine it may not
	rotateEvery   = 2 * time.Second
	callerKept    = 5 * time.Second  // who called, if nothing changed meanwhile that this process knows of
	clockAgain    = 10 * time.Minute // between two lines about clocks that differ
	keysAgain     = time.Second      // between looks for an unknown key: made-up ones must not cost a query each
	joinLifetime  = time.Minute      // of a join ticket: time to dial; a later one is got by asking again
	eventEvery    = 5 * time.Second  // between server-sent events when nothing changes
	maxFollowed   = 10 * time.Minute // of one stream of events; the caller asks again
	estimateEvery = 5 * time.Second  // between estimates of waiting times
	estimateFrom  = 50               // tickets that an estimate is made from

	maxLine    = 20_000 // tickets in line that are counted for viewers, as many as a round looks at
	maxWaiters = 200    // of a mode that viewers are told of one by one; the others are counted
	// who waits, as viewers are told: those who ask meanwhile are told the same
	queueKept = 500 * time.Millisecond
	stepsKept = 10 * time.Second // how many are rated how: that changes with the matches of minutes
	// a round left word so lately: it does each second, if this matchmaker is the one that matches
	explainedFor = 10 * time.Second

	// of a match's chat that a moderator reads, around the moment of a complaint: what led to it, and a little more
	chatBefore = 10 * time.Minute
	chatAfter  = 2 * time.Minute
	// how long an operator is shown addresses; then again, with another entry of the audit log
	addressesFor = 10 * time.Minute
	// how long an operator looks at a match without delay; then again, with another entry of the audit log
	sightFor = 10 * time.Minute
	maxChat  = 500 // lines; of more the last ones are told

	pastDay     = 24 * time.Hour // that is played again to see what if
	maxReplayed = 20_000         // players of its tickets; of more the newest are played
	// for which both settings are worked on, then it is cut short, which is told: a day of 5,000 tickets takes a half
	// of a second each (BenchmarkDay). After each step of work there is a pause as long, so that it takes a half of a
	// processor
	maxWork = 3 * time.Second
	workFor = 10 * time.Millisecond
	// what a step of work counts for at most: of a longer one the most part the machine stood still
	countFor = 100 * time.Millisecond

	// the same of what is done to the cluster, which is written down before: who asked still waits
	clusterNoteWithin = 2 * time.Second
	noteWithin        = 5 * time.Second // what an operator did is written down, also when the caller has gone

	bodyPatience = 15 * time.Second // for a request's body; a slower one is refused with 408
	// whoever asks too much waits so long for the refusal: who asks on at once does it once a second
	refusedAfter   = time.Second
	answerPatience = 10 * time.Second // for writing an answer, beside a long poll's wait; a slower reader is cut off
	replayPatience = 2 * time.Minute  // for sending a replay; a slower reader is cut off
)
