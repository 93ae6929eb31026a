package ai

import "muster/game"

// spot is a place to fight from and its score: damage done less damage taken, in thousandths of a supply point a
// second.
type spot struct {
	x, y   int32
	score  int32
	facing uint8
}

// Spots are looked for at the squad itself and on rings at these distances around it, in eight directions.
var rings = [...]int32{2, 4, 7, 11}

const (
	horizon  = 200 // ticks within which a place must pay off
	pullCell = 40  // what each cell nearer to the goal is worth
	fancy    = 40  // weight of chance among places
	softness = 3   // cells beyond a weapon's range that still count a little: somebody will step forward
)

// position fights from the best place around.
func (m *mind) position(v *game.View, sq *squad) (game.Order, Act, bool) {
	if m.lookahead != nil && m.confined(sq) == nil && m.lookahead.begin(m, v, sq) {
		return game.Order{}, m.plans[sq.id].act, true // simulate first
	}
	best := m.best(v, sq)
	return m.goToSpot(sq, best)
}

// goToSpot goes to a spot, or stays and watches when the squad is there.
func (m *mind) goToSpot(sq *squad, s spot) (game.Order, Act, bool) {
	p := &m.plans[sq.id]
	p.x, p.y, p.score = s.x, s.y, s.score
	if near(s.x, s.y, sq.x, sq.y, 1) {
		if o, ok := m.focus(sq); ok {
			return o, Fighting, true
		}
		if sq.order == game.Capture || sq.order == game.Hold && (within(s.facing, p.facing, 40) ||
			!m.style.knows(Watch)) {
			return game.Order{}, Fighting, true
		}
		o := game.Order{Kind: game.Hold}
		if m.style.knows(Watch) {
			o.Flags, o.Facing = game.Faced, s.facing
		}
		return o, Fighting, true
	}
	o := m.to(game.Move, s.x, s.y)
	if m.ground.terrain(s.x, s.y).Building && sq.class == game.Foot && m.style.knows(Watch) {
		o.Kind = game.Enter
	}
	o.Flags, o.Facing = game.Faced, s.facing
	act := Fighting
	if e := m.nearest(sq.x, sq.y); e != nil && !within(angle(s.x-sq.x, s.y-sq.y), angle(e.x-sq.x, e.y-sq.y), 24) {
		act = Flanking
	}
	return o, act, true
}

// best is the best place around a squad to fight from.
func (m *mind) best(v *game.View, sq *squad) spot {
	here := spot{x: sq.x, y: sq.y}
	m.boldPercent, m.nearbySquads = m.boldness(sq), m.abreast(sq)
	pull := m.pull(v) * m.boldPercent / 100
	if m.halts(sq) != nil || m.stays(v, sq) {
		pull = 0 // it need not get nearer
	}
	harm := m.exposed(sq, sq.x, sq.y)
	m.rateSpot(sq, &here, harm, pull)
	here.score += 40 + abs(here.score)/8 // another place must be clearly better
	best := here
	for _, r := range rings {
		for dir := range neighbourX {
			far := r * (10 - 3*int32(dir&1)) // tenths: a step aslant is longer
			s := spot{x: sq.x + neighbourX[dir]*far/10, y: sq.y + neighbourY[dir]*far/10}
			if m.rateIfFree(sq, &s, harm, pull) && s.score > best.score {
				best = s
			}
		}
	}
	p := &m.plans[sq.id]
	if s := (spot{x: p.x, y: p.y}); sq.order == game.Move && near(s.x, s.y, sq.x, sq.y, 14) &&
		m.rateIfFree(sq, &s, harm, pull) {
		if s.score += 40 + abs(s.score)/8; s.score > best.score {
			best = s // it is on its way there
		}
	}
	if g := m.goalOf(sq); g != nil && near(g.x, g.y, sq.x, sq.y, 14) {
		if s := (spot{x: g.x, y: g.y}); m.rateIfFree(sq, &s, harm, pull) && s.score > best.score {
			best = s
		}
	}
	best.facing = m.faces(sq, best.x, best.y)
	return best
}

// rateIfFree rates a place, and reports false without rating it if the squad cannot go there or another one has it.
func (m *mind) rateIfFree(sq *squad, s *spot, harm, pull int32) bool {
	if !m.ground.on(s.x, s.y) || !m.ground.reachable(sq.class, sq.x, sq.y, s.x, s.y) {
		return false
	}
	if !m.allows(sq, s.x, s.y) {
		return false
	}
	for i := range m.squads {
		if o := &m.squads[i]; o.id != sq.id && o.n > 0 &&
			(near(o.x, o.y, s.x, s.y, 2) || o.seat == m.seat && o.order == game.Move && near(o.toX, o.toY, s.x, s.y,
				2)) {
			return false
		}
	}
	m.rateSpot(sq, s, harm, pull)
	return true
}

// rateSpot rates a place: the damage done from there, the damage taken there and on the way, and how far it is from the
// goal. harm is the damage taken where the squad is now.
func (m *mind) rateSpot(sq *squad, s *spot, harm, pull int32) {
	time := min(m.march(sq, s.x, s.y), horizon*9/10)
	done := m.done(sq, s.x, s.y) * (horizon - time) / horizon
	taken := m.exposed(sq, s.x, s.y)
	if time > 0 {
		taken = (taken*(horizon-time) + (max(taken, harm)+harm/4)*time) / horizon
	}
	s.score = done*m.style.Personality.Deal/100*m.boldPercent/100 - taken + m.chance(fancy)
	if g := m.goalOf(sq); g != nil {
		far := distance(s.x-g.x, s.y-g.y)
		s.score -= pull * min(max(far-g.r+1, 0), 40)
		if far <= g.r && g.kind == take {
			s.score += 4 * pull
		}
	}
}

