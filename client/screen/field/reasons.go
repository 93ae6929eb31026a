package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
)

// drawReasons says why orders were refused, where they were given.
func (f *Field) drawReasons(a *Stage, c *draw.Canvas) {
	b := f.Battle
	f.Panels.Reasons = f.Panels.Reasons[:0]
	for i := range b.Reasons.All {
		r := &b.Reasons.All[i]
		line, at := b.Why(r, a.Words), b.Pixel(r.Where)
		width := c.Width(line, 15) + c.Px(18)
		at.X = max(width/2+c.Px(4), min(at.X, c.W-width/2-c.Px(4)))
		at.Y = max(b.Layout.Top.H+c.Px(14), min(at.Y-c.Px(26), c.H-c.Px(14)))
		fade := 1 - ramp(0.8, 1, float64(a.Now.Sub(r.Born))/float64(battle.ReasonLife))
		box := battle.Rect{X: at.X - width/2, Y: at.Y - c.Px(12), W: width, H: c.Px(24)}
		box = ClearOf(box, f.Panels.Reasons, c.Px(2), b.Layout.Top.H)
		f.Panels.Reasons = append(f.Panels.Reasons, box)
		c.Rect(box, draw.Back.With(0.9*fade))
		c.Frame(box, max(1, c.Px(1.5)), draw.Bad.With(fade))
		c.Text(line, box.Mid(), 15, draw.Middle, draw.Bad.Mix(draw.Plain, 0.4).With(fade))
	}
}

// ClearOf moves a box up until it lies over none of the others; where that is higher than top, it moves down instead.
func ClearOf(r battle.Rect, others []battle.Rect, gap, top float64) battle.Rect {
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
