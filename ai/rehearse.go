package ai

import (
	"slices"

	"muster/game"
)

// rehearsal tries whole plans of a turn out before one is committed: in Worlds imagined from what the team knows, by
// the game's own Step, against several guesses of what the enemy will do. It begins with what the commander thinks of
// by itself and with what all squads may do alike, then changes one squad's part after another and keeps what is
// better (D. Churchill and M. Buro, "Portfolio Greedy Search", 2013). What it may spend is counted in ticks of men, not
// in time, so that the same views give the same plan on any machine.
type rehearsal struct {
	imagine *game.Imagination
	seed    uint64
	turn    uint32       // that is planned
	asked   game.Tick    // how often the commander was asked for that turn
	thought []game.Order // what it has planned without trying
	begun   bool
	left    int // ticks of men that may still be spent
	men     int // in the imagined Worlds
	parts   []part
	guesses [guesses]guess
	world   *game.World
	in      game.Input
	end     game.View

	best, tried scheme
	given       []int // by part: the choice that was ordered
	step        int   // the change that is tried
	fruitless   int   // changes in a row that were no better
	at          int   // the guess it is tried against
}

// part is what one of the seat's squads may do in the turn: the first is what the commander thought of.
type part struct {
	squad   uint8
	options []choice
}

// choice is one of those: the orders at the beginning of the turn.
type choice struct {
	orders []game.Order
	spot   spot
	act    Act
}

// scheme is a plan of a turn: a choice for each part, and what it came to against each guess.
type scheme struct {
	chosen []int
	scores [guesses]int32
}

// guess is what may be: a World, and what the enemy does in it.
type guess struct {
	start *game.World
	foes  []game.Order
}

// Rehearsing: against how many guesses, how much better a plan must be than another against each of them, in tenths of
// a supply point, how many units of each side are taken in, and how many enemy squads are led.
const (
	guesses       = 4
	clearlyBetter = 12
	rehearseUnits = 96
	rehearseFoes  = 8
)

func newRehearsal(s *game.Setup, seed uint64) *rehearsal {
	return &rehearsal{imagine: newLookahead(s, 0, 0).imagine, seed: seed, world: &game.World{}}
}

// rehearses is called once for each time that the commander is asked for a turn, and reports whether that time is to
// try plans: the last third of those. What was best until then is ordered each time, so that whoever has no more time
// for it has that.
func (m *mind) rehearses(v *game.View) bool {
	r, length := m.rehearsal, m.setup.Scenario.Turns.Length
	if r == nil || v.Turn.Phase != game.Planning {
		return false
	}
	if r.turn != v.Turn.Number {
		r.turn, r.asked, r.begun, r.thought = v.Turn.Number, 0, false, r.thought[:0]
	}
	if r.asked++; r.asked*3 <= length*2 {
		return false
	}
	if !r.begun {
		r.begin(m, v)
	}
	rest := max(int(length-r.asked), 0) + 1
	for until := r.left - r.left/rest; r.left > until && r.fruitless < r.changes(); {
		r.try(m, v)
	}
	m.perform()
	return true
}

// thinks notes what the commander has planned without trying.
func (r *rehearsal) thinks(v *game.View, orders []game.Order) {
	if r == nil || v.Turn.Phase != game.Planning {
		return
	}
	for _, o := range orders {
		r.thought = planned(r.thought, o)
	}
}

// begin lists what each squad may do and what may be.
func (r *rehearsal) begin(m *mind, v *game.View) {
	r.begun, r.left = true, m.style.Level.Ahead*1000
	m.readSquads(v)
	r.parts = r.parts[:0]
	for i := range m.squads {
		if sq := &m.squads[i]; sq.seat == m.seat && sq.n > 0 && !sq.broken {
			r.parts = append(r.parts, part{sq.id, r.list(m, sq)})
		}
	}
	r.suppose(m, v)
	r.best = scheme{chosen: make([]int, len(r.parts))}
	r.tried = scheme{chosen: make([]int, len(r.parts))}
	r.given = make([]int, len(r.parts))
	r.step, r.fruitless, r.at = -1, 0, 0
}

// try runs the plan that is tried against the next guess. One that is far behind is given up.
func (r *rehearsal) try(m *mind, v *game.View) {
	g := &r.guesses[r.at]
	g.start.CloneTo(r.world)
	r.order(m, g)
	ticks := r.horizon(m)
	for n := range ticks {
		if n == 1 {
			r.in.Orders = r.in.Orders[:0]
		}
		r.world.Step(&r.in)
	}
	r.left -= int(ticks) * max(r.men, 1)
	r.tried.scores[r.at] = r.worth(m, v)
	r.at++
	gain := int32(0)
	for n := range r.at {
		gain += r.tried.scores[n] - r.best.scores[n]
	}
	if r.at < guesses && (r.step < 0 || gain > -clearlyBetter*int32(r.at)) {
		return
	}
	r.fruitless++
	if r.step < 0 || r.at == guesses && gain > clearlyBetter*guesses {
		r.best.scores, r.fruitless = r.tried.scores, 0
		copy(r.best.chosen, r.tried.chosen)
	}
	r.at = 0
	r.change()
}

// changes is how many there are: all squads alike, and each squad's.
func (r *rehearsal) changes() (n int) {
	n = alike
	for i := range r.parts {
		n += len(r.parts[i].options)
	}
	return n
}

// change makes the next plan to be tried of the best one.
func (r *rehearsal) change() {
	for range r.changes() {
		r.step = (r.step + 1) % r.changes()
		copy(r.tried.chosen, r.best.chosen)
		if n := r.step; n < alike {
			for i := range r.parts {
				r.tried.chosen[i] = min(n, len(r.parts[i].options)-1)
			}
		} else {
			n -= alike
			for i := range r.parts {
				if n < len(r.parts[i].options) {
					r.tried.chosen[i] = n
					break
				}
				n -= len(r.parts[i].options)
			}
		}
		if !slices.Equal(r.tried.chosen, r.best.chosen) {
			return
		}
		r.fruitless++
	}
}

// order gives the orders of the plan that is tried, and those of the enemy.
func (r *rehearsal) order(m *mind, g *guess) {
	r.in.Orders = append(r.in.Orders[:0], g.foes...)
	n := uint32(0)
	for i := range r.parts {
		for _, o := range r.parts[i].options[r.tried.chosen[i]].orders {
			n++
			o.Seat, o.Leader, o.Seq, o.Squad, o.Flags = m.seat, game.AI, n, r.parts[i].squad, o.Flags&^game.Planned
			r.in.Orders = append(r.in.Orders, o)
		}
	}
}

// horizon is how many ticks a plan is tried for: the turn and, as it is then gone on with, the one behind it.
func (r *rehearsal) horizon(m *mind) game.Tick { return 2 * m.setup.Scenario.Turns.Length }

// perform orders what came out best until now, where that is not what is planned already.
func (m *mind) perform() {
	r := m.rehearsal
	for i, n := range r.best.chosen {
		if n == r.given[i] {
			continue
		}
		r.given[i] = n
		c, id := &r.parts[i].options[n], r.parts[i].squad
		p := &m.plans[id]
		p.x, p.y, p.act, p.asked, p.ambushSince, p.kept = c.spot.x, c.spot.y, c.act, m.now, 0, false
		m.out = append(m.out, game.Order{Squad: id}) // forget what was planned for it
		for _, o := range c.orders {
			o.Squad = id
			m.out = append(m.out, o)
		}
	}
}
