package league

import "time"

const (
	// SlowTurn is what a turn should take at most, far over any budget of ours: longer ones are counted, and count.
	SlowTurn = 250 * time.Millisecond
	// TurnLimit is what a turn may take. It is longer than a machine stands still, so that no machine decides who wins;
	// what exceeds it is a commander that hangs, and loses its turn.
	TurnLimit = 30 * time.Second

	// endTime is what a worker has to end when its league is stopped: its bots are ended then, and what they began.
	endTime = 10 * time.Second

	maxSaid    = 2   // lines taken of a commander in a turn, as a server does; the rest are dropped
	maxClock   = 600 // seconds that a game of the pool lasts at most
	maxUnits   = 128 // of a scenario in the pool: larger ones would be most of a league's time
	maxRetries = 3   // workers that may be lost over one game; then the game itself is at fault
)
