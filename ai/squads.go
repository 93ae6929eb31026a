package ai

import "muster/game"

// squad is one of the team's squads as it is now.
type squad struct {
	id, seat, kind uint8
	order          game.OrderKind
	target         uint16
	toX, toY       int32 // where its order leads, in cells
	x, y           int32 // its centre, in cells
	n              int32 // men on the map
	aboard         int32 // men in a transport
	worth          int32 // supply points, by health
	hurt           int32 // missing hit points
	pinned         int32 // men
	moving         int32 // men
	shaken         int32 // men under fire
	morale         uint8
	broken, ready  bool
	stance         game.Stance
	ammo           int32 // percent
	lost           int32 // fallen men
	class          game.MoveClass
}

// foe is an enemy that counts: seen long enough ago to react to, and recently enough to be still near there.
type foe struct {
	id     uint16
	kind   uint8
	x, y   int32
	weight int32 // percent: how certain its place is
	seen   bool  // in sight now
	worth  int32 // supply points, by health and certainty
	mine   int32 // the team's squads that it could shoot at
	moving bool
	pinned bool
}

// readSquads reads the team's squads from a view, and lists the enemies.
func (m *mind) readSquads(v *game.View) {
	m.squads = m.squads[:0]
	for i := range v.Squads {
		q := &v.Squads[i]
		m.squads = append(m.squads, squad{
			id: q.ID, seat: q.Seat, kind: q.Kind, order: q.Order, target: q.Target, toX: int32(q.X) / game.ViewStep,
			toY: int32(q.Y) / game.ViewStep, morale: q.Morale, broken: q.Broken, ready: q.Ready, stance: q.Stance,
			class: m.setup.Rules.Kinds[q.Kind].Class,
		})
	}
	for i := range v.Units {
		if u := &v.Units[i]; u.Team == m.team && u.HP > 0 && int(u.Squad) < len(m.squads) {
			m.addUnit(&m.squads[u.Squad], u)
		}
	}
	for i := range m.squads {
		m.averageSquad(&m.squads[i])
	}
	m.snapToMen(v)
	m.listFoes()
}

// maxSpread is how many cells from its centre the nearest man of a squad may be before the centre is no longer where
// the squad is.
const maxSpread = 6

// snapToMen moves the centre of a scattered squad, some of whose men fled or were replaced, to the man nearest to it:
// the centre itself may be far from all of them.
func (m *mind) snapToMen(v *game.View) {
	var at [game.MaxSquads][3]int32
	for i := range v.Units {
		u := &v.Units[i]
		if u.Team != m.team || u.HP == 0 || int(u.Squad) >= len(m.squads) || u.Flags&game.Aboard != 0 {
			continue
		}
		sq, x, y := &m.squads[u.Squad], int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep
		if d := square(x-sq.x) + square(y-sq.y) + 1; at[u.Squad][2] == 0 || d < at[u.Squad][2] {
			at[u.Squad] = [3]int32{x, y, d}
		}
	}
	for i := range m.squads {
		if at[i][2] > maxSpread*maxSpread {
			m.squads[i].x, m.squads[i].y = at[i][0], at[i][1]
		}
	}
}

// addUnit adds a unit to its squad's sums.
func (m *mind) addUnit(sq *squad, u *game.UnitView) {
	k := &m.setup.Rules.Kinds[u.Kind]
	if u.Flags&game.Aboard != 0 {
		sq.aboard++
		return
	}
	sq.n++
	sq.x, sq.y = sq.x+int32(u.X), sq.y+int32(u.Y)
	sq.worth += m.damage.price[u.Kind] * int32(u.HP) / int32(max(k.HP, 1))
	sq.hurt += int32(k.HP) - int32(min(u.HP, k.HP))
	if k.Weapons[0].Ammo > 0 {
		sq.ammo += int32(u.Ammo) * 100 / int32(k.Weapons[0].Ammo)
	} else {
		sq.ammo += 100
	}
	if u.Flags&game.Pinned != 0 {
		sq.pinned++
	}
	if u.Flags&game.Moving != 0 {
		sq.moving++
	}
	if u.Suppression > 30 {
		sq.shaken++
	}
}

// averageSquad turns sums into averages.
func (m *mind) averageSquad(sq *squad) {
	if sq.n == 0 {
		return
	}
	sq.x, sq.y, sq.ammo = sq.x/sq.n/game.ViewStep, sq.y/sq.n/game.ViewStep, sq.ammo/sq.n
	number := uint8(0)
	for _, q := range m.setup.Scenario.Squads {
		if m.setup.Scenario.Seats[q.Seat].Team != m.team {
			continue
		}
		if number == sq.id {
			sq.lost = int32(q.Count) - sq.n - sq.aboard
			return
		}
		number++
	}
}

// listFoes lists the enemies that count.
func (m *mind) listFoes() {
	m.foes = m.foes[:0]
	wait := game.Tick(m.style.Level.Reaction) * game.Tick(m.setup.Rules.TickRate) / 1000
	for i := range m.memory.enemies {
		e := &m.memory.enemies[i]
		if m.now-e.first < wait {
			continue
		}
		f := foe{
			id: e.id, kind: e.kind, x: e.x, y: e.y, weight: 100, seen: e.at == m.now, moving: e.flags&game.Moving != 0,
			pinned: e.flags&game.Pinned != 0,
		}
		if age := m.now - e.at; age > 20 {
			f.weight = 100 - 75*int32(min(age, m.memory.keep))/int32(m.memory.keep)
		}
		f.worth = max(m.damage.price[e.kind]*int32(e.hp)/int32(max(m.setup.Rules.Kinds[e.kind].HP, 1))*f.weight/100, 1)
		reach := m.damage.maxRange[e.kind] + 2
		for j := range m.squads {
			if sq := &m.squads[j]; sq.n > 0 && near(sq.x, sq.y, e.x, e.y, reach) {
				f.mine++
			}
		}
		m.foes = append(m.foes, f)
	}
}

// ours is the worth of the team's squads within r cells of a place, theirs that of the enemies known there.
func (m *mind) ours(x, y, r int32) (sum int32) {
	for i := range m.squads {
		if sq := &m.squads[i]; sq.n > 0 && !sq.broken && near(sq.x, sq.y, x, y, r) {
			sum += sq.worth
		}
	}
	return sum
}

func (m *mind) theirs(x, y, r int32) (sum int32) {
	for i := range m.foes {
		if f := &m.foes[i]; near(f.x, f.y, x, y, r) {
			sum += f.worth
		}
	}
	return sum
}

// nearest is the enemy nearest to a place; nil if none is known.
func (m *mind) nearest(x, y int32) (best *foe) {
	far := int32(1 << 30)
	for i := range m.foes {
		if d := square(m.foes[i].x-x) + square(m.foes[i].y-y); d < far {
			best, far = &m.foes[i], d
		}
	}
	return best
}

// inSight reports whether the team sees an open place now.
func (m *mind) inSight(x, y int32) bool {
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.n > 0 && m.ground.sees(int32(m.setup.Rules.Kinds[sq.kind].Sight), sq.x, sq.y, x, y) {
			return true
		}
	}
	return false
}
