package observe

import "time"

// Times, each with its reason.
const (
	lookEvery = 500 * time.Millisecond // what happens is to be seen within a second
	// for a node to answer a look; one that does not by then does not answer. The next look comes then
	answerWithin = 450 * time.Millisecond

	// a shard that another one has not heard for so long is not heard: its standbys bid after 250 ms
	deafAfter = 350 * time.Millisecond
	// questions in a row that a node did not answer whom others hear, or whom nobody could: it may only be busy
	cutAfter = 3
	// nodes that do not answer at once, and are more than those that do: it is our own trouble
	blindOf = 3
	// the same as cutAfter of the registry, which is asked twice a second and may be busy
	awayAfter = 2

	mergeWithin  = 2 * time.Second         // what is seen of one take-over in several looks is one event
	settles      = 2 * time.Second         // a process that has just begun, or is back, is not heard by the others yet
	transit      = 2 * time.Second         // a match between two shards is shown by neither
	nowhereAfter = 5 * time.Second         // the queue finds another shard by then, if there is one
	aloneFor     = 1500 * time.Millisecond // a match that has just begun has no standby yet
	quietFor     = 30 * time.Second        // something that came and went often is told of again
	goneFor      = time.Minute             // a node that has ended is still shown
)

// What Prometheus is asked.
const (
	prometheusWithin = 5 * time.Second // for an answer; a chart without one is drawn from what is kept here
	leastWindow      = time.Minute     // of what grows: four scrapes, as Prometheus is set up by most
	maxSteps         = 11_000          // of an answer: Prometheus itself refuses more
)

// Sizes of what is kept of events.
const (
	fileFor     = time.Hour // of one file: to look at a moment, the file is read from its beginning
	fileFull    = 4 << 20   // bytes; the next one begins
	keptMost    = 64 << 20  // bytes of all: a week of 1,000 matches, years of ten
	maxUnpacked = 64 << 20  // bytes of a file as it was: it has fileFull and a whole state of 50,000 matches at most
)

// Limits, each with its reason and what happens when it is full.
const (
	maxReading = 2       // who read the past at once, which takes a processor for a second or so; others wait
	maxEvents  = 200     // of a State; earlier ones are kept in the files alone
	toldOften  = 4       // times that something that comes and goes is told of; then that it does, until it is quiet
	maxParted  = 6       // pairs that fall apart in one look and are told one by one; of more the number is
	maxNamed   = 20      // matches that an event names; of further ones it has the number
	missedOver = 120     // questions that the share of unanswered ones looks back over: a minute
	maxWhy     = 200     // bytes of a reason, which comes from outside; more is cut off
	maxAnswer  = 8 << 20 // bytes of an answer: zones of 25,000 matches; more is no answer
)
