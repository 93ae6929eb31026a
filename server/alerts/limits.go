package alerts

import "time"

// Limits, each with its reason.
const (
	// Every is how often the caller has a Watch look: often enough for rules that hold for ten seconds
	Every      = 5 * time.Second
	missedMost = 3 // times that a process does not answer, 15 s, for which what it showed last counts on
	// a series of which nothing came for so long is gone, where nobody said that its process is
	staleAfter = time.Minute
	maxOver    = 2 * time.Hour // how far back a rule may look: each sample takes 16 bytes, 12 of them a minute
	// of all processes together, 60 MB at six minutes each; samples of more do not count, and Step says so
	maxSeries  = 50_000
	maxRules   = 1000            // each is evaluated twelve times a minute
	maxOfRule  = 200             // alerts of one rule at once: whoever reads them has understood by then
	maxSamples = 2_000_000       // that one rule may touch in one evaluation: 300 ms
	within     = 2 * time.Second // for one rule to be evaluated
	shownFor   = time.Hour       // an alert that is over is still shown

	// Of a webhook.
	// alerts that it is not told of yet; beyond, the oldest are left out, and the next message counts them
	maxWaiting   = 1000
	maxMessage   = 100 // alerts in one message, some 60 kB; the rest come with the next
	maxRefused   = 3   // times that the receiver refuses a message before it is given up
	firstPause   = time.Second
	longestPause = 5 * time.Minute  // between two tries: a receiver that comes back is told soon
	answerWithin = 10 * time.Second // for the receiver to answer
	leastSecret  = 16               // bytes of the secret: shorter ones are guessed
	maxSecret    = 4096             // bytes of its file
	lastWords    = 2 * time.Second  // at the end, for what is not sent yet
)
