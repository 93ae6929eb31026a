// Package league plays commanders against each other, headless: single fights, and round robins of commanders whose
// games are handed to workers (goroutines or processes) as they free up.
//
// A worker that is another process is spoken to by lines of JSON: a Job in, an Outcome out, one at a time.
package league

import (
	"cmp"
	"time"

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
	Turns  []Turns // by seat
}

// Turns counts what a commander did with its turns.
type Turns struct {
	Thought  time.Duration `json:"thought"`
	Longest  time.Duration `json:"longest"`
	Orders   int           `json:"orders"`
	Overruns int           `json:"overruns"`        // turns that took longer than SlowTurn
	Crashes  int           `json:"crashes"`         // turns that ended in a panic (the commander begins anew) or were lost
	Crash    string        `json:"crash,omitempty"` // the first of them: when, why, where in the commander
}

func (t *Turns) add(o Turns) {
	t.Thought += o.Thought
	t.Longest = max(t.Longest, o.Longest)
	t.Orders += o.Orders
	t.Overruns += o.Overruns
	t.Crashes += o.Crashes
	t.Crash = cmp.Or(t.Crash, o.Crash)
}

// Play fights a match to its end, or to maxTicks if that is not 0. Commanders see the view of a tick and their orders
// go into the next one, as on a server that is never late. After each Step it calls watch, if not nil, with the World:
// it must not be kept or changed.
func Play(s *game.Setup, seed uint64, c Commanders, maxTicks game.Tick, watch func(w *game.World)) Fight {
	return Observe(s, seed, c, maxTicks, Observer{Stepped: watch})
}

// Observe is Play with all that an observer may want to know.
func Observe(s *game.Setup, seed uint64, c Commanders, maxTicks game.Tick, o Observer) Fight {
	g := Begin(s, seed, c, o)
	for !g.Over() && (maxTicks == 0 || g.World().Tick() < maxTicks) {
		g.Step()
	}
	return g.End()
}

// Game is a fight under way, a tick at a time: for who has something to do in between. What Play comes to, it does.
type Game struct {
	world *game.World
	table *table
}

// Begin begins a fight. Who does so ends it.
func Begin(s *game.Setup, seed uint64, c Commanders, o Observer) *Game {
	return &Game{game.New(s, seed), newTable(s, seed, c, o)}
}

// World is as the last Step left it: it must not be kept or changed.
func (g *Game) World() *game.World { return g.world }

// Over reports whether the fight is decided.
func (g *Game) Over() bool { return g.world.Result().Reason != game.NotOver }

// Step asks the commanders and plays one tick.
func (g *Game) Step() {
	in, o := g.table.next(g.world), &g.table.observer
	if o.Tick != nil {
		o.Tick(g.world, in)
	}
	g.world.Step(in)
	if o.Stepped != nil {
		o.Stepped(g.world)
	}
}

// Tell tells those who listen what became of their orders of the last Step; else they hear it in the next one.
func (g *Game) Tell() { g.table.tellAnswers(g.world) }

// End lets the commanders go, and tells how it came out until now.
func (g *Game) End() Fight {
	w := g.world
	g.table.finish(w.Result())
	if g.table.observer.Over != nil {
		g.table.observer.Over(w)
	}
	return Fight{Result: w.Result(), Ticks: w.Tick(), Hash: w.Hash(), Turns: g.table.turns}
}
