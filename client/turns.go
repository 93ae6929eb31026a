package client

import (
	"time"

	"muster/game"
)

// A match by turns stands still while a turn is planned: views of one tick come four times a second, each with a newer
// Turn. Orders for it are Planned; Commit makes the seat's plan final. What was ordered and not answered goes again by
// whatever link, and what comes after the turn has begun is refused as too late.

// standsStill reports whether a view is of a match by turns that is planned.
func standsStill(v *game.View) bool {
	return v.Turn.Phase == game.Unopened || v.Turn.Phase == game.Planning
}

// Commit makes the seat's plan for a turn final, and returns the order's number as Order does.
func (c *Client) Commit(turn uint32) (seq uint32, err error) {
	return c.Order(game.Order{Flags: game.Planned | game.Commit, Turn: turn})
}

// stand puts a newer view of the tick at which the match stands still in the place of the newest one. What happened in
// that tick is passed once.
func (s *Interpolator) stand(v *game.View, now time.Time) {
	newer, last := *v, len(s.views)-1
	newer.CombatEvents = s.views[last].CombatEvents
	s.views[last] = &newer
	s.offset = float64(v.Tick) - s.since(now) // it goes on from here, however long it stood
}
