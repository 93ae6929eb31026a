package ai

import "muster/game"

// atOnce does what takes no time: buying reinforcements, throwing grenades and smoke.
func (m *mind) atOnce(v *game.View, sq *squad) (game.Order, Act, bool) {
	k := &m.setup.Rules.Kinds[sq.kind]
	if m.style.knows(Mend) && sq.lost > 0 && k.Price > 0 && m.credit >= 2*m.price() && v.Supply >= uint32(k.Price) &&
		m.worthwhile(v, sq) {
		return game.Order{Kind: game.Reinforce}, Mending, true
	}
	if !m.style.knows(Throw) || !sq.ready {
		return game.Order{}, Waiting, false
	}
	if k.Abilities&game.CanGrenade != 0 {
		if x, y, ok := m.bomb(v, sq); ok {
			return m.to(game.Grenade, x, y), Throwing, true
		}
	}
	if k.Abilities&game.CanSmoke != 0 && m.plans[sq.id].act == Leaving && sq.shaken > 0 {
		if e := m.nearest(sq.x, sq.y); e != nil && near(e.x, e.y, sq.x, sq.y, 14) {
			return m.to(game.Smoke, (2*sq.x+e.x)/3, (2*sq.y+e.y)/3), Throwing, true
		}
	}
	return game.Order{}, Waiting, false
}

// worthwhile reports whether supply is well spent on a squad. Cheap squads with the most losses go first: the last man
// of a squad does not wait for a tank.
func (m *mind) worthwhile(v *game.View, sq *squad) bool {
	price := int32(m.setup.Rules.Kinds[sq.kind].Price)
	for i := range m.squads {
		o := &m.squads[i]
		if o.id != sq.id && o.seat == m.seat && o.n > 0 && !o.broken && o.lost > sq.lost &&
			int32(m.setup.Rules.Kinds[o.kind].Price) <= price && v.Supply >= uint32(m.setup.Rules.Kinds[o.kind].Price) {
			return false
		}
	}
	return true
}

// bomb is where a grenade would hurt at least two enemies, or one in cover, and no friend.
func (m *mind) bomb(v *game.View, sq *squad) (bx, by int32, ok bool) {
	reach := int32(m.setup.Rules.Works.Grenade.Range)
	most := int32(1)
	for i := range m.foes {
		f := &m.foes[i]
		if !f.seen || m.damage.armoured[f.kind] || !near(f.x, f.y, sq.x, sq.y, reach) {
			continue
		}
		score := int32(0)
		for j := range m.foes {
			if o := &m.foes[j]; near(o.x, o.y, f.x, f.y, 1) && !m.damage.armoured[o.kind] {
				score++
			}
		}
		if m.ground.terrain(f.x, f.y).Cover > 40 {
			score++
		}
		if f.moving {
			score-- // it will have gone
		}
		if score > most && !m.friendAt(v, f.x, f.y, 2) {
			bx, by, most, ok = f.x, f.y, score, true
		}
	}
	return bx, by, ok
}

func (m *mind) friendAt(v *game.View, x, y, r int32) bool {
	for i := range v.Units {
		if u := &v.Units[i]; u.Team == m.team && u.HP > 0 &&
			near(int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep, x, y, r) {
			return true
		}
	}
	return false
}

// mends reports whether a squad's kind heals or repairs.
func (m *mind) mends(sq *squad) bool {
	return m.setup.Rules.Kinds[sq.kind].Abilities&(game.CanHeal|game.CanRepair) != 0
}

// mend sends medics and engineers to whoever needs them most and is not under fire.
func (m *mind) mend(_ *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	if !m.style.knows(Mend) || !m.mends(sq) {
		return
	}
	kind, class := game.Heal, game.Foot
	if m.setup.Rules.Kinds[sq.kind].Abilities&game.CanHeal == 0 {
		kind, class = game.Repair, game.Wheels
	}
	var best *squad
	most := int32(20)
	for i := range m.squads {
		t := &m.squads[i]
		if t.n == 0 || (t.class == game.Foot) != (class == game.Foot) {
			continue
		}
		if score := t.hurt - 3*distance(t.x-sq.x, t.y-sq.y) - 40*t.pinned; score > most && m.theirs(t.x, t.y, 9) == 0 {
			best, most = t, score
		}
	}
	if best == nil {
		return
	}
	return m.to(kind, best.x, best.y), Mending, true
}

// stayBehind keeps squads without a goal behind the others.
func (m *mind) stayBehind(sq *squad) (o game.Order, act Act, ok bool) {
	var best *squad
	most := int32(-1 << 30)
	for i := range m.squads {
		t := &m.squads[i]
		if t.id == sq.id || t.n == 0 || t.broken || !m.fights(t) {
			continue
		}
		if score := t.worth + t.hurt/4 - 4*distance(t.x-sq.x, t.y-sq.y); score > most {
			best, most = t, score
		}
	}
	if best == nil {
		return m.watch(sq, Holding)
	}
	if near(best.x, best.y, sq.x, sq.y, 7) {
		return m.watch(sq, Holding)
	}
	x, y := best.x, best.y
	if e := m.nearest(best.x, best.y); e != nil { // behind them
		d := max(distance(e.x-x, e.y-y), 1)
		x, y = x-(e.x-x)*4/d, y-(e.y-y)*4/d
	}
	if !m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
		x, y = best.x, best.y
	}
	return m.to(game.Move, x, y), Going, true
}
