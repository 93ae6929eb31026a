package shard

import (
	"time"

	"muster/shard/replay"
)

// Wait says for whom a match waits before its first tick, and how long at most.
type Wait = replay.Wait

// WaitFor makes a Wait.
func WaitFor(seats []int, until time.Time) Wait { return replay.WaitFor(seats, until) }
