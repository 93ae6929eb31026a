package ai

import "muster/game"

// The squad that is to be escorted follows its escort: it closes up to where most of it is, waits or gives way where
// the enemy is too strong, and goes in when the goal is clear or time runs out. Who stays with it goes ahead on its
// way, and stands nowhere around it: men who ring a vehicle hold it up.

const (
	escortTrail = 7   // cells that it keeps behind the squads that it follows
	escortRoom  = 4   // cells around it in which nobody should stand
	escortPart  = 40  // percent of the escort that must be ahead for it to follow
	escortShot  = 8   // cells around it in which there may be none of them
	escortAlarm = 15  // cells around it in which enemies count
	escortOdds  = 200 // percent of them that its friends there must be worth
	escortGoal  = 16  // cells around the goal in which enemies count
	escortAhead = 3   // blocks ahead of it that a ward goes
	escortGuard = 20  // cells around a point that the enemy has
	escortSpare = 400 // ticks that it leaves itself for the way to the goal
)

// escorted is what the squad that is to be escorted does.
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

// closeUp follows the spearhead, and stops short of it. Who is on its way is not told anew at each of its steps.
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
		if x, y := toward(lead, sq, back); m.clearOf(sq, x, y) && m.theirs(x, y, escortShot) == 0 && !m.guarded(x, y) {
			return m.to(game.Move, x, y), Going, true
		}
	}
	return game.Order{Kind: game.Hold}, Waiting, true
}

// guarded reports whether the enemy still has a point near a place, other than the goal: who is escorted
// waits until it is taken.
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

// toward is the place some cells from a squad on the straight way to another.
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

// leadsCharge reports whether the seat leads the squad that is to be escorted, and can.
func (m *mind) leadsCharge() bool {
	id := int(m.charge())
	return id < len(m.squads) && m.squads[id].seat == m.seat && m.squads[id].n > 0 && !m.squads[id].broken
}

// convoys thinks about the squad that is to be escorted before all others, and reports whether it ordered it anything:
// on its way all others wait for it.
func (m *mind) convoys(v *game.View) bool {
	return m.leadsCharge() && m.consider(v, &m.squads[m.charge()])
}

// hurries reports whether there is just time enough left for the way to the goal. Who has set out for it does not stop
// on the way since less time will do.
func (m *mind) hurries(sq *squad, goal *game.PointSetup) bool {
	spare := game.Tick(escortSpare)
	if sq.order == game.Move && near(sq.toX, sq.toY, goal.X, goal.Y, 2) {
		spare *= 3
	}
	way := game.Tick(m.togo(goal, sq)*game.SubCell*3/2) / game.Tick(max(m.setup.Rules.Kinds[sq.kind].Speed, 1))
	clock := m.setup.Scenario.Clock
	return clock > 0 && m.now+way+spare > clock
}

// open reports whether friends at a place are much more than the enemies known there.
func (m *mind) open(x, y, r int32, but *squad) bool {
	ours := m.friends(x, y, r, but)
	return ours > 0 && ours*100 >= m.theirs(x, y, r)*escortOdds
}

// safe reports whether a place is open, or nobody else is there, and no enemies are known close to it.
func (m *mind) safe(x, y int32, but *squad) bool {
	return m.theirs(x, y, escortShot) == 0 && (m.open(x, y, escortAlarm, but) || m.theirs(x, y, escortAlarm) == 0)
}

// friends is the worth of the team's squads around a place, but for one.
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

// spearhead is the squad of the escort that is nearest to the goal of those up to which a good part of it has come; nil
// if there is no escort.
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

// escorts reports whether a squad can clear the way for another.
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
	var legs [escortAhead]int32
	if way := m.maps.way.find(c.class, m.maps.at(c.x, c.y), m.maps.at(at.X, at.Y), m.maps.threat,
		legs[:0]); len(way) == escortAhead {
		g.x, g.y = m.maps.middle(way[escortAhead-1])
	}
	m.goals = append(m.goals, g)
}

// wantCharge goes for the squad that the enemy escorts when it comes near a point that is held. Who must stop it does
// not look for its escort: it has to come.
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

// heldNear reports whether a point of the team's is near a place.
func (m *mind) heldNear(x, y int32) bool {
	for i := range m.goals {
		if g := &m.goals[i]; g.kind == keep && near(g.x, g.y, x, y, g.r+engaged) {
			return true
		}
	}
	return false
}
