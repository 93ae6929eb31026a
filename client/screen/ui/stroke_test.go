package ui

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// page is a UI that a test presses.
type page struct{ u *UI }

func newPage() *page {
	return &page{New(func(s string, size float64) float64 { return float64(len(s)) * size / 2 }, nil)}
}

// update builds widgets with an input.
func (p *page) update(in Input, build func(u *UI)) {
	p.u.Begin(640, 360, in)
	build(p.u)
	p.u.End()
}

// stroke is the button going down and up again between two updates.
func stroke(x, y float64) Input { return Input{Pointer: Point{x, y}, Down: true, Up: true} }

func TestAStrokeWithinOneUpdateUsesAWidget(t *testing.T) {
	p, at := newPage(), Rect{100, 100, 200, 40}
	pressed, on, value, share, tab := false, false, 0, 0.0, 0
	p.update(stroke(150, 120), func(u *UI) { pressed = u.Button("b", at, "Go", "") })
	require.True(t, pressed)
	p.update(stroke(150, 120), func(u *UI) { on = u.Check("c", at, "On", "", on) })
	require.True(t, on)
	p.update(stroke(215, 120), func(u *UI) {
		value = u.Slider("s", at, "Loud", "", value, 0, 100, 5, func(int) string { return "" })
	})
	require.NotZero(t, value)
	p.update(stroke(200, 120), func(u *UI) { share, _ = u.Scrub("l", at) })
	require.InDelta(t, 0.5, share, 0.01)
	p.update(stroke(250, 120), func(u *UI) { tab = u.Tabs("t", at, []string{"one", "two"}, tab) })
	require.Equal(t, 1, tab)
	before := value
	p.update(Input{Pointer: Point{290, 120}}, func(u *UI) {
		value = u.Slider("s", at, "Loud", "", value, 0, 100, 5, func(int) string { return "" })
	})
	require.Equal(t, before, value, "nothing is held")
}

// A slow frame holds the end of one stroke and the beginning of the next: what the next holds is dragged.
func TestAStrokeThatBeginsWhereOneEndsHoldsItsWidget(t *testing.T) {
	p, at, value := newPage(), Rect{100, 100, 200, 40}, 0
	slide := func(u *UI) {
		value = u.Slider("s", at, "Loud", "", value, 0, 100, 5, func(int) string { return "" })
	}
	p.update(Input{Pointer: Point{150, 120}, Down: true, Held: true}, func(u *UI) { u.Button("b", at, "Go", "") })
	p.update(Input{Pointer: Point{195, 120}, Down: true, Up: true, Held: true}, slide)
	first := value
	p.update(Input{Pointer: Point{215, 120}, Held: true}, slide)
	require.Greater(t, value, first)
}
