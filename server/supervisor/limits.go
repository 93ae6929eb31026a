package supervisor

import "time"

// Times, each with its reason.
const (
	firstRestart = 500 * time.Millisecond // before a shard process that died is started again, doubling
	lastRestart  = 10 * time.Second
	steadyFor    = time.Minute      // a process that lived so long starts from the first pause again
	killAfter    = 10 * time.Second // for a shard process to stop; then it is killed
)
