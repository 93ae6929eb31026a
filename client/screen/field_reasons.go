package screen

import "muster/client/screen/battle"

// drawReasons says why orders were refused, where they were given.
func (f *field) drawReasons(a *app, c *canvas) {
	b := f.battle
	f.reasons = f.reasons[:0]
	for i := range b.Reasons.All {
		r := &b.Reasons.All[i]
		line, at := b.Why(r, a.words), b.Pixel(r.Where)
		width := c.width(line, 15) + c.px(18)
		at.X = max(width/2+c.px(4), min(at.X, c.w-width/2-c.px(4)))
		at.Y = max(b.Layout.Top.H+c.px(14), min(at.Y-c.px(26), c.h-c.px(14)))
		fade := 1 - ramp(0.8, 1, float64(a.now.Sub(r.Born))/float64(battle.ReasonLife))
		box := battle.Rect{X: at.X - width/2, Y: at.Y - c.px(12), W: width, H: c.px(24)}
		box = clearOf(box, f.reasons, c.px(2), b.Layout.Top.H)
		f.reasons = append(f.reasons, box)
		c.rect(box, backColour.with(0.9*fade))
		c.frame(box, max(1, c.px(1.5)), badColour.with(fade))
		c.text(line, box.Mid(), 15, middle, badColour.mix(plain, 0.4).with(fade))
	}
}

// clearOf moves a box up until it lies over none of the others; where that is higher than top, it moves down instead.
func clearOf(r battle.Rect, others []battle.Rect, gap, top float64) battle.Rect {
	up, down := r, r
	for range others { // each move passes one of them
		for i := range others {
			if o := &others[i]; up.Meets(*o) {
				up.Y = o.Y - up.H - gap
			}
			if o := &others[i]; down.Meets(*o) {
				down.Y = o.Y + o.H + gap
			}
		}
	}
	if up.Y < top {
		return down
	}
	return up
}