// march is about how many ticks a squad takes to get to a place.
func (m *mind) march(sq *squad, x, y int32) int32 {
	return distance(x-sq.x, y-sq.y) * game.SubCell * 6 / 5 / max(int32(m.setup.Rules.Kinds[sq.kind].Speed), 1)
}

// boldness is percent: over 100 for a side that is stronger around here, under it for the weaker one. The stronger side
// gains by closing in (F. W. Lanchester, 1916: strength counts squared), the weaker by keeping out.
func (m *mind) boldness(sq *squad) int32 {
	ours, theirs := m.ours(sq.x, sq.y, 18), m.theirs(sq.x, sq.y, 22)
	if theirs == 0 {
		return 200
	}
	return min(max(ours*100/theirs, 60), 200)
}

// abreast counts the squads around one, and itself: they think alike and will go where it goes, so that enemies have
// all of them to shoot at.
func (m *mind) abreast(sq *squad) (n int32) {
	for i := range m.squads {
		if o := &m.squads[i]; o.n > 0 && !o.broken && near(o.x, o.y, sq.x, sq.y, 12) && m.damage.maxRange[o.kind] < 20 {
			n++
		}
	}
	return n
}

// pull is what each cell nearer to the goal is worth: more for the team that is behind.
func (m *mind) pull(v *game.View) int32 {
	pull := int32(pullCell) * m.style.Personality.Pull / 100
	switch lag := m.behind(v); {
	case lag > 25:
		return pull * 2
	case lag > 8:
		return pull * 3 / 2
	case lag < -15:
		return pull * 2 / 3
	}
	return pull
}

// done is the damage that a squad would do from a place, to the enemy that it does most to, since each man shoots at
// one. A cell less than its range counts, because its men stand around its centre: from the very edge half of them
// would not reach.
func (m *mind) done(sq *squad, x, y int32) (most int32) {
	for i := range m.foes {
		f := &m.foes[i]
		d := root(square(f.x-x) + square(f.y-y))
		far := m.damage.maxRange[sq.kind] - 1
		weight := sq.n * f.weight
		if d > far {
			if d > far+softness {
				continue
			}
			d, weight = far, weight/3
		}
		harm := m.damage.of(sq.kind, f.kind, d, int32(m.ground.terrain(f.x, f.y).Cover)) * weight / 100
		harm = m.fireThroughSmoke(x, y, f, harm)
		if harm > most && (m.damage.indirect[sq.kind] || m.ground.lineClear(x, y, f.x, f.y)) {
			most = harm
		}
	}
	return most
}

// exposed is the damage that a squad would take at a place. Each enemy's fire is divided by the squads that it can
// shoot at.
func (m *mind) exposed(sq *squad, x, y int32) (sum int32) {
	cover := m.ground.cover(x, y)
	for i := range m.foes {
		f := &m.foes[i]
		d := root(square(f.x-x) + square(f.y-y))
		far := m.damage.maxRange[f.kind]
		weight := f.weight
		if d > far {
			if d > far+softness {
				continue
			}
			d, weight = far, weight/3
		}
		if f.pinned {
			weight /= 2
		}
		harm := m.damage.of(f.kind, sq.kind, d, cover) * weight / 100
		if harm == 0 || !m.damage.indirect[f.kind] && !m.ground.lineClear(f.x, f.y, x, y) {
			continue
		}
		sum += harm / max(f.mine, m.nearbySquads, 1)
	}
	return m.throughSmoke(x, y, sum)
}

// faces is the direction to watch from a place: towards the enemy that the squad would do most damage to from there.
func (m *mind) faces(sq *squad, x, y int32) uint8 {
	best, most := m.nearest(x, y), int32(0)
	for i := range m.foes {
		f := &m.foes[i]
		if harm := m.damage.of(sq.kind, f.kind, min(root(square(f.x-x)+square(f.y-y)), m.damage.maxRange[sq.kind]),
			0) * f.weight; harm > most {
			best, most = f, harm
		}
	}
	if best == nil {
		return m.facing(x, y)
	}
	return angle(best.x-x, best.y-y)
}

// refuge is the nearest place out of the enemy's fire, towards home.
func (m *mind) refuge(sq *squad) (x, y int32, ok bool) {
	start := &m.setup.Scenario.Teams[m.team]
	least := m.exposed(sq, sq.x, sq.y)*2 + 200
	for _, r := range [...]int32{8, 14, 20} {
		for dir := range neighbourX {
			cx, cy := sq.x+neighbourX[dir]*r*(10-3*int32(dir&1))/10, sq.y+neighbourY[dir]*r*(10-3*int32(dir&1))/10
			if !m.ground.reachable(sq.class, sq.x, sq.y, cx, cy) {
				continue
			}
			score := m.exposed(sq, cx, cy)*2 + 12*r + 6*distance(cx-start.StartX,
				cy-start.StartY) - 6*distance(sq.x-start.StartX, sq.y-start.StartY)
			if e := m.nearest(sq.x, sq.y); e != nil {
				score += 12 * max(distance(e.x-sq.x, e.y-sq.y)-distance(e.x-cx, e.y-cy), 0)
			}
			if score < least {
				least, x, y, ok = score, cx, cy, true
			}
		}
	}
	return x, y, ok
}
