package matching

import "time"

// Limits, each with its reason and what happens beyond it.
const (
	// at other tickets or matches in one plan: about 50 ms. The youngest tickets wait for the next round
	maxLooks     = 4_000_000
	maxRegions   = 64 // bits of a mask; shards of further regions get nothing
	maxScenarios = 64 // bits of a mask; further scenarios of a mode are not played
	// tickets of a mode for which all matches are tried, 4,095 sets: about a millisecond. With more each ticket takes
	// what is best for itself
	maxFew = 12
	// of the search for parties that fill the teams of one match; it is given up, and more parties make it easy
	maxSteps = 20_000
	maxSwaps = 64 // when teams are dealt: each makes them more alike, and a few dozen reach the end

	// percent of strain. What is below noticedAt is noise of the machine. A shard at strainedAt is strained: 1 of 100
	// ticks takes 40 ms of 50, or there is a fifth of the processors left, and a little more has players wait. Its
	// matches leave until it is below easedAt, and nothing is moved to where it would not be: the gap keeps matches
	// from going to and fro
	noticedAt  = 40
	easedAt    = 60
	strainedAt = 80
	// in a row, of 5 s each, until matches leave a strained shard: what passes by itself moves nothing
	strainedMeasures = 4
	// that a shard tells after it gave or got a match until it does so again: the first may have been begun before
	settledMeasures = 2
	maxMoves        = 2                // matches under way at once, of all shards: a move costs the strained shard work
	matchRests      = 10 * time.Minute // from one move of a match, or a try, to the next
	// from a hand-over that failed to the next one between the same shards: what hinders them may pass, and each try
	// costs both of them work
	wayRests = time.Minute
)
