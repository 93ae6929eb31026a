// Package ai holds commanders: a View in, Orders out, through the same fog as a person.
package ai

import "muster/game"

// Commander leads one seat. Think is called once a tick with the team's view, always from one goroutine at a time, and
// must not keep or change v. Of the orders it returns, Kind, Squad, X, Y and Target count; the server numbers them. The
// same views in the same order give the same orders.
type Commander interface {
	Think(v *game.View, talk []game.Talk) []game.Order
}

// New makes the regular commander of a seat.
func New(s *game.Setup, seat uint8, seed uint64) Commander {
	c := &regular{setup: s, seat: seat, team: s.Scenario.Seats[seat].Team, temper: steady, patience: orderBudget}
	c.turn = int(seed % thinkEvery)
	return c
}
