package guest

import (
	"muster/ai"
	"muster/game"
)

// ABI is the version of what a module exports, as package plugin draws it.
const ABI = 1

// Lead says what makes the commander of a seat. A plug-in calls it in an init function; on any other system than wasip1
// it does nothing.
func Lead(c func(s *game.Setup, seat uint8, seed uint64) ai.Commander) { lead(c) }
