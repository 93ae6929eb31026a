package ai

import "muster/game"

// lookahead tries orders for a squad out in a World imagined from what its team knows, by the game's own Step. The one
// that is best off after a few seconds wins. The Steps are spread over ticks.
type lookahead struct {
	imagine      *game.Imagination
	team         uint8
	seed         uint64
	busy         bool
	squad        uint8
	began        game.Tick
	options      []option
	current      int         // the option being tried
	stepped      int         // Steps taken of it
	start        *game.World // where every option begins
	world        *game.World
	stepsPerTick int // Steps a tick
	enemyOrders  []game.Order
	view         game.View
	belief       game.Belief
	in           game.Input
}

// option is an order to be tried, and how it came out.
type option struct {
	order game.Order
	spot  spot
	act   Act
	score int32
}

// Looking ahead: how many ticks, how often, how much of the map, and how many unit-steps one simulation may take. 1,000
// unit-steps were measured at about half a millisecond.
const (
	lookaheadTicks  = 120
	lookaheadEvery  = 24
	lookaheadRadius = 24 // cells around the squad
	lookaheadWork   = 1600
	lookaheadUnits  = 48 // units taken in at most
)

func newLookahead(s *game.Setup, team uint8, seed uint64) *lookahead {
	plain := *s
	// no victory may cut a simulation short
	plain.Scenario.Mode, plain.Scenario.Clock, plain.Scenario.ScoreToWin = game.Domination, 0, 0
	plain.Scenario.Ends = nil
	return &lookahead{imagine: game.NewImagination(&plain), team: team, seed: seed, world: &game.World{}}
}

// begin lists the options and builds the World to try them in. It returns false while another simulation runs, too soon
// after the last one, or when there is no choice.
func (l *lookahead) begin(m *mind, v *game.View, sq *squad) bool {
	if l.busy || m.now-l.began < lookaheadEvery && l.began > 0 {
		return false
	}
	l.options = l.options[:0]
	l.listOptions(m, v, sq)
	if len(l.options) < 2 {
		return false
	}
	n := l.believe(m, v, sq)
	l.seed = l.seed*6364136223846793005 + 1442695040888963407
	l.start = l.imagine.World(&l.view, &l.belief, l.seed)
	l.busy, l.squad, l.began, l.current, l.stepped = true, sq.id, m.now, 0, 0
	l.stepsPerTick = max(lookaheadWork/max(n, 1), 4)
	return true
}

// listOptions lists what a squad could do: go to the best spot, stay, charge, or fall back.
func (l *lookahead) listOptions(m *mind, v *game.View, sq *squad) {
	best := m.best(v, sq)
	o, act, _ := m.goToSpot(sq, best)
	if o.Kind == game.NoOrder {
		o = game.Order{Kind: game.Hold, Flags: game.Faced, Facing: best.facing}
	}
	l.options = append(l.options, option{order: o, spot: best, act: act})
	if o.Kind != game.Hold {
		facing := m.faces(sq, sq.x, sq.y)
		l.options = append(l.options, option{
			order: game.Order{Kind: game.Hold, Flags: game.Faced, Facing: facing},
			spot:  spot{x: sq.x, y: sq.y, facing: facing}, act: Fighting,
		})
	}
	if e := m.nearest(sq.x, sq.y); e != nil && m.allows(sq, e.x, e.y) {
		l.options = append(l.options, option{
			order: m.to(game.AttackMove, e.x, e.y), spot: spot{x: e.x, y: e.y}, act: Fighting,
		})
		if x, y := (sq.x+2*e.x)/3, (sq.y+2*e.y)/3; m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
			l.options = append(l.options, option{order: m.to(game.Move, x, y), spot: spot{x: x, y: y}, act: Fighting})
		}
	}
	if x, y, ok := m.refuge(sq); ok && !m.stakes(sq) {
		l.options = append(l.options, option{order: m.to(game.Move, x, y), spot: spot{x: x, y: y}, act: Leaving})
	}
}

// believe collects the part of the view around the squad, and the enemies believed to be there out of sight. It returns
// how many units that makes.
func (l *lookahead) believe(m *mind, v *game.View, sq *squad) (n int) {
	l.view = game.View{
		Tick: v.Tick, Audience: v.Audience, Result: v.Result, Squads: v.Squads, Points: v.Points, Scores: v.Scores,
		Supply: v.Supply, Waypoints: v.Waypoints, Marks: v.Marks, Units: l.view.Units[:0],
	}
	own := 0
	for i := range v.Units {
		u := &v.Units[i]
		if u.HP > 0 && near(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep, sq.x, sq.y, lookaheadRadius) &&
			len(l.view.Units) < lookaheadUnits {
			l.view.Units = append(l.view.Units, *u)
			if u.Team == l.team {
				own++
			}
		}
	}
	l.belief.Hidden, l.enemyOrders = l.belief.Hidden[:0], l.enemyOrders[:0]
	moving := 0
	for i := range m.foes {
		e := &m.foes[i]
		if e.moving {
			moving++
		}
		if e.seen || e.weight < 40 || !near(e.x, e.y, sq.x, sq.y, lookaheadRadius) ||
			len(l.view.Units)+len(l.belief.Hidden) >= lookaheadUnits {
			continue
		}
		x, y := l.guessPosition(m, e)
		l.belief.Hidden = append(l.belief.Hidden, game.Sighting{
			Team: m.enemy(e), Kind: e.kind, HP: m.setup.Rules.Kinds[e.kind].HP, X: uint16(x * game.ViewStep),
			Y: uint16(y * game.ViewStep), Facing: angle(sq.x-x, sq.y-y),
		})
	}
	if 2*moving > len(m.foes) {
		l.advanceEnemies(m, sq)
	}
	return len(l.view.Units) + len(l.belief.Hidden)
}

