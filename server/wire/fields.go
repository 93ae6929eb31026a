package wire

import "muster/game"

// What the unit before did, for what follows it: squads act together.
const (
	nothingNew = iota
	started
	stopped
	otherwise
)

// mate is what is known of the unit coded before.
type mate struct {
	did    int
	moving bool
	turned bool // not as foreseen
	facing uint8
	dx, dy int32 // since the baseline
}

// unit codes unit i of the baseline as it is now. It is the one description of a unit's fields, for both directions.
func (c *codec) unit(i int, base, v *game.UnitView) game.UnitView {
	out := *base
	role, age := int(c.role[i]), ageClass(c.prediction.distance)
	moving, shooting := truth(base.Flags&game.Moving != 0), truth(base.Flags&game.Firing != 0)
	calm, afraid := c.prediction.calm(i), truth(base.Suppression > 0)
	ctx := ((((moving*2+shooting)*roles+role)*2+afraid)*turns+c.mate.did)*4 + age
	out.Suppression = calm
	surprised := !c.flag(ctxSame+ctx, c.same(base, v, calm))
	if surprised {
		c.surprise(i, base, v, &out, c.mate.did)
	}
	c.turned = false
	switch {
	case moving == 1:
		c.onward(i, base, v, &out)
	case out.Flags&game.Moving != 0:
		c.start(base, v, &out)
	case surprised:
		c.shift(base, v, &out)
	}
	c.mate = mateOf(base, &out, c.turned)
	return out
}

// same reports whether all but the place of a moving unit is as foreseen.
func (c *codec) same(base, v *game.UnitView, calm uint8) bool {
	like := *base
	like.Suppression = calm
	if base.Flags&game.Moving != 0 {
		like.X, like.Y, like.Facing = v.X, v.Y, v.Facing
	}
	return like == *v
}

func mateOf(base, now *game.UnitView, turned bool) mate {
	m := mate{
		moving: now.Flags&game.Moving != 0, turned: turned, facing: now.Facing,
		dx: int32(int16(now.X - base.X)), dy: int32(int16(now.Y - base.Y)),
	}
	was := base.Flags&game.Moving != 0
	switch {
	case m.moving && !was:
		m.did = started
	case was && !m.moving:
		m.did = stopped
	case base.Flags != now.Flags:
		m.did = otherwise
	}
	return m
}

// surprise codes what changed beside a unit's place. out holds the suppression that was foreseen.
func (c *codec) surprise(i int, base, v, out *game.UnitView, did int) {
	role, age := int(c.role[i]), ageClass(c.prediction.distance)
	if c.flag(ctxRare, base.Kind != v.Kind || base.Team != v.Team || base.Squad != v.Squad) {
		out.Kind, out.Team, out.Squad = c.byteOf(ctxAmmo, v.Kind), c.byteOf(ctxAmmo, v.Team), c.byteOf(ctxAmmo, v.Squad)
	}
	moving, shooting := truth(base.Flags&game.Moving != 0), truth(base.Flags&game.Firing != 0)
	changed := c.flag(ctxFlags+(((moving*2+shooting)*roles+role)*turns+did)*4+age, base.Flags != v.Flags)
	if changed {
		out.Flags = c.flags(base.Flags, v.Flags)
	}
	afraid := truth(base.Suppression > 0)
	vitals := base.HP != v.HP || base.Ammo != v.Ammo || v.Suppression != out.Suppression
	if c.flag(ctxVitals+((role*2+afraid)*2+truth(changed))*4+age, vitals) {
		c.vitals(role, afraid, age, base, v, out)
	}
}

func (c *codec) flags(was, now game.UnitFlags) game.UnitFlags {
	low := c.tree(ctxFlagsLow+16*int(was&15), 4, uint32(now&15))
	high := uint32(was >> 4)
	if c.flag(ctxFlagsHigh, was>>4 != now>>4) {
		high = c.tree(ctxFlagsHigh+1, 4, uint32(now>>4))
	}
	return game.UnitFlags(high<<4 | low)
}

// vitals codes suppression, hit points and ammunition.
func (c *codec) vitals(role, afraid, age int, base, v, out *game.UnitView) {
	if !c.flag(ctxCalm+(role*2+afraid)*4+age, v.Suppression == out.Suppression) {
		out.Suppression += c.byteOf(ctxFear+role*256, v.Suppression-out.Suppression)
	}
	if c.flag(ctxHurt+role*4+age, base.HP != v.HP) {
		out.HP = base.HP - c.byteOf(ctxHP+256*truth(role >= hitNow), base.HP-v.HP)
	}
	if c.flag(ctxSpent+4*truth(role == firing)+age, base.Ammo != v.Ammo) {
		out.Ammo = base.Ammo - c.byteOf(ctxAmmo, base.Ammo-v.Ammo)
	}
}

// newUnit codes a unit that the baseline does not have, against the one that was coded before it.
func (c *codec) newUnit(last, v *game.UnitView) game.UnitView {
	field := func(n int, v uint8) uint8 { return uint8(c.number(ctxNewField+n*numberSize, uint32(v))) }
	return game.UnitView{
		ID:          last.ID + uint16(c.number(ctxNewField, uint32(v.ID-last.ID))),
		Kind:        field(1, v.Kind),
		Team:        field(2, v.Team),
		Squad:       field(3, v.Squad),
		X:           last.X + uint16(c.signed(ctxNewField+4*numberSize, int32(int16(v.X-last.X)))),
		Y:           last.Y + uint16(c.signed(ctxNewField+5*numberSize, int32(int16(v.Y-last.Y)))),
		Facing:      field(6, v.Facing),
		HP:          field(7, v.HP),
		Suppression: field(8, v.Suppression),
		Ammo:        field(9, v.Ammo),
		Flags:       game.UnitFlags(field(10, uint8(v.Flags))),
	}
}
