package plan

import "time"

// Limits of a plan, each with its reason. What passes one is a mistake in the file.
const (
	maxFile     = 32 << 10            // bytes: hundreds of faults; the parser takes its time with odd files
	maxNodes    = 64                  // of a kind: more do not get anywhere on one machine
	maxJournal  = 7                   // nodes of the store: each write waits for most of them
	maxBots     = 5000                // players: their one process would be what is measured
	maxMatches  = 1000                // fought from the start
	maxWeight   = 100                 // of a shard beside others
	maxCores    = 256                 // of a limit
	maxBytes    = 1 << 50             // of a limit, or a rate
	minMemory   = 16 << 20            // bytes: no node starts with less
	minFiles    = 32                  // descriptors: no node starts with less
	maxFiles    = 1 << 20             // descriptors
	maxTime     = 30 * 24 * time.Hour // of a run, and of every time in it
	maxSkew     = 10 * 365 * 24 * time.Hour
	minEvery    = 100 * time.Millisecond // between faults by chance: nothing would be seen of any
	maxEvents   = 10_000                 // of a plan: a timeline that can be read
	maxMistakes = 10                     // told at once: the rest often follows from the first
)
