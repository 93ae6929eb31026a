package ai

import "muster/game"

// What a commander may be that thinks outside this program, or keeps something that must be given back. Whoever runs
// commanders asks for each of these.

// Hearer is a Commander that is told what becomes of its orders: before a Think, and in the order in which they were
// given. Seq of an answer is what the commander wrote into its order.
type Hearer interface {
	Hear(answers []game.Answer)
}

// Faulty is a Commander with which something may go wrong that is not this program's fault. Fault is what did in the
// last Think, nil for nothing: that turn is lost, and the commander goes on.
type Faulty interface {
	Fault() error
}

// Finisher is a Commander that must know when nobody asks it any more: the match is over, or goes on without it; then
// Reason is NotOver. It gives back what it holds. Finish is called once, after the last Think, and may take a second.
type Finisher interface {
	Finish(r game.Result)
}

// Finish lets a commander go that may be a Finisher, or nil.
func Finish(c Commander, r game.Result) {
	if f, ok := c.(Finisher); ok {
		f.Finish(r)
	}
}

// Fault is what went wrong in the last Think of a commander that may be Faulty.
func Fault(c Commander) error {
	if f, ok := c.(Faulty); ok {
		return f.Fault()
	}
	return nil
}
