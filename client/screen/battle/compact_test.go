package battle

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// Up to twelve squads have a card in every window on which kind, number, men, order and health have places of their
// own.
func TestAsManyAsTwelveCardsCanBeRead(t *testing.T) {
	d := sit(t)
	for _, window := range [][3]float64{ // width, height and the scale that a window of that size gets
		{1280, 720, 1},
		{1280, 720, 1.5},
		{1280, 720, 2},
		{640, 360, 0.75},
		{640, 360, 1.125},
		{640, 360, 1.14},
		{1920, 1080, 1.5},
	} {
		w, h, scale := window[0], window[1], window[2]
		for cards := 1; cards <= 12; cards++ {
			t.Run(fmt.Sprintf("%d in %gx%g at %g", cards, w, h, scale), func(t *testing.T) {
				d.b.Resize(w, h, scale)
				l := d.b.Layout
				l.arrange(cards, l.card(nil, cards, h, scale), h, scale)
				require.Len(t, l.Cards, cards)
				for i, r := range l.Cards {
					require.True(t, inside(r, Rect{Y: l.Top.H, W: l.Minimap.X, H: h - l.Top.H}), "%v", r)
					for _, o := range l.Cards[:i] {
						require.False(t, r.Meets(o), "%v over %v", r, o)
					}
					if Compact(r, scale) {
						requireParts(t, r, scale)
					}
				}
			})
		}
	}
}

func requireParts(t *testing.T, r Rect, scale float64) {
	p := CompactParts(r, scale)
	all := []Rect{p.Icon, p.Number, p.Count, p.Bars}
	if r.H >= fullHeight*scale {
		all = append(all, p.Name)
		require.GreaterOrEqual(t, p.Name.H, 15*scale, "a name in letters of 12 pixels")
	}
	for i, part := range all {
		require.True(t, inside(part, r), "%d: %v of %v", i, part, r)
		for _, o := range all[:i] {
			require.False(t, part.Meets(o), "%v over %v", part, o)
		}
	}
	require.GreaterOrEqual(t, min(p.Icon.W, p.Icon.H), 13*scale, "the picture is whole and can be told")
	require.GreaterOrEqual(t, p.Number.W, 14*scale, "two digits of 13 pixels")
	require.GreaterOrEqual(t, p.Count.W, 34*scale, "5/5 in letters of 12 pixels, and a sign of 15")
	require.GreaterOrEqual(t, p.Count.H, 15*scale)
}

func inside(r, of Rect) bool {
	const e = 0.01
	return r.X >= of.X-e && r.Y >= of.Y-e && r.X+r.W <= of.X+of.W+e && r.Y+r.H <= of.Y+of.H+e
}
