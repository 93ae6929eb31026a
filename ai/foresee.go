package ai

import "muster/game"

// foresight tries orders for a squad out in a World imagined from what its team knows, by the game's own Step: what
// each comes to after a few seconds decides. It is spread over ticks: each dreams a share of the Steps.
type foresight struct {
	imagine *game.Imagination
	team    uint8
	seed    uint64
	busy    bool
	squad   uint8
	began   game.Tick
	options []option
	at      int         // the option that is being tried
	done    int         // Steps of it
	start   *game.World // where all of them begin
	world   *game.World
	share   int // Steps a tick
	storm   []game.Order
	view    game.View
	belief  game.Belief
	in      game.Input
}

// option is an order to be tried, and what it came to.
type option struct {
	order game.Order
	spot  spot
	act   Act
	score int32
}

// Looking ahead: how far, how often, how much of the World, and what a dream may take in Steps of a unit. Measured,
// 1,000 of those take about half a millisecond.
const (
	dreamTicks = 120
	dreamEvery = 24
	dreamReach = 24 // cells around the squad
	dreamWork  = 1600
	dreamMost  = 48 // units: with more the nearest count
)

func newForesight(s *game.Setup, team uint8, seed uint64) *foresight {
	plain := *s
	// no end cuts a dream short
	plain.Scenario.Mode, plain.Scenario.Clock, plain.Scenario.ScoreToWin = game.Domination, 0, 0
	return &foresight{imagine: game.NewImagination(&plain), team: team, seed: seed, world: &game.World{}}
}

// begin draws up what could be done, and the World to try it in. It returns false when there is no
// time for it, or no choice.
func (f *foresight) begin(m *mind, v *game.View, sq *squad) bool {
	if f.busy || m.now-f.began < dreamEvery && f.began > 0 {
		return false
	}
	f.options = f.options[:0]
	f.offer(m, v, sq)
	if len(f.options) < 2 {
		return false
	}
	n := f.recall(m, v, sq)
	f.seed = f.seed*6364136223846793005 + 1442695040888963407
	f.start = f.imagine.World(&f.view, &f.belief, f.seed)
	f.busy, f.squad, f.began, f.at, f.done = true, sq.id, m.now, 0, 0
	f.share = max(dreamWork/max(n, 1), 4)
	return true
}

// offer lists what a squad could do: what seems best, staying, charging, falling back.
func (f *foresight) offer(m *mind, v *game.View, sq *squad) {
	best := m.best(v, sq)
	o, act, _ := m.take(sq, best)
	if o.Kind == game.NoOrder {
		o = game.Order{Kind: game.Hold, Flags: game.Faced, Facing: best.facing}
	}
	f.options = append(f.options, option{order: o, spot: best, act: act})
	if o.Kind != game.Hold {
		facing := m.faces(sq, sq.x, sq.y)
		f.options = append(f.options, option{
			order: game.Order{Kind: game.Hold, Flags: game.Faced, Facing: facing},
			spot:  spot{x: sq.x, y: sq.y, facing: facing}, act: Fighting,
		})
	}
	if e := m.nearest(sq.x, sq.y); e != nil && m.allows(sq, e.x, e.y) {
		f.options = append(f.options, option{
			order: m.to(game.AttackMove, e.x, e.y), spot: spot{x: e.x, y: e.y}, act: Fighting,
		})
		if x, y := (sq.x+2*e.x)/3, (sq.y+2*e.y)/3; m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
			f.options = append(f.options, option{order: m.to(game.Move, x, y), spot: spot{x: x, y: y}, act: Fighting})
		}
	}
	if x, y, ok := m.refuge(sq); ok && !m.stakes(sq) {
		f.options = append(f.options, option{order: m.to(game.Move, x, y), spot: spot{x: x, y: y}, act: Leaving})
	}
}

// recall makes the part of the view that matters, and what is believed beside it.
func (f *foresight) recall(m *mind, v *game.View, sq *squad) (n int) {
	f.view = game.View{
		Tick: v.Tick, Audience: v.Audience, Result: v.Result, Squads: v.Squads, Points: v.Points, Scores: v.Scores,
		Supply: v.Supply, Waypoints: v.Waypoints, Marks: v.Marks, Units: f.view.Units[:0],
	}
	own := 0
	for i := range v.Units {
		u := &v.Units[i]
		if u.HP > 0 && near(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep, sq.x, sq.y, dreamReach) &&
			len(f.view.Units) < dreamMost {
			f.view.Units = append(f.view.Units, *u)
			if u.Team == f.team {
				own++
			}
		}
	}
	f.belief.Hidden, f.storm = f.belief.Hidden[:0], f.storm[:0]
	moving := 0
	for i := range m.foes {
		e := &m.foes[i]
		if e.moving {
			moving++
		}
		if e.seen || e.weight < 40 || !near(e.x, e.y, sq.x, sq.y, dreamReach) ||
			len(f.view.Units)+len(f.belief.Hidden) >= dreamMost {
			continue
		}
		x, y := f.astray(m, e)
		f.belief.Hidden = append(f.belief.Hidden, game.Sighting{
			Team: m.enemy(e), Kind: e.kind, HP: m.setup.Rules.Kinds[e.kind].HP, X: uint16(x * game.ViewStep),
			Y: uint16(y * game.ViewStep), Facing: angle(sq.x-x, sq.y-y),
		})
	}
	if 2*moving > len(m.foes) {
		f.charge(m, sq)
	}
	return len(f.view.Units) + len(f.belief.Hidden)
}

