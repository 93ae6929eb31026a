package spawn

import "time"

// Times, each with its reason.
const (
	firstRestart = 500 * time.Millisecond // before a process that died is started again, doubling
	lastRestart  = 10 * time.Second
	steadyFor    = time.Minute // a process that lived so long starts from the first wait again
)
