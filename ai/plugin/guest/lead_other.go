//go:build !wasip1

package guest

import (
	"muster/ai"
	"muster/game"
)

// lead does nothing here: nobody asks for the commander.
func lead(func(s *game.Setup, seat uint8, seed uint64) ai.Commander) {}
