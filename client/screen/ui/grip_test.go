package ui

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Who clicks an arrow several times means the same choice, also where each click makes everything larger and another
// row comes under the pointer.
func TestClicksStayWithAChoiceThatMovesAway(t *testing.T) {
	scales := []string{"100%", "125%", "150%", "175%"}
	u, scale, language := New(func(s string, size float64) float64 { return float64(len(s)) * size / 2 }, nil), 0, 0
	at := Point{600, 80} // in pixels: the right arrow of the second row
	wheel := 0.0
	update := func(down bool) {
		u.Scale = 1 + 0.25*float64(scale)
		pointer := Point{at.X / u.Scale, at.Y / u.Scale}
		u.Begin(640/u.Scale, 360/u.Scale, Input{Pointer: pointer, Down: down, Wheel: wheel})
		wheel = 0
		first, rest := Rect{X: 10, Y: 10, W: 640/u.Scale - 20, H: 480}.Cut(u.RowHeight(), RowGap)
		second, _ := rest.Cut(u.RowHeight(), RowGap)
		language = u.Choice("language", first, "Language", "", []string{"English", "简体中文"}, language)
		scale = u.Choice("scale", second, "UI scale", "", scales, scale)
		u.End()
	}
	click := func() {
		update(true)
		update(false)
		update(false)
	}
	update(false)
	for want := 1; want <= 3; want++ {
		click()
		require.Equal(t, want, scale)
		require.Zero(t, language)
		require.True(t, u.Focused("scale"), "what is changed is what looks chosen")
	}
	at.Y -= 30 // the hand moves on
	click()
	require.Equal(t, 3, scale)
	require.Equal(t, 1, language)
	u.Forget()
	click()
	require.Zero(t, language, "it is under the pointer")

	scale, at.Y = 1, 80
	update(false)
	click()
	click()
	require.Equal(t, 3, scale)
	wheel = -1
	update(false)
	click()
	require.Equal(t, []int{3, 1}, []int{scale, language}, "what comes under the pointer by the wheel is meant")
}
