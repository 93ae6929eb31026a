package ai

import "muster/game"

// The squad that is escorted follows its escort. It closes up to where most of the escort is, waits or gives way where
// the enemy is too strong, and goes in when the goal is clear or time runs out. The escort goes ahead of it and keeps
// off it: men who ring a vehicle hold it up.

const (
	escortTrail = 7   // cells that it keeps behind the squads that it follows
	escortHop   = 5   // cells that are not worth setting out for
	escortRoom  = 4   // cells around it that should be free of others
	escortPart  = 40  // percent of the escort that must be ahead for it to follow
	escortShot  = 8   // cells around it that must be free of enemies
	escortAlarm = 15  // cells around it in which enemies count
	escortOdds  = 200 // percent of their worth that its friends there must have
	escortGoal  = 16  // cells around the goal in which enemies count
	escortAhead = 3   // blocks ahead of it that a ward goes
	escortLeap  = 6   // the same for a commander with few orders to give
	escortGuard = 20  // cells around a point that the enemy has
	escortSpare = 400 // ticks to spare for the way to the goal
)

// escorted is what the squad that is escorted does.
func (m *mind) escorted(_ *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	if sq.id != m.charge() {
		return
	}
	sc := &m.setup.Scenario
	goal := &sc.Points[sc.Goal]
	if m.hurries(sq, goal) || m.open(goal.X, goal.Y, escortGoal, sq) {
		return m.to(game.Move, goal.X, goal.Y), Going, true
	}
	if !m.safe(sq.x, sq.y, sq) {
		if m.style.knows(Withdraw) {
			if x, y, found := m.refuge(sq); found {
				return m.to(game.Move, x, y), Leaving, true
			}
		}
		return game.Order{Kind: game.Hold}, Waiting, true
	}
	return m.closeUp(sq, goal)
}

// closeUp follows the spearhead and stops short of it. A squad on its way is not ordered anew at each of the
// spearhead's steps.
func (m *mind) closeUp(sq *squad, goal *game.PointSetup) (game.Order, Act, bool) {
	lead := m.spearhead(goal)
	if lead == nil || m.togo(goal, sq) <= m.togo(goal, lead)+escortTrail || !m.open(lead.x, lead.y, escortAlarm, sq) {
		return game.Order{Kind: game.Hold}, Waiting, true
	}
	if sq.order == game.Move && sq.moving > 0 && near(sq.toX, sq.toY, lead.x, lead.y, 3*escortTrail) &&
		m.togo(goal, sq) > distance(goal.X-sq.toX, goal.Y-sq.toY) {
		return game.Order{}, Going, true
	}
	for back := int32(escortTrail); back <= 3*escortTrail; back += 3 {
		if x, y := toward(lead, sq, back); !near(sq.x, sq.y, x, y, escortHop) && m.clearOf(sq, x, y) &&
			m.theirs(x, y, escortShot) == 0 && !m.guarded(x, y) {
			return m.to(game.Move, x, y), Going, true
		}
	}
	return game.Order{Kind: game.Hold}, Waiting, true
}

// guarded reports whether the enemy still owns a point near a place, other than the goal: the escorted squad waits
// until it is taken.
func (m *mind) guarded(x, y int32) bool {
	if !m.storms() {
		return false
	}
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == take && g.point != int(m.setup.Scenario.Goal) &&
			near(g.x, g.y, x, y, escortGuard) {
			return true
		}
	}
	return false
}

// toward is the place some cells from one squad on the straight line to another.
func toward(from, to *squad, cells int32) (x, y int32) {
	d := max(distance(to.x-from.x, to.y-from.y), cells)
	return from.x + (to.x-from.x)*cells/d, from.y + (to.y-from.y)*cells/d
}

// clearOf reports whether a squad can stop at a place without being in the midst of another.
func (m *mind) clearOf(sq *squad, x, y int32) bool {
	for i := range m.squads {
		if o := &m.squads[i]; o.id != sq.id && o.n > 0 && near(o.x, o.y, x, y, escortRoom) {
			return false
		}
	}
	return m.ground.reachable(sq.class, sq.x, sq.y, x, y)
}

// leadsCharge reports whether the seat leads the squad that is escorted, and can order it.
func (m *mind) leadsCharge() bool {
	id := int(m.charge())
	return id < len(m.squads) && m.squads[id].seat == m.seat && m.squads[id].n > 0 && !m.squads[id].broken
}

// saves reports whether the last order in credit is kept for the squad that is escorted: it is on its way, or must soon
// go whatever happens, and the next order may be long in coming.
func (m *mind) saves() bool {
	if !m.leadsCharge() || m.credit >= 2*m.price() {
		return false
	}
	sc := &m.setup.Scenario
	next := game.Tick(m.price() / max(m.style.Level.Orders, 1))
	return m.plans[m.charge()].act != Waiting || m.late(&m.squads[m.charge()], &sc.Points[sc.Goal], escortSpare+next)
}

