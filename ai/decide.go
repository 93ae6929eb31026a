package ai

import "muster/game"

// Act is why a squad does what it does: the key of its intention.
type Act uint8

// The acts.
const (
	Waiting  Act = iota // nothing to do, or for others to come
	Going               // to a goal
	Fighting            // from a good place
	Holding             // a place, watching
	Flanking            // going around to the side of an enemy
	Covering            // suppressing for others
	Leaving             // a lost fight
	Mending             // healing, repairing, buying back the fallen
	Scouting
	Throwing
	Warding   // staying with the escorted squad
	Reserved  // held back until it is needed
	Ambushing // holding its fire until the enemy is near
	Acts
)

var acts = [Acts]string{
	"waiting", "going", "fighting", "holding", "flanking", "covering", "leaving", "mending", "scouting", "throwing",
	"warding", "reserved", "ambushing",
}

// String is the act's key.
func (a Act) String() string {
	if a < Acts {
		return acts[a]
	}
	return "unknown"
}

// engaged is how near an enemy must be, in cells, for a squad to deal with it.
const engaged = 18

// decide is what a squad should do now.
func (m *mind) decide(v *game.View, sq *squad) (game.Order, Act, bool) {
	if o, act, ok := m.atOnce(v, sq); ok {
		return o, act, true
	}
	if p := &m.plans[sq.id]; m.now < p.rest {
		return game.Order{}, p.act, false
	}
	for _, try := range [...]func(*game.View, *squad) (game.Order, Act, bool){
		m.escorted, m.withdraw, m.shelled, m.mend, m.ambush,
		m.cross, m.suppress, m.fight, m.travel,
	} {
		if o, act, ok := try(v, sq); ok {
			return o, act, o.Kind != game.NoOrder
		}
	}
	return game.Order{}, Waiting, false
}

// restAfter is how long a squad that fell back does nothing else, in ticks.
const restAfter = 100

// withdraw leaves a fight that is lost.
func (m *mind) withdraw(_ *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	if !m.style.knows(Withdraw) || m.stakes(sq) {
		return
	}
	theirs := m.theirs(sq.x, sq.y, 13)
	ours := m.ours(sq.x, sq.y, 10)
	lost := theirs > 0 && ours*100 < theirs*m.style.Personality.Flee && !m.storming(sq)
	shaken := theirs > 0 && sq.morale < 38 && ours*100 < theirs*120 && m.damage.price[sq.kind] < 40
	if !lost && !shaken || m.home(sq.x, sq.y) {
		return
	}
	p := &m.plans[sq.id]
	p.rest = m.now + restAfter
	if m.style.knows(Position) {
		if x, y, found := m.refuge(sq); found {
			p.x, p.y = x, y
			return m.to(game.Move, x, y), Leaving, true
		}
	}
	return game.Order{Kind: game.Retreat}, Leaving, true
}

// stakes reports whether a squad must not leave, since the match is lost with the point that it holds.
func (m *mind) stakes(sq *squad) bool {
	if g := m.goalOf(sq); m.mustHold() && g != nil && g.kind <= keep {
		return near(sq.x, sq.y, g.x, g.y, g.r+4)
	}
	return false
}

func (m *mind) home(x, y int32) bool {
	t := &m.setup.Scenario.Teams[m.team]
	return near(x, y, t.StartX, t.StartY, 8)
}

// fight deals with enemies nearby.
func (m *mind) fight(v *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	e := m.nearest(sq.x, sq.y)
	reach := max(int32(engaged), min(m.damage.maxRange[sq.kind], 30))
	if e == nil || !near(e.x, e.y, sq.x, sq.y, reach) || m.inReserve(sq) || m.pushes(sq, e) {
		return
	}
	if o, act, ok := m.station(sq, e); ok {
		return o, act, true
	}
	if m.style.knows(Position) {
		return m.position(v, sq)
	}
	if !m.fights(sq) {
		return // it keeps behind the others
	}
	ours, theirs := m.ours(sq.x, sq.y, 12), m.theirs(sq.x, sq.y, 16)
	if m.style.knows(Gather) && ours*100 < theirs*m.style.Personality.Fight {
		return
	}
	if g := m.goalOf(sq); g != nil && g.kind <= keep && near(e.x, e.y, g.x, g.y, g.r+2) {
		return // the way to the goal leads to it
	}
	return m.to(game.AttackMove, e.x, e.y), Fighting, true
}

