package pages

import "time"

// Of the replay of a match that has just ended: how often it is asked for at most, and how long after the first failure
// it is asked for again, doubled each time. It is a file to fetch and a match to go through; a
// shard has it within seconds.
const (
	mostAsked  = 6
	askedAgain = time.Second
)
