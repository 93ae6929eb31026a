package league

import "time"

const (
	// TurnLimit is what a turn may take. It is far over any budget of ours, so that a busy machine does not decide who wins;
	// what exceeds it is a commander that hangs, and loses its turn.
	TurnLimit = 250 * time.Millisecond

	maxClock   = 600 // seconds that a game of the pool lasts at most
	maxUnits   = 128 // of a scenario in the pool: larger ones would be most of a league's time
	maxRetries = 3   // workers that may be lost over one game; then the game itself is at fault
)