// astray samples where an enemy out of sight may be by now.
func (f *foresight) astray(m *mind, e *foe) (x, y int32) {
	f.seed = f.seed*6364136223846793005 + 1442695040888963407
	by := (100 - e.weight) / 10
	x, y = e.x+int32(f.seed>>33)%(2*by+1)-by, e.y+int32(f.seed>>40&0xFFFF)%(2*by+1)-by
	if !m.ground.on(x, y) || m.ground.cost(m.setup.Rules.Kinds[e.kind].Class, y*m.ground.w+x) == game.Impassable {
		return e.x, e.y
	}
	return x, y
}

// charge has the enemies come on, as they do now.
func (f *foresight) charge(m *mind, sq *squad) {
	for seat, s := range m.setup.Scenario.Seats {
		if s.Team == m.team {
			continue
		}
		for n := range 6 {
			o := m.to(game.AttackMove, sq.x, sq.y)
			o.Seat, o.Leader, o.Seq, o.Squad = uint8(seat), game.AI, uint32(n+1), uint8(n)
			f.storm = append(f.storm, o)
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

// dream runs this tick's share of the trial, and gives the order that came out best at its end.
func (m *mind) dream(v *game.View) {
	f := m.foresee
	for range f.share {
		if f.done == 0 {
			f.first(m)
		} else {
			f.in.Orders = f.in.Orders[:0]
		}
		f.world.Step(&f.in)
		if f.done++; f.done < dreamTicks {
			continue
		}
		f.judge(m, v)
		f.done = 0
		if f.at++; f.at == len(f.options) {
			f.busy = false
			m.wake(v)
			return
		}
	}
}

// first makes ready for an option: its order, and what the enemy is thought to do.
func (f *foresight) first(m *mind) {
	f.start.CloneTo(f.world)
	o := f.options[f.at].order
	o.Seat, o.Leader, o.Seq, o.Squad = m.seat, game.AI, 1, f.squad
	f.in.Orders = append(append(f.in.Orders[:0], o), f.storm...)
}

// judge weighs how an option came out: what both sides have left, and how far the squad is from its goal.
func (f *foresight) judge(m *mind, v *game.View) {
	var end game.View
	f.world.View(game.All, &end)
	score, x, y, n := int32(0), int32(0), int32(0), int32(0)
	for i := range end.Units {
		u := &end.Units[i]
		// tenths of a point
		worth := m.harms.price[u.Kind] * int32(u.HP) * 10 / int32(max(m.setup.Rules.Kinds[u.Kind].HP, 1))
		if u.Flags&game.Fleeing != 0 {
			worth /= 2
		}
		if u.Team != f.team {
			worth = -worth
		} else if u.Squad == f.squad && u.HP > 0 {
			x, y, n = x+int32(u.X)/game.ViewStep, y+int32(u.Y)/game.ViewStep, n+1
		}
		score += worth
	}
	if g := m.goalOf(&m.squads[f.squad]); g != nil && n > 0 {
		score -= max(distance(x/n-g.x, y/n-g.y)-g.r, 0) * m.pull(v) * dreamTicks / 20 / 100
	}
	f.options[f.at].score = score
}

// wake orders what came out best.
func (m *mind) wake(v *game.View) {
	f := m.foresee
	best := 0
	for i := range f.options {
		if f.options[i].score > f.options[best].score+2 {
			best = i
		}
	}
	m.gather(v)
	if int(f.squad) >= len(m.squads) {
		return
	}
	sq, o := &m.squads[f.squad], &f.options[best]
	if sq.n == 0 || sq.broken || m.credit < m.price() || m.crossing(sq) {
		return
	}
	p := &m.plans[sq.id]
	p.x, p.y, p.score, p.act = o.spot.x, o.spot.y, o.score*100, o.act
	p.rest = m.now + dreamEvery
	if !m.stands(sq, &o.order) {
		m.order(sq, o.order)
	}
}
