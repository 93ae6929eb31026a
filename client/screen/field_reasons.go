package screen

import "muster/client/screen/battle"

// drawReasons says why orders were refused, where they were given.
func (f *field) drawReasons(a *app, c *canvas) {
	b := f.battle
	for i := range b.Reasons.All {
		r := &b.Reasons.All[i]
		line, at := b.Why(r, a.words), b.Pixel(r.Where)
		for _, other := range b.Reasons.All[:i] {
			if other.Where == r.Where {
				at.Y -= c.px(26)
			}
		}
		width := c.width(line, 15) + c.px(18)
		at.X = max(width/2+c.px(4), min(at.X, c.w-width/2-c.px(4)))
		at.Y = max(b.Layout.Top.H+c.px(14), min(at.Y-c.px(26), c.h-c.px(14)))
		fade := 1 - ramp(0.8, 1, float64(a.now.Sub(r.Born))/float64(battle.ReasonLife))
		box := battle.Rect{X: at.X - width/2, Y: at.Y - c.px(12), W: width, H: c.px(24)}
		c.rect(box, backColour.with(0.9*fade))
		c.frame(box, max(1, c.px(1.5)), badColour.with(fade))
		c.text(line, at, 15, middle, badColour.mix(plain, 0.4).with(fade))
	}
}
