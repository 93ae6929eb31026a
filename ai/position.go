package ai

import "muster/game"

// spot is a place to fight from, and what it is worth: harm done less harm taken, in thousandths of
// a supply point a second.
type spot struct {
	x, y   int32
	score  int32
	facing uint8
}

// spots are looked for around a squad: itself, and rings at these distances in eight directions.
var rings = [...]int32{2, 4, 7, 11}

const (
	horizon  = 200 // ticks that a place must pay off in
	pullCell = 40  // what a cell nearer to the goal is worth
	fancy    = 40  // how much chance counts among places
	softness = 3   // cells beyond a weapon's range that count for a little: somebody will step forward
)

// position fights from the best place around.
func (m *mind) position(v *game.View, sq *squad) (game.Order, Act, bool) {
	if m.foresee != nil && m.confined(sq) == nil && m.foresee.begin(m, v, sq) {
		return game.Order{}, m.plans[sq.id].act, true // it is thought through first
	}
	best := m.best(v, sq)
	return m.take(sq, best)
}

// take goes to a spot, or stays and watches when it is there.
func (m *mind) take(sq *squad, s spot) (game.Order, Act, bool) {
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
	m.bold, m.band = m.boldness(sq), m.abreast(sq)
	pull := m.pull(v) * m.bold / 100
	if m.halts(sq) != nil || m.stays(v, sq) {
		pull = 0 // it has no need to be nearer
	}
	harm := m.exposed(sq, sq.x, sq.y)
	m.rate(sq, &here, harm, pull)
	here.score += 40 + abs(here.score)/8 // what is better must be clearly so
	best := here
	for _, r := range rings {
		for dir := range aroundX {
			s := spot{x: sq.x + aroundX[dir]*r*(10-3*int32(dir&1))/10, y: sq.y + aroundY[dir]*r*(10-3*int32(dir&1))/10}
			if m.offer(sq, &s, harm, pull) && s.score > best.score {
				best = s
			}
		}
	}
	p := &m.plans[sq.id]
	if s := (spot{x: p.x, y: p.y}); sq.order == game.Move && near(s.x, s.y, sq.x, sq.y, 14) &&
		m.offer(sq, &s, harm, pull) {
		if s.score += 40 + abs(s.score)/8; s.score > best.score {
			best = s // it is on its way there
		}
	}
	if g := m.goalOf(sq); g != nil && near(g.x, g.y, sq.x, sq.y, 14) {
		if s := (spot{x: g.x, y: g.y}); m.offer(sq, &s, harm, pull) && s.score > best.score {
			best = s
		}
	}
	best.facing = m.faces(sq, best.x, best.y)
	return best
}

// offer rates a place that can be gone to and that no other squad goes to.
func (m *mind) offer(sq *squad, s *spot, harm, pull int32) bool {
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
	m.rate(sq, s, harm, pull)
	return true
}

// rate weighs a place: what the squad would do from there, what it would suffer, on the way as well, and how far it is
// from the goal. harm is what it suffers where it is.
func (m *mind) rate(sq *squad, s *spot, harm, pull int32) {
	time := min(m.march(sq, s.x, s.y), horizon*9/10)
	done := m.done(sq, s.x, s.y) * (horizon - time) / horizon
	taken := m.exposed(sq, s.x, s.y)
	if time > 0 {
		taken = (taken*(horizon-time) + (max(taken, harm)+harm/4)*time) / horizon
	}
	s.score = done*m.style.Personality.Deal/100*m.bold/100 - taken + m.chance(fancy)
	if g := m.goalOf(sq); g != nil {
		far := distance(s.x-g.x, s.y-g.y)
		s.score -= pull * min(max(far-g.r+1, 0), 40)
		if far <= g.r && g.kind == take {
			s.score += 4 * pull
		}
	}
}

