package alone

// Limits of what is kept of a player's own matches, each with its reason and what happens when it is full.
const (
	// unfinished matches: more than anybody comes back to; of more the ones left longest ago go, their replays stay
	maxSaves = 12
	// of them together; an hour of the largest battle takes some megabytes. Over it they go likewise
	maxSaveBytes = 256 << 20
)
