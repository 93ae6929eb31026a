package wire

import "muster/game"

// shift codes a unit that stood and stands, and may have turned.
func (c *codec) shift(base, v, out *game.UnitView) {
	if c.flag(ctxShift+ageClass(c.prediction.distance), base.X != v.X || base.Y != v.Y || base.Facing != v.Facing) {
		out.Facing = base.Facing + c.byteOf(ctxStartTurn, v.Facing-base.Facing)
		out.X = base.X + uint16(c.signed(ctxStart, int32(int16(v.X-base.X))))
		out.Y = base.Y + uint16(c.signed(ctxStart+numberSize, int32(int16(v.Y-base.Y))))
	}
}

// start codes a unit that stood and moves: most likely the way of the unit before it.
func (c *codec) start(base, v, out *game.UnitView) {
	facing, dx, dy, with := base.Facing, int32(0), int32(0), 0
	if c.mate.moving {
		facing, dx, dy, with = c.mate.facing, c.mate.dx, c.mate.dy, 1
	}
	out.Facing = facing + c.byteOf(ctxStartTurn+256*with, v.Facing-facing)
	out.X = base.X + uint16(dx+c.signed(ctxStart+with*2*numberSize, int32(int16(v.X-base.X))-dx))
	out.Y = base.Y + uint16(dy+c.signed(ctxStart+(with*2+1)*numberSize, int32(int16(v.Y-base.Y))-dy))
}

// onward codes a unit that moved, against its forecast, whether it goes on or stops.
func (c *codec) onward(i int, base, v, out *game.UnitView) {
	f := c.prediction.forecast(i)
	age := ageClass(c.prediction.distance)
	turn, corner := nearest(f.facing)
	ctx := ((f.quality*corners+corner)*4+age)*2 + truth(c.mate.turned)
	err := c.near(ctxTurn+ctx, ctxTurnSign+f.quality*corners+corner, ctxTurnFar+(f.quality*4+age)*16,
		int32(int8(v.Facing-base.Facing))-turn)
	out.Facing = base.Facing + uint8(turn+err)
	c.turned = err != 0
	dx, off := c.coordinate(0, &f, f.x, int32(int16(v.X-base.X)), c.turned)
	dy, _ := c.coordinate(1, &f, f.y, int32(int16(v.Y-base.Y)), off || c.turned)
	out.X, out.Y = base.X+uint16(dx), base.Y+uint16(dy)
}

// coordinate codes one coordinate against its forecast, and reports whether that was wrong.
func (c *codec) coordinate(axis int, f *forecast, foreseen int64, delta int32, wrong bool) (int32, bool) {
	age := ageClass(c.prediction.distance)
	whole, corner := nearest(foreseen)
	ctx := (((axis*qualities+f.quality)*corners+corner)*4+age)*2 + truth(wrong)
	err := c.near(ctxPlace+ctx, ctxPlaceSign+f.quality*corners+corner, ctxPlaceFar+(f.quality*4+age)*16, delta-whole)
	return whole + err, err != 0
}

// nearest splits a forecast into the nearest whole number and the eighth in which it lies around it.
func nearest(foreseen int64) (whole int32, corner int) {
	shifted := foreseen + 1<<(fix-1)
	return int32(shifted >> fix), int(shifted >> (fix - 3) & 7)
}

// near codes a small error: none, its sign, how far.
func (c *codec) near(zero, sign, far int, err int32) int32 {
	if !c.flag(zero, err != 0) {
		return 0
	}
	negative := c.flag(sign, err < 0)
	if negative {
		err = -err
	}
	size := int32(c.tree(far, 4, uint32(min(err-1, 15)))) + 1
	if size == 16 {
		size += int32(c.number(ctxFar, uint32(err-16)))
	}
	if negative {
		return -size
	}
	return size
}