// march is how many ticks a squad takes to a place, about.
func (m *mind) march(sq *squad, x, y int32) int32 {
	return distance(x-sq.x, y-sq.y) * game.SubCell * 6 / 5 / max(int32(m.setup.Rules.Kinds[sq.kind].Speed), 1)
}

// boldness is percent: over 100 for who is stronger around here, under it for who is weaker. The stronger side gains by
// closing in (F. W. Lanchester, 1916: strength counts squared), the weaker by not being drawn in.
func (m *mind) boldness(sq *squad) int32 {
	ours, theirs := m.ours(sq.x, sq.y, 18), m.theirs(sq.x, sq.y, 22)
	if theirs == 0 {
		return 200
	}
	return min(max(ours*100/theirs, 60), 200)
}

// abreast counts the squads around one, itself too: they think alike, and go where it goes, so that enemies have all of
// them to shoot at.
func (m *mind) abreast(sq *squad) (n int32) {
	for i := range m.squads {
		if o := &m.squads[i]; o.n > 0 && !o.broken && near(o.x, o.y, sq.x, sq.y, 12) && m.harms.far[o.kind] < 20 {
			n++
		}
	}
	return n
}

// pull is what a cell nearer to the goal is worth: more for who is behind.
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

// done is what a squad would do to enemies from a place: to the one that it does most to, since each man shoots at one.
// Its men stand around its middle, so that a cell less than their range counts: from its very edge half
// of them would do nothing.
func (m *mind) done(sq *squad, x, y int32) (most int32) {
	for i := range m.foes {
		f := &m.foes[i]
		d := root(square(f.x-x) + square(f.y-y))
		far := m.harms.far[sq.kind] - 1
		weight := sq.n * f.weight
		if d > far {
			if d > far+softness {
				continue
			}
			d, weight = far, weight/3
		}
		harm := m.harms.deals(sq.kind, f.kind, d, int32(m.ground.terrain(f.x, f.y).Cover)) * weight / 100
		harm = m.blind(x, y, f, harm)
		if harm > most && (m.harms.lob[sq.kind] || m.ground.clear(x, y, f.x, f.y)) {
			most = harm
		}
	}
	return most
}

// exposed is what a squad would suffer at a place: what each enemy does, who has other squads to shoot at as well.
func (m *mind) exposed(sq *squad, x, y int32) (sum int32) {
	cover := m.ground.cover(x, y)
	for i := range m.foes {
		f := &m.foes[i]
		d := root(square(f.x-x) + square(f.y-y))
		far := m.harms.far[f.kind]
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
		harm := m.harms.deals(f.kind, sq.kind, d, cover) * weight / 100
		if harm == 0 || !m.harms.lob[f.kind] && !m.ground.clear(f.x, f.y, x, y) {
			continue
		}
		sum += harm / max(f.mine, m.band, 1)
	}
	return m.hides(x, y, sum)
}

// faces is the way to watch from a place: towards the enemy that a squad does most to from there.
func (m *mind) faces(sq *squad, x, y int32) uint8 {
	best, most := m.nearest(x, y), int32(0)
	for i := range m.foes {
		f := &m.foes[i]
		if harm := m.harms.deals(sq.kind, f.kind, min(root(square(f.x-x)+square(f.y-y)), m.harms.far[sq.kind]),
			0) * f.weight; harm > most {
			best, most = f, harm
		}
	}
	if best == nil {
		return m.facing(x, y)
	}
	return angle(best.x-x, best.y-y)
}

// refuge is the nearest place that is out of the enemy's fire, towards friends or home.
func (m *mind) refuge(sq *squad) (x, y int32, ok bool) {
	start := &m.setup.Scenario.Teams[m.team]
	least := m.exposed(sq, sq.x, sq.y)*2 + 200
	for _, r := range [...]int32{8, 14, 20} {
		for dir := range aroundX {
			cx, cy := sq.x+aroundX[dir]*r*(10-3*int32(dir&1))/10, sq.y+aroundY[dir]*r*(10-3*int32(dir&1))/10
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
