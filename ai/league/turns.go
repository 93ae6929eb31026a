package league

import "muster/game"

// planTurn has the commanders plan the next turn, and returns what begins it. They think about the World that stands
// still as often as the turn has ticks, as if those passed, since a commander thinks about one squad at a time. What
// they order is given at the beginning of the turn; the last order of a squad counts.
func (t *table) planTurn(w *game.World) *game.Input {
	turn := game.TurnInput{Open: w.Rest().Turn}
	t.plan(w, &game.Input{Turn: turn})
	t.observe(w)
	for range w.Setup().Scenario.Turns.Length {
		in := t.think(w)
		for i := range in.Orders {
			in.Orders[i].Flags, in.Orders[i].Turn = in.Orders[i].Flags|game.Planned, turn.Open
		}
		t.plan(w, in)
		for team := range t.views {
			t.views[team].Tick++
			t.views[team].CombatEvents = t.views[team].CombatEvents[:0]
		}
	}
	in := &game.Input{}
	for seat := range t.numbers {
		if t.plans(seat) {
			t.numbers[seat]++
			in.Orders = append(in.Orders, game.Order{
				Seat: uint8(seat), Leader: game.AI, Seq: t.numbers[seat],
				Flags: game.Planned | game.Commit, Turn: turn.Open,
			})
		}
	}
	t.plan(w, in)
	return &game.Input{Turn: game.TurnInput{Close: turn.Open}}
}

// plan is one Plan, of which the observer is told.
func (t *table) plan(w *game.World, in *game.Input) {
	if t.observer.Planned != nil {
		t.observer.Planned(w, in)
	}
	w.Plan(in)
}

// plans reports whether a commander is asked: by turns, whether its seat has a plan to make.
func (t *table) plans(seat int) bool {
	v := &t.views[t.setup.Scenario.Seats[seat].Team].Turn
	return v.Phase == game.Flowing || v.Seats[seat].State == game.Thinking
}
