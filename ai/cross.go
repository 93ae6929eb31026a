package ai

import "muster/game"

// Open ground under fire from known enemies is crossed in smoke. A squad that can throw smoke throws it where it hides
// the path from the enemy, and all squads that it helps go as far as it hides them. They fight as usual as soon as the
// enemy is near or the smoke is gone.

const (
	crossWith  = 8  // cells around the thrower within which squads go together
	crossLoss  = 22 // percent of its worth that a squad would lose on the way, at least
	crossSaves = 45 // percent of that loss which the smoke must save
	crossPart  = 30 // percent of the seat's worth that must gain by it, or two squads
	crossClose = 10 // cells within which an enemy in sight is fought, not passed
	crossMost  = 8  // squads that go together, at most
	crossEvery = 20 // ticks between attempts
	crossCover = 30 // percent of cover that is worth a step beyond the smoke
)

// dash is a squad's run through smoke.
type dash struct {
	until  game.Tick // until when it may rely on the smoke
	x, y   int32     // where it goes
	looked game.Tick // when it last considered smoke
}

// cross carries on over ground under fire in smoke, or throws the smoke for it.
func (m *mind) cross(_ *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	p := &m.plans[sq.id]
	if !m.crossing(sq) {
		p.dash.until = 0
		return m.throwFor(sq)
	}
	p.x, p.y = p.dash.x, p.dash.y
	return m.to(game.Move, p.x, p.y), Going, true
}

// crossing reports whether a squad is on its way through smoke.
func (m *mind) crossing(sq *squad) bool {
	d := &m.plans[sq.id].dash
	if m.now >= d.until || m.plans[sq.id].act == Leaving || near(d.x, d.y, sq.x, sq.y, 2) {
		return false
	}
	e := m.nearest(sq.x, sq.y)
	return e == nil || !e.seen || !near(e.x, e.y, sq.x, sq.y, crossClose)
}

// party is the squads that would cross together, and their paths; the thrower comes first.
type party struct {
	n      int
	squads [crossMost]*squad
	paths  [crossMost]pathAhead
}

// throwFor throws smoke for paths that would cost too much without it.
func (m *mind) throwFor(sq *squad) (o game.Order, act Act, ok bool) {
	d, g := &m.plans[sq.id].dash, m.goalOf(sq)
	if !m.style.knows(Cross) || m.setup.Rules.Kinds[sq.kind].Abilities&game.CanSmoke == 0 || !sq.ready ||
		m.now < d.looked+crossEvery || g == nil || g.kind != take {
		return
	}
	d.looked = m.now
	var p party
	if !m.join(&p, sq, g) {
		return
	}
	for i := range m.squads {
		if o := &m.squads[i]; o.id != sq.id && o.seat == m.seat && o.n > 0 && !o.broken &&
			near(o.x, o.y, sq.x, sq.y, crossWith) && m.goalOf(o) == g && p.n < crossMost {
			m.join(&p, o, g)
		}
	}
	c, ok := m.screen(sq, &p, g)
	if !ok {
		return
	}
	m.depart(&p, &c)
	return m.to(game.Smoke, c.x, c.y), Throwing, true
}

// join adds a squad to a party if its path to the goal would cost it too much of its worth.
func (m *mind) join(p *party, sq *squad, g *goal) bool {
	if o := &m.plans[sq.id]; m.damage.indirect[sq.kind] || o.inside || o.act == Leaving && m.now < o.rest {
		return false
	}
	w := &p.paths[p.n]
	m.assessPath(sq, g, w)
	// from one place to the next
	ticks := int64(wayStep*game.SubCell) / int64(max(m.setup.Rules.Kinds[sq.kind].Speed, 1))
	if int64(w.sum)*ticks/int64(m.setup.Rules.TickRate)*100 < int64(sq.worth)*1000*crossLoss {
		return false
	}
	p.squads[p.n] = sq
	p.n++
	return true
}

// gain is how much damage a cloud prevents to the squads that it saves enough of, how many they are, and their worth.
func (p *party) gain(c *cloud) (saved int32, n int, worth int32) {
	for i := range p.n {
		if some := p.paths[i].saves(c); some*100 >= p.paths[i].sum*crossSaves {
			saved, n, worth = saved+some, n+1, worth+p.squads[i].worth
		}
	}
	return saved, n, worth
}

// screen is where smoke saves a party most, if enough of the seat gains by it for the enemies at the goal, and it does
// not cost friends more fire than that.
func (m *mind) screen(sq *squad, p *party, g *goal) (best cloud, ok bool) {
	works, w, most := &m.setup.Rules.Works, &p.paths[0], int32(0)
	least, half := m.theirs(g.x, g.y, threatReach)*m.style.Personality.Fight/100, m.own()*crossPart/100
	for i := range w.seen {
		e := &w.eyes[i]
		s := &w.spots[e.at]
		for part := int32(1); part <= 3; part++ {
			c := cloud{e.x + (s.x-e.x)*part/4, e.y + (s.y-e.y)*part/4, int32(works.SmokeRadius)}
			if !m.ground.on(c.x, c.y) || !near(c.x, c.y, sq.x, sq.y, int32(works.SmokeRange)-1) {
				continue
			}
			saved, n, worth := p.gain(&c)
			if saved <= most || worth < least || n < 2 && worth < half {
				continue
			}
			if saved -= m.friendlyFireLost(&c) * waySteps; saved > most {
				best, most, ok = c, saved, true
			}
		}
	}
	return best, ok
}

// own is the worth of the seat's squads.
func (m *mind) own() (sum int32) {
	for i := range m.squads {
		if sq := &m.squads[i]; sq.seat == m.seat {
			sum += sq.worth
		}
	}
	return sum
}

// depart starts the dash of the squads that a cloud saves enough of.
func (m *mind) depart(p *party, c *cloud) {
	works := &m.setup.Rules.Works
	for i := range p.n {
		w, o := &p.paths[i], &m.plans[p.squads[i].id]
		if w.saves(c)*100 < w.sum*crossSaves {
			continue
		}
		o.dash.until = m.now + game.Tick(works.Grenade.Flight) + game.Tick(works.SmokeTicks)
		o.dash.x, o.dash.y = m.end(w, c)
		o.rest, o.wait = 0, 0
	}
}

// end is how far a cloud hides a path, or a step beyond if there is cover.
func (m *mind) end(w *pathAhead, c *cloud) (x, y int32) {
	open, hid := w.open(c), false
	for at := range w.n {
		s := &w.spots[at]
		if !open[at] || hid && m.ground.cover(s.x, s.y) >= crossCover {
			x, y = s.x, s.y
		}
		if hid && open[at] {
			return x, y
		}
		hid = hid || !open[at] && s.harm > 0
	}
	return x, y
}
