package league

import (
	"muster/ai"
	"muster/ai/recording"
	"muster/game"
)

// Observer is who wants to know what goes on in a fight. Any of its functions may be nil. They must neither keep nor
// change what they are given, and what they are told of decides nothing: a fight that is observed is the same fight.
type Observer struct {
	Tick     func(w *game.World, in *game.Input) // before each Step: the World as it is, and what Step is given
	Stepped  func(w *game.World)                 // after each Step
	Planned  func(w *game.World, in *game.Input) // by turns, before each Plan, as Tick
	Intended func(tick game.Tick, seat uint8, squads []ai.Intention)
	Printed  func(tick game.Tick, seat uint8, text string) // what a commander printed, and why it crashed
	Over     func(w *game.World)                           // once, at the end
}

// Record is the observer that keeps a fight.
func Record(r *recording.Recording) Observer {
	return Observer{Tick: r.Tick, Planned: r.Planned, Intended: r.Intended, Printed: r.Printed, Over: r.Over}
}
