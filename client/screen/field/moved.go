package field

import (
	"time"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
)

const (
	movedTold  = 4 * time.Second // that a match has moved is said in the network panel
	shimmerFor = 700 * time.Millisecond
)

// serverRow says how the server keeps its ticks; for a moment, that it is another one.
func (f *Field) serverRow(a *Stage) netRow {
	if !f.Link.Moved.IsZero() && a.Now.Sub(f.Link.Moved) < movedTold {
		return netRow{a.Words.Say("net.server"), a.Words.Say("net.moved"), draw.Accent}
	}
	health := min(int(f.Link.Stats.Server), len(healths)-1)
	return netRow{
		a.Words.Say("net.server"), a.Words.Say(healths[health]),
		[...]draw.Colour{draw.Good, draw.Amber, draw.Bad}[health],
	}
}

// shimmer lets a band of light pass over the panel when another server has gone on with the match: nothing else shows
// it.
func (f *Field) shimmer(a *Stage, c *draw.Canvas, r battle.Rect) {
	since := a.Now.Sub(f.Link.Moved)
	if f.Link.Moved.IsZero() || since < 0 || since >= shimmerFor || a.Chosen.ReducedMotion {
		return
	}
	band := r
	band.W = r.W / 4
	band.X += float64(since)/float64(shimmerFor)*(r.W+band.W) - band.W
	left, right := max(band.X, r.X), min(band.X+band.W, r.X+r.W)
	c.Rect(battle.Rect{X: left, Y: r.Y, W: max(0, right-left), H: r.H}, draw.Accent.With(0.25))
}
