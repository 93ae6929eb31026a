package wire

import "muster/game"

// tables are the contexts of all fields. A frame starts with fresh ones.
type tables struct {
	same   [4]prob // is the unit as predicted: by whether it moved, whether it fired
	gone   prob
	flags  [8][2]prob // each flag by its old value
	step   [2][9]numbers
	rare   prob
	fields [16]numbers
	zero   [16]prob
	fresh  [12]numbers
	list   [8]numbers
	kinds  [8]prob
	known  [2]prob
	about  [3]numbers
}

// The fields that a unit's change is coded by, as indexes into tables.
const (
	fieldFacing = iota
	fieldHP
	fieldSuppression
	fieldAmmo
	fieldKind
	fieldTeam
	fieldSquad
	fieldAlive
	fieldOrder
	fieldX
	fieldY
	fieldTarget
	fieldSeat
)

// change codes the difference of a small field: most do not change.
func change[T ~uint8 | ~uint16 | ~int8](c *coder, t *tables, field int, base, v T) T {
	differs := uint32(0)
	if base != v {
		differs = 1
	}
	if c.bit(&t.zero[field], differs) == 0 {
		return base
	}
	return base + T(c.signed(&t.fields[field], int32(v)-int32(base)))
}

// unit codes one unit against how it was. It is the one description of a unit's fields, for both directions.
func (t *tables) unit(c *coder, base, v *game.UnitView) game.UnitView {
	out, differs := *base, uint32(0)
	if *base != *v {
		differs = 1
	}
	was := base.Flags&game.Moving | base.Flags&game.Firing
	if c.bit(&t.same[was&3], differs) == 0 {
		return out
	}
	for i := range 8 {
		bit := game.UnitFlags(1) << i
		if c.bit(&t.flags[i][base.Flags>>i&1], uint32(v.Flags>>i&1)) == 1 {
			out.Flags |= bit
		} else {
			out.Flags &^= bit
		}
	}
	octant := 8
	if out.Flags&game.Moving != 0 {
		octant = int(base.Facing+16) / 32 % 8
	}
	out.X += uint16(c.signed(&t.step[0][octant], int32(int16(v.X-base.X))))
	out.Y += uint16(c.signed(&t.step[1][octant], int32(int16(v.Y-base.Y))))
	out.Facing = base.Facing + uint8(change(c, t, fieldFacing, 0, int8(v.Facing-base.Facing)))
	out.HP = change(c, t, fieldHP, base.HP, v.HP)
	out.Suppression = change(c, t, fieldSuppression, base.Suppression, v.Suppression)
	out.Ammo = change(c, t, fieldAmmo, base.Ammo, v.Ammo)
	rare := uint32(0)
	if base.Kind != v.Kind || base.Team != v.Team || base.Squad != v.Squad {
		rare = 1
	}
	if c.bit(&t.rare, rare) == 1 {
		out.Kind = change(c, t, fieldKind, base.Kind, v.Kind)
		out.Team = change(c, t, fieldTeam, base.Team, v.Team)
		out.Squad = change(c, t, fieldSquad, base.Squad, v.Squad)
	}
	return out
}

// newUnit codes a unit that the baseline does not have, against the one that was coded before it.
func (t *tables) newUnit(c *coder, last, v *game.UnitView) game.UnitView {
	f := &t.fresh
	return game.UnitView{
		ID:          last.ID + uint16(c.number(&f[0], uint32(v.ID-last.ID))),
		Kind:        uint8(c.number(&f[1], uint32(v.Kind))),
		Team:        uint8(c.number(&f[2], uint32(v.Team))),
		Squad:       uint8(c.number(&f[3], uint32(v.Squad))),
		X:           last.X + uint16(c.signed(&f[4], int32(int16(v.X-last.X)))),
		Y:           last.Y + uint16(c.signed(&f[5], int32(int16(v.Y-last.Y)))),
		Facing:      uint8(c.number(&f[6], uint32(v.Facing))),
		HP:          uint8(c.number(&f[7], uint32(v.HP))),
		Suppression: uint8(c.number(&f[8], uint32(v.Suppression))),
		Ammo:        uint8(c.number(&f[9], uint32(v.Ammo))),
		Flags:       game.UnitFlags(c.number(&f[10], uint32(v.Flags))),
	}
}

func (t *tables) squad(c *coder, base, v *game.SquadView) game.SquadView {
	out, differs := *base, uint32(0)
	if *base != *v {
		differs = 1
	}
	if c.bit(&t.gone, differs) == 0 {
		return out
	}
	out.ID = change(c, t, fieldSquad, base.ID, v.ID)
	out.Seat = change(c, t, fieldSeat, base.Seat, v.Seat)
	out.Kind = change(c, t, fieldKind, base.Kind, v.Kind)
	out.Alive = change(c, t, fieldAlive, base.Alive, v.Alive)
	out.Order = game.OrderKind(change(c, t, fieldOrder, uint8(base.Order), uint8(v.Order)))
	out.X = change(c, t, fieldX, base.X, v.X)
	out.Y = change(c, t, fieldY, base.Y, v.Y)
	out.Target = change(c, t, fieldTarget, base.Target, v.Target)
	return out
}

func (t *tables) point(c *coder, base, v *game.PointView) game.PointView {
	return game.PointView{
		Owner: change(c, t, fieldTeam, base.Owner, v.Owner), Taker: change(c, t, fieldTeam, base.Taker, v.Taker),
		Progress: change(c, t, fieldHP, base.Progress, v.Progress), Contested: c.bit(&t.known[0], truth(v.Contested)) == 1,
	}
}

// happening codes what went on, its units against those of the happening before.
func (t *tables) happening(c *coder, last, v *game.Happening) game.Happening {
	out := game.Happening{Kind: game.HappeningKind(c.tree(t.kinds[:], 3, uint32(v.Kind)))}
	out.Source = last.Source + uint16(c.signed(&t.about[0], int32(int16(v.Source-last.Source))))
	out.Target = last.Target + uint16(c.signed(&t.about[1], int32(int16(v.Target-last.Target))))
	if out.Kind == game.Heard {
		out.Dir, out.Loud = uint8(c.number(&t.about[2], uint32(v.Dir))), uint8(c.number(&t.about[2], uint32(v.Loud)))
	}
	return out
}

func truth(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