// convoys thinks about the squad that is escorted before all others, and reports whether it gave it an order: all
// others wait for it.
func (m *mind) convoys(v *game.View) bool {
	return m.leadsCharge() && m.consider(v, &m.squads[m.charge()])
}

// hurries reports whether just enough time is left for the way to the goal. A squad that has set out does not stop on
// the way because less time would do.
func (m *mind) hurries(sq *squad, goal *game.PointSetup) bool { return m.late(sq, goal, escortSpare) }

// late reports whether no more time is left than the way to the goal takes and some to spare.
func (m *mind) late(sq *squad, goal *game.PointSetup, spare game.Tick) bool {
	if sq.order == game.Move && near(sq.toX, sq.toY, goal.X, goal.Y, 2) {
		spare *= 3
	}
	way := game.Tick(m.togo(goal, sq)*game.SubCell*3/2) / game.Tick(max(m.setup.Rules.Kinds[sq.kind].Speed, 1))
	clock := m.setup.Scenario.Clock
	return clock > 0 && m.now+way+spare > clock
}

// open reports whether friends at a place far outweigh the enemies known there.
func (m *mind) open(x, y, r int32, but *squad) bool {
	ours := m.friends(x, y, r, but)
	return ours > 0 && ours*100 >= m.theirs(x, y, r)*escortOdds
}

// safe reports whether a place is open or free of enemies, and no enemies are known close to it.
func (m *mind) safe(x, y int32, but *squad) bool {
	return m.theirs(x, y, escortShot) == 0 && (m.open(x, y, escortAlarm, but) || m.theirs(x, y, escortAlarm) == 0)
}

// friends is the worth of the team's squads around a place, except one.
func (m *mind) friends(x, y, r int32, but *squad) int32 {
	sum := m.ours(x, y, r)
	if !but.broken && near(but.x, but.y, x, y, r) {
		sum -= but.worth
	}
	return sum
}

// togo is how far a squad is from the goal.
func (m *mind) togo(goal *game.PointSetup, sq *squad) int32 {
	return distance(goal.X-sq.x, goal.Y-sq.y)
}

// spearhead is the squad of the escort nearest to the goal that a good part of the escort has kept up with; nil if
// there is none.
func (m *mind) spearhead(goal *game.PointSetup) (best *squad) {
	for i := range m.squads {
		sq := &m.squads[i]
		if !m.escorts(sq) || best != nil && m.togo(goal, sq) >= m.togo(goal, best) {
			continue
		}
		ahead, all := int32(0), int32(0)
		for j := range m.squads {
			if o := &m.squads[j]; m.escorts(o) {
				all += o.worth
				if m.togo(goal, o) <= m.togo(goal, sq)+escortTrail {
					ahead += o.worth
				}
			}
		}
		if ahead*100 >= all*escortPart {
			best = sq
		}
	}
	return best
}

// escorts reports whether a squad can clear the way for the escorted one.
func (m *mind) escorts(sq *squad) bool {
	return sq.n > 0 && !sq.broken && m.fights(sq) && sq.id != m.charge()
}

// wantWard keeps somebody ahead of the squad that is escorted.
func (m *mind) wantWard() {
	id := m.charge()
	if int(id) >= len(m.squads) || m.squads[id].n == 0 {
		return
	}
	c, at := &m.squads[id], &m.setup.Scenario.Points[m.setup.Scenario.Goal]
	g := goal{kind: ward, point: -1, x: at.X, y: at.Y, r: 4, value: 70, need: 30}
	var legs [escortLeap]int32
	ahead := escortLeap
	if m.style.knows(Split) {
		ahead = escortAhead
	}
	if way := m.maps.paths.find(c.class, m.maps.at(c.x, c.y), m.maps.at(at.X, at.Y), m.maps.threat,
		legs[:0:ahead]); len(way) == ahead {
		g.x, g.y = m.maps.middle(way[ahead-1])
	}
	m.goals = append(m.goals, g)
}

// wantCharge goes for the squad that the enemy escorts when it comes near a point that is held. The defenders do not
// look for it: it has to come to them.
func (m *mind) wantCharge() {
	kind := m.setup.Scenario.Squads[m.setup.Scenario.Charge].Kind
	best := goal{kind: hunt, point: -1, r: 6, value: 120, need: 40}
	far := int32(1 << 30)
	for i := range m.foes {
		if f := &m.foes[i]; f.kind == kind && m.afar(f.x, f.y) < far && m.heldNear(f.x, f.y) {
			far, best.x, best.y = m.afar(f.x, f.y), f.x, f.y
		}
	}
	if far < 1<<30 {
		m.goals = append(m.goals, best)
	}
}

// heldNear reports whether the team owns a point near a place.
func (m *mind) heldNear(x, y int32) bool {
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == keep && near(g.x, g.y, x, y, g.r+engaged) {
			return true
		}
	}
	return false
}
