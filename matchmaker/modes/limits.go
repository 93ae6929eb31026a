package modes

import "time"

// Limits where a mode does not say, each with its reason.
const (
	// for a player who is away, where others may have the seat: time to start a machine again
	seatKept = 5 * time.Minute
	// that spectators are behind; who tells a player what they see tells nothing that is of use any more
	publicDelay = 90 * time.Second
	maxTurnTime = 30 * 24 * 3600  // seconds to plan a turn, as the rules have it; more is refused
	ratedDelay  = 5 * time.Minute // the same where ratings are at stake
)
