//go:build window

package screen

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/battle"
	"muster/client/screen/field"
)

// Nine squads have cards on which everything is whole: how many live beside a sign, and the number beside the picture.
func TestWhatIsWrittenOnCompactCardsFits(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		for _, r := range []room{
			{1280, 720, 100, 100},
			{1280, 720, 150, 100},
			{1280, 720, 200, 100},
			{640, 360, 100, 100},
			{640, 360, 200, 100},
		} {
			onMain(func() {
				a := newTestApp(t, look{lang, r.scale})
				a.fit(float64(r.w), float64(r.h), 1)
				f := fight(t, a, "ridge", 0, 5)
				a.show(shown{battlefield{f}})
				b, c := f.Battle, a.canvas
				b.Resize(c.W, c.H, c.Scale)
				require.Len(t, b.Cards(), 9)
				b.View.Squads[1].Alive = 3
				b.View.Squads[4].Broken = true
				b.View.Squads[1].Broken = true
				drawnIn(t, a, r, fmt.Sprintf("cards.%s.%dx%d.%d", lang, r.w, r.h, r.scale))
				for i, card := range b.Cards() {
					p := battle.CompactParts(b.Layout.Cards[i], c.Scale)
					require.LessOrEqual(t, c.Width(field.CompactMen(c, &card), 12)+c.Px(15), p.Count.W)
					require.LessOrEqual(t, c.Width(fmt.Sprint(i+1), 13), p.Number.W)
				}
			})
		}
	}
}
