package queuenode

import "time"

// Times, each with its reason.
const (
	leaveWithin = 2 * time.Second // for telling the registry that we go; it would find out by itself

	usualRate = 500 // requests a second that one address may make; more allows it more of all else, connections too
)
