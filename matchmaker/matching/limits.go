package matching

// Limits, each with its reason and what happens beyond it.
const (
	maxLooks     = 4_000_000 // at other tickets or matches in one plan: about 50 ms. The youngest tickets wait for the next round
	maxRegions   = 64        // bits of a mask; shards of further regions get nothing
	maxScenarios = 64        // bits of a mask; further scenarios of a mode are not played
	maxSwaps     = 64        // when teams are dealt: each makes them more alike, and a few dozen reach the end
)
