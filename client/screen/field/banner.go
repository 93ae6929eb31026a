package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/ui"
)

// Of a banner, at scale 1.
const (
	bannerLetters = 18
	bannerLine    = 24
	bannerShare   = 0.6 // of a line's width: in less room it would be a column of words
)

// banner is what the player must not miss: below the top bar, beside what lies at the sides.
func (f *Field) banner(c *draw.Canvas, s string, ink draw.Colour) {
	wide, pad := c.Width(s, bannerLetters), c.Px(36)
	r := bannerRoom(c, &f.Battle.Layout, f.Panels.Sides, f.Panels.Chat, wide+pad)
	if wide+pad <= r.W {
		f.drawBanner(c, r, wide+pad, ink, s)
		return
	}
	lines := ui.Wrap(c.Width, s, bannerLetters, r.W-pad)
	wide = 0
	for _, line := range lines {
		wide = max(wide, c.Width(line, bannerLetters))
	}
	f.drawBanner(c, r, wide+pad, ink, lines...)
}

// bannerRoom is the room for a banner of some width: between what lies at the sides, or below one of them, or below
// both, where it is too narrow; at worst the widest of these. Each is beside the chat and the minimap
// where it comes down to them.
func bannerRoom(
	c *draw.Canvas, l *battle.Layout, sides [2]battle.Rect, chat battle.Rect, wide float64,
) (room battle.Rect) {
	gap := c.Px(10)
	top, from, to := l.Top.H+gap, gap, c.W-gap
	inner, outer, low := from, to, [2]float64{top, top}
	if left := sides[0]; left.W > 0 {
		inner, low[0] = left.X+left.W+gap, left.Y+left.H+gap
	}
	if right := sides[1]; right.W > 0 {
		outer, low[1] = right.X-gap, right.Y+right.H+gap
	}
	for _, r := range [...]battle.Rect{
		{X: inner, Y: top, W: outer - inner},
		{X: from, Y: low[0], W: outer - from},
		{X: inner, Y: low[1], W: to - inner},
		{X: from, Y: max(low[0], low[1]), W: to - from},
	} {
		r = besides(c, r, l.Minimap, chat, wide)
		if r.W > room.W {
			room = r
		}
		if room.W >= bannerShare*wide {
			break
		}
	}
	return room
}

// besides is the part of a room that is beside the minimap, at the right, and the chat, at the left, if a banner of
// some width comes down to them there. The narrower it is the more lines it takes.
func besides(c *draw.Canvas, r, minimap, chat battle.Rect, wide float64) battle.Rect {
	gap := c.Px(10)
	low := func() float64 { return r.Y + c.Px(12+bannerLine*float64(1+int(wide/max(r.W, 1)))) }
	if chat.W > 0 && low() > chat.Y-gap {
		to := r.X + r.W
		r.X = max(r.X, chat.X+chat.W+gap)
		r.W = to - r.X
	}
	if low() > minimap.Y-gap {
		r.W = min(r.W, minimap.X-gap-r.X)
	}
	return r
}

// drawBanner draws lines in the middle of the window, or as near to it as their room lets them.
func (f *Field) drawBanner(c *draw.Canvas, room battle.Rect, wide float64, ink draw.Colour, lines ...string) {
	x := max(room.X, min(c.W/2-wide/2, room.X+room.W-wide))
	f.Panels.Banner = battle.Rect{X: x, Y: room.Y, W: wide, H: c.Px(12 + bannerLine*float64(len(lines)))}
	c.Panel(f.Panels.Banner)
	for i, line := range lines {
		at := battle.Point{X: f.Panels.Banner.X + wide/2, Y: f.Panels.Banner.Y + c.Px(6+bannerLine*(float64(i)+0.5))}
		c.Text(line, at, bannerLetters, draw.Middle, ink)
	}
}