// guessPosition picks a random place where an enemy out of sight may be by now.
func (l *lookahead) guessPosition(m *mind, e *foe) (x, y int32) {
	l.seed = l.seed*6364136223846793005 + 1442695040888963407
	by := (100 - e.weight) / 10
	x, y = e.x+int32(l.seed>>33)%(2*by+1)-by, e.y+int32(l.seed>>40&0xFFFF)%(2*by+1)-by
	if !m.ground.on(x, y) || m.ground.cost(m.setup.Rules.Kinds[e.kind].Class, y*m.ground.w+x) == game.Impassable {
		return e.x, e.y
	}
	return x, y
}

// advanceEnemies has the enemies come on, as they are doing now.
func (l *lookahead) advanceEnemies(m *mind, sq *squad) {
	for seat, s := range m.setup.Scenario.Seats {
		if s.Team == m.team {
			continue
		}
		for n := range 6 {
			o := m.to(game.AttackMove, sq.x, sq.y)
			o.Seat, o.Leader, o.Seq, o.Squad = uint8(seat), game.AI, uint32(n+1), uint8(n)
			l.enemyOrders = append(l.enemyOrders, o)
		}
	}
}

// enemy is the team of an enemy.
func (m *mind) enemy(e *foe) uint8 {
	if i, ok := m.memory.find(e.id); ok {
		return m.memory.enemies[i].team
	}
	return 1 - min(m.team, 1)
}

// simulateAhead runs this tick's share of the simulation. When every option has been tried, it orders the best one.
func (m *mind) simulateAhead(v *game.View) {
	l := m.lookahead
	for range l.stepsPerTick {
		if l.stepped == 0 {
			l.startOption(m)
		} else {
			l.in.Orders = l.in.Orders[:0]
		}
		l.world.Step(&l.in)
		if l.stepped++; l.stepped < lookaheadTicks {
			continue
		}
		l.score(m, v)
		l.stepped = 0
		if l.current++; l.current == len(l.options) {
			l.busy = false
			m.orderBestOption(v)
			return
		}
	}
}

// startOption prepares the World for an option: the squad's order, and what the enemy is expected to do.
func (l *lookahead) startOption(m *mind) {
	l.start.CloneTo(l.world)
	o := l.options[l.current].order
	o.Seat, o.Leader, o.Seq, o.Squad = m.seat, game.AI, 1, l.squad
	l.in.Orders = append(append(l.in.Orders[:0], o), l.enemyOrders...)
}

// score weighs how an option came out: what both sides have left, and how far the squad is from its goal.
func (l *lookahead) score(m *mind, v *game.View) {
	var end game.View
	l.world.View(game.All, &end)
	score, x, y, n := int32(0), int32(0), int32(0), int32(0)
	for i := range end.Units {
		u := &end.Units[i]
		// tenths of a point
		worth := m.damage.price[u.Kind] * int32(u.HP) * 10 / int32(max(m.setup.Rules.Kinds[u.Kind].HP, 1))
		if u.Flags&game.Fleeing != 0 {
			worth /= 2
		}
		if u.Team != l.team {
			worth = -worth
		} else if u.Squad == l.squad && u.HP > 0 {
			x, y, n = x+int32(u.X)/game.ViewStep, y+int32(u.Y)/game.ViewStep, n+1
		}
		score += worth
	}
	if g := m.goalOf(&m.squads[l.squad]); g != nil && n > 0 {
		score -= max(distance(x/n-g.x, y/n-g.y)-g.r, 0) * m.pull(v) * lookaheadTicks / 20 / 100
	}
	l.options[l.current].score = score
}

// orderBestOption orders the option that came out best.
func (m *mind) orderBestOption(v *game.View) {
	l := m.lookahead
	best := 0
	for i := range l.options {
		if l.options[i].score > l.options[best].score+2 {
			best = i
		}
	}
	m.readSquads(v)
	if int(l.squad) >= len(m.squads) {
		return
	}
	sq, o := &m.squads[l.squad], &l.options[best]
	if sq.n == 0 || sq.broken || m.credit < m.price() || m.crossing(sq) {
		return
	}
	p := &m.plans[sq.id]
	p.x, p.y, p.score, p.act = o.spot.x, o.spot.y, o.score*100, o.act
	p.rest = m.now + lookaheadEvery
	if !m.alreadyDoes(sq, &o.order) {
		m.order(sq, o.order)
	}
}
