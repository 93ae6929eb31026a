// Package ai holds commanders: a View in, Orders out, through the same fog as a person.
//
// A mind thinks in three steps, spread over ticks. It brings its memory up to date with each View (memory.go). It
// assigns its squads to what the mode asks for (goals.go, assign.go). Then it takes its squads in turn and looks for
// the best thing each can do now (decide.go). How well it does that is its Style: a level says what it understands and
// how fast it is, a personality what it prefers. Everything is integers, and depends on nothing but the Setup, the
// seat, the seed, and the views and talk it was given, in that order.
package ai

import "muster/game"

// Commander leads one seat. Think is called once a tick with the team's view and the talk since the last call that the
// seat may read. Calls never overlap, and Think must neither keep nor change its arguments. Of the orders it returns,
// Kind, Flags, Squad, X, Y, Target, Facing and Arg count; the caller numbers them and takes at most MaxOrders. The same
// views in the same order give the same orders.
type Commander interface {
	Think(v *game.View, talk []game.Talk) []game.Order
}

// Func is a Commander that is a function.
type Func func(v *game.View, talk []game.Talk) []game.Order

// Think implements Commander.
func (f Func) Think(v *game.View, talk []game.Talk) []game.Order { return f(v, talk) }

// Speaker is a Commander that also talks. Speak returns what it has to say since the last call: Kind, X, Y and Text
// count. Texts are keys with parameters, see FormatPlan. Brief is the message it leaves for whoever takes over the
// seat.
type Speaker interface {
	Speak() []game.Talk
	Brief() game.Talk
}

// Explainer is a Commander that reports its intentions: at most one Intention a squad, by ascending squad. The list is
// valid until the next Think.
type Explainer interface {
	Explain() []Intention
}

// Printer is a Commander that prints for its maker's eyes: Printed is what it wrote since the last call, at most
// MaxPrinted bytes. It also answers after a Think that panicked.
type Printer interface {
	Printed() string
}

// MaxPrinted is how many bytes of what a Commander prints in a turn are kept: a screen or two, and the trace of a trap.
const MaxPrinted = 16 << 10

// Styled is a Commander with a Style; whoever runs it enforces its Level's Budget.
type Styled interface {
	Style() Style
}

// MaxOrders is how many orders of one Think are taken: what a person could give at once, with a margin.
const MaxOrders = 16

// New returns the regular commander for a seat.
func New(s *game.Setup, seat uint8, seed uint64) Commander { return newMind(Regular, s, seat, seed) }

// Make returns a function that makes commanders of a style.
func Make(style Style) func(s *game.Setup, seat uint8, seed uint64) Commander {
	return func(s *game.Setup, seat uint8, seed uint64) Commander { return newMind(style, s, seat, seed) }
}
