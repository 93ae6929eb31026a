// Package league plays commanders against each other, headless.
package league

import (
	"muster/ai"
	"muster/game"
)

// Commanders makes the commander of a seat.
type Commanders func(s *game.Setup, seat uint8, seed uint64) ai.Commander

// Fight is one finished match. Same set-up, seed and commanders: same Hash.
type Fight struct {
	Result game.Result
	Ticks  game.Tick
	Hash   uint64
}

// Play fights a match to its end, or to maxTicks if that is not 0. After each Step it calls watch, if not nil, with the
// World: it must not be kept or changed.
func Play(s *game.Setup, seed uint64, c Commanders, maxTicks game.Tick, watch func(w *game.World)) Fight {
	panic("league: Play is not built yet")
}
