package plugin

import "time"

const (
	// MaxModule is the largest file that is compiled: a Go program of 3 MB with room to spare.
	MaxModule = 32 << 20
	// MemoryPages is what a module may use, in 64 KiB: 64 MiB, of which a Go program takes a few to begin with.
	MemoryPages = 1024
	// TurnTime is what a turn may take: two ticks. A module that hangs is stopped then and loses its memory.
	TurnTime = 100 * time.Millisecond
	// BeginTime is what a module may take to look at the map.
	BeginTime = 5 * time.Second
)
