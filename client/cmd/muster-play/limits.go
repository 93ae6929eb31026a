package main

import "time"

// Limits of what the game keeps of a player's own matches, each with its reason and what happens when it is full.
const (
	// unfinished matches: more than anybody comes back to; of more the ones left longest ago go, their replays stay
	maxSaves = 12
	// of them together; an hour of the largest battle takes some megabytes. Over it they go likewise
	maxSaveBytes = 256 << 20

	// for the window to close after a signal; a window that hangs does not keep the match from being kept
	quitWithin = 5 * time.Second
)
