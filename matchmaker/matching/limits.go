package matching

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
)
