package alone

import "time"

// Limits of what is kept of a player's own matches, each with its reason and what happens when it is full.
const (
	// unfinished matches: more than anybody comes back to; of more the ones left longest ago go, their replays stay
	maxSaves = 12
	// of them together; an hour of the largest battle takes some megabytes. Over it they go likewise
	maxSaveBytes = 256 << 20

	// of a rehearsal, a second and a half of a battle: by then nearly all that a battle calls was called
	rehearsed = 30
	// of the usual pace, in percent: as fast as the machine goes
	rehearsePace = 1000
	// for it: a player waits; then the match begins all the same
	rehearseWithin = 2 * time.Second
)
