// Package ai holds commanders: a View in, Orders out, through the same fog as a person.
//
// A mind thinks in three steps, spread over ticks: it brings its memory up to date with each View (memory.go), splits
// its squads over what the mode asks for (goals.go, assign.go), and goes round its squads, one at a time, looking for
// the best thing that each can do now (decide.go). How well it does that is a Style: a level says what it understands
// and how fast, a personality what it likes. Everything is integers and depends on nothing but the Setup, the seat, the
// seed and what it was given to see and to read, in that order.
package ai

import "muster/game"

// Commander leads one seat. Think is called once a tick with the team's view and what was said since that the seat may
// read, always from one goroutine at a time, and must not keep or change either. Of the orders it returns, Kind, Flags,
// Squad, X, Y, Target, Facing and Arg count; whoever calls numbers them. At most MaxOrders of them are taken. The same
// views in the same order give the same orders.
type Commander interface {
	Think(v *game.View, talk []game.Talk) []game.Order
}

// Speaker is a Commander that also talks. Speak returns what it has to say since it was last asked: Kind, X, Y and Text
// count. Its texts are keys with parameters, see Say. Brief is what it tells who takes the seat over.
type Speaker interface {
	Speak() []game.Talk
	Brief() game.Talk
}

// Explainer is a Commander that tells what it is up to: at most one Intention a squad, by ascending squad. The list is
// good until the next Think.
type Explainer interface {
	Explain() []Intention
}

// Styled is a Commander that leads in a Style: whoever runs it sees to its Level's Budget.
type Styled interface {
	Style() Style
}

// MaxOrders is how many orders of a Think are taken: what a person could give at once, with a margin.
const MaxOrders = 16

// New makes the regular commander of a seat.
func New(s *game.Setup, seat uint8, seed uint64) Commander { return newMind(Regular, s, seat, seed) }

// Make returns what makes commanders of a style.
func Make(style Style) func(s *game.Setup, seat uint8, seed uint64) Commander {
	return func(s *game.Setup, seat uint8, seed uint64) Commander { return newMind(style, s, seat, seed) }
}