// travel goes for the squad's goal.
func (m *mind) travel(v *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	g := m.goalOf(sq)
	p := &m.plans[sq.id]
	if m.stays(v, sq) {
		if o, act, ok := m.dig(sq); ok {
			return o, act, o.Kind != game.NoOrder
		}
		return m.watch(sq, Holding)
	}
	if at := m.halts(sq); at != nil {
		return m.halt(sq, at)
	}
	if g == nil || (m.now < p.push || m.style.knows(Position) && g.kind == hunt && len(v.Points) > 0 && m.settled(v)) &&
		m.outmatched(sq) {
		return m.stayBehind(sq) // there is no need to hunt the stronger when every point is held
	}
	p.x, p.y = g.x, g.y
	switch {
	case g.kind == spare:
		return m.stayBack(sq, g)
	case m.waits(sq, g):
		return m.watch(sq, Waiting)
	case (g.kind == keep || g.kind == ward) && near(sq.x, sq.y, g.x, g.y, g.r):
		return m.watch(sq, Holding)
	case g.kind == hunt || g.kind == probe:
		if near(sq.x, sq.y, g.x, g.y, 5) {
			return m.explore(sq)
		}
		return m.along(sq, g, game.AttackMove), Going, true
	case g.kind == ward:
		return m.along(sq, g, game.AttackMove), Warding, true
	}
	if o := m.along(sq, g, game.AttackMove); m.style.knows(Route) &&
		!near(int32(o.X)/game.ViewStep, int32(o.Y)/game.ViewStep, g.x, g.y, 2) {
		return o, Flanking, true
	}
	return game.Order{Kind: game.Capture, Target: uint16(g.point)}, Going, true
}

// waitFor is how long a squad waits for others at most, in ticks: those who are not here by then are not coming.
const waitFor = 160

// waits reports whether a squad should wait for the others that were sent to its goal.
func (m *mind) waits(sq *squad, g *goal) bool {
	p := &m.plans[sq.id]
	far := distance(g.x-sq.x, g.y-sq.y)
	if !m.style.knows(Gather) || g.threat == 0 || far > 26 || far < 14 ||
		m.ours(sq.x, sq.y, 10)*100 >= g.threat*m.style.Personality.Fight || m.idles(sq) || m.storming(sq) {
		p.wait = 0
		return false
	}
	if p.wait == 0 {
		p.wait = m.now
	}
	return m.coming(sq, waitFor-int32(m.now-p.wait))
}

// coming reports whether another squad with the same goal is on its way and could be here within that many ticks.
func (m *mind) coming(sq *squad, within int32) bool {
	g := m.plans[sq.id].goal
	for i := range m.squads {
		o := &m.squads[i]
		if o.id != sq.id && o.moving > 0 && !o.broken && m.plans[o.id].goal == g && o.seat == m.seat &&
			!near(o.x, o.y, sq.x, sq.y, 10) && m.march(o, sq.x, sq.y) < within {
			return true
		}
	}
	return false
}

// watch stays, facing where the enemy is or will come from.
func (m *mind) watch(sq *squad, act Act) (game.Order, Act, bool) {
	o := game.Order{Kind: game.Hold}
	if !m.style.knows(Watch) {
		return o, act, true
	}
	o.Flags, o.Facing = game.Faced, m.facing(sq.x, sq.y)
	return o, act, true
}

// facing is the direction of the nearest known enemy from a place, or of where the other team starts.
func (m *mind) facing(x, y int32) uint8 {
	if e := m.nearest(x, y); e != nil {
		return angle(e.x-x, e.y-y)
	}
	for i := range m.setup.Scenario.Teams {
		if t := &m.setup.Scenario.Teams[i]; i != int(m.team) {
			return angle(t.StartX-x, t.StartY-y)
		}
	}
	return 0
}

// explore goes where nobody has looked lately.
func (m *mind) explore(sq *squad) (game.Order, Act, bool) {
	if x, y, ok := m.maps.unseen(m, sq); ok {
		return m.to(game.AttackMove, x, y), Scouting, true
	}
	return m.watch(sq, Holding)
}

// along is the next leg of the path to a goal: straight to it, or around danger.
func (m *mind) along(sq *squad, g *goal, kind game.OrderKind) game.Order {
	if !m.style.knows(Route) || len(m.foes) == 0 || !m.ground.on(g.x, g.y) {
		return m.to(kind, g.x, g.y)
	}
	var legs [12]int32
	way := m.maps.paths.find(sq.class, m.maps.at(sq.x, sq.y), m.maps.at(g.x, g.y), m.maps.threat, legs[:0])
	if len(way) < 4 {
		return m.to(kind, g.x, g.y)
	}
	if sq.order == kind && !near(sq.toX, sq.toY, sq.x, sq.y, 6) {
		for _, b := range way[:min(len(way), 6)] {
			if x, y := m.maps.middle(b); near(x, y, sq.toX, sq.toY, 3) {
				return m.to(kind, sq.toX, sq.toY) // it is on a leg that is still good
			}
		}
	}
	for n := min(len(way), 5) - 1; n >= 2; n-- {
		if x, y := m.maps.middle(way[n]); m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
			if n == len(way)-1 && near(x, y, g.x, g.y, 6) {
				break
			}
			return m.to(kind, x, y)
		}
	}
	return m.to(kind, g.x, g.y)
}
