package ai

import "muster/game"

// Suppressive fire at a place affects everybody around it, seen or not, and hits each of them a quarter as often as
// aimed fire hits its one target. It does more where many lie close together, or where nobody is in sight. Suppressed
// enemies cannot fire well, and friends get nearer.

const (
	rakes      = 8   // cells around a place under fire within which it is felt, squared
	rakeUpon   = 6   // cells within which a squad deals only with that enemy
	rakeSure   = 55  // percent of certainty needed to fire at where an enemy was
	rakeBetter = 130 // percent of aimed fire that suppression must be worth
	rakeFor    = 16  // cells within which friends profit when no enemy is in sight
)

// suppress fires at a place rather than at a man: where enemies lie close together, or where one went out of sight
// while friends are near.
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
	if m.damage.indirect[sq.kind] && aimed > 0 {
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
			m.damage.indirect[sq.kind] &&
				m.friendAt(v, f.x, f.y, int32(m.setup.Rules.Kinds[sq.kind].Weapons[0].Area)+2) {
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

// rakes reports whether a squad's weapon is suited to suppression: fast, or a mortar that is not short of shells.
func (m *mind) rakes(sq *squad) bool {
	w := &m.setup.Rules.Kinds[sq.kind].Weapons[0]
	return w.Suppression > 0 && (w.Indirect || w.Area == 0) && (w.Ammo == 0 || sq.ammo >= 30)
}

// inRange reports whether a squad can hit the place of an enemy from where it is.
func (m *mind) inRange(sq *squad, f *foe) bool {
	w := &m.setup.Rules.Kinds[sq.kind].Weapons[0]
	return near(f.x, f.y, sq.x, sq.y, int32(w.Range)-1) && !near(f.x, f.y, sq.x, sq.y, int32(w.MinRange)) &&
		(w.Indirect || m.ground.lineClear(sq.x, sq.y, f.x, f.y))
}

// aimed is the most damage that a squad does to one enemy in sight from where it is, as damageTable.of has it; 0 if
// there is none to shoot at.
func (m *mind) aimed(sq *squad) (most int32) {
	for i := range m.foes {
		if f := &m.foes[i]; f.seen && m.inRange(sq, f) {
			most = max(most, m.damage.of(sq.kind, f.kind, root(square(f.x-sq.x)+square(f.y-sq.y)),
				int32(m.ground.terrain(f.x, f.y).Cover)))
		}
	}
	return most
}

// laid is what a squad does to everybody around an enemy by firing at his place. Enemies that others suppress already
// need less.
func (m *mind) laid(sq *squad, at *foe) (sum int32) {
	for i := range m.foes {
		f := &m.foes[i]
		if square(f.x-at.x)+square(f.y-at.y) > rakes || m.damage.armoured[f.kind] {
			continue
		}
		d := min(root(square(f.x-sq.x)+square(f.y-sq.y)), m.damage.maxRange[sq.kind])
		scare := m.damage.bySuppression(sq.kind, f.kind)
		hits := m.damage.of(sq.kind, f.kind, d, 0) - scare
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
