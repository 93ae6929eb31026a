package ai

import "muster/game"

// Fire at a place frightens everybody around it, seen or not, and hits each of them a quarter as often as aimed fire
// does the one that it is for: among many who lie together, or where nobody is to be seen, it does more. What is kept
// down cannot fire well, and friends come near.

const (
	rakes      = 8   // how far from a place under fire it is felt, in cells, squared
	rakeUpon   = 6   // how near an enemy must be for a squad to care for him alone
	rakeSure   = 55  // percent: how sure it must be of an enemy to fire at where he was
	rakeBetter = 130 // percent of aimed fire that a place must be worth
	rakeFor    = 16  // how near friends are who profit when nobody is to be seen, in cells
)

// suppress fires at a place rather than at a man: where enemies lie together, or where one went out of sight
// while friends are about.
func (m *mind) suppress(v *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	if !m.style.knows(Support) || !m.rakes(sq) || m.inReserve(sq) {
		return
	}
	if g := m.confined(sq); g != nil && !g.inside(sq.x, sq.y) {
		return
	}
	if e := m.nearest(sq.x, sq.y); e == nil || e.seen && near(e.x, e.y, sq.x, sq.y, rakeUpon) {
		return
	}
	aimed := m.aimed(sq)
	if m.harms.lob[sq.kind] && aimed > 0 {
		return // its shells frighten everybody anyway
	}
	better := int32(rakeBetter)
	if sq.order == game.Suppress {
		better = 90
	}
	best, most := (*foe)(nil), max(aimed*better/100, 0)
	for i := range m.foes {
		f := &m.foes[i]
		if f.weight < rakeSure || !m.inRange(sq, f) ||
			m.harms.lob[sq.kind] && m.friendAt(v, f.x, f.y, int32(m.setup.Rules.Kinds[sq.kind].Weapons[0].Area)+2) {
			continue
		}
		if !f.seen && aimed == 0 && m.ours(f.x, f.y, rakeFor)-sq.worth < 20 {
			continue // nobody profits
		}
		if worth := m.laid(sq, f); worth > most {
			best, most = f, worth
		}
	}
	if best == nil {
		return
	}
	if sq.order == game.Suppress && near(sq.toX, sq.toY, best.x, best.y, 2) {
		return game.Order{}, Covering, true
	}
	return m.to(game.Suppress, best.x, best.y), Covering, true
}

// rakes reports whether a squad's weapon is one to fire at places with: fast, or a mortar's, and not short of shells.
func (m *mind) rakes(sq *squad) bool {
	w := &m.setup.Rules.Kinds[sq.kind].Weapons[0]
	return w.Suppression > 0 && (w.Indirect || w.Area == 0) && (w.Ammo == 0 || sq.ammo >= 30)
}

// inRange reports whether a squad reaches the place of an enemy from where it is.
func (m *mind) inRange(sq *squad, f *foe) bool {
	w := &m.setup.Rules.Kinds[sq.kind].Weapons[0]
	return near(f.x, f.y, sq.x, sq.y, int32(w.Range)-1) && !near(f.x, f.y, sq.x, sq.y, int32(w.MinRange)) &&
		(w.Indirect || m.ground.clear(sq.x, sq.y, f.x, f.y))
}

// aimed is what a squad does to the enemy in sight to whom it does most from where it is, as deals has it; 0
// for nobody to shoot at.
func (m *mind) aimed(sq *squad) (most int32) {
	for i := range m.foes {
		if f := &m.foes[i]; f.seen && m.inRange(sq, f) {
			most = max(most, m.harms.deals(sq.kind, f.kind, root(square(f.x-sq.x)+square(f.y-sq.y)),
				int32(m.ground.terrain(f.x, f.y).Cover)))
		}
	}
	return most
}

// laid is what it does by firing at the place of an enemy, to everybody there. Who is kept down by
// others already needs no more.
func (m *mind) laid(sq *squad, at *foe) (sum int32) {
	for i := range m.foes {
		f := &m.foes[i]
		if square(f.x-at.x)+square(f.y-at.y) > rakes || m.harms.hard[f.kind] {
			continue
		}
		d := min(root(square(f.x-sq.x)+square(f.y-sq.y)), m.harms.far[sq.kind])
		scare := m.harms.scare(sq.kind, f.kind)
		hits := m.harms.deals(sq.kind, f.kind, d, 0) - scare
		sum += (hits*(100-int32(m.ground.terrain(f.x, f.y).Cover))/400 + scare) * f.weight / 100
	}
	for i := range m.squads {
		if o := &m.squads[i]; o.id != sq.id && o.n > 0 && o.order == game.Suppress &&
			square(o.toX-at.x)+square(o.toY-at.y) <= rakes {
			sum /= 2
		}
	}
	return sum
}
