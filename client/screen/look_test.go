//go:build window

package screen

import (
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
)

// A mod's names and icons stand in the place of the game's own, in each language, and go away with it.
func TestAModIsSeenAndRead(t *testing.T) {
	set, err := assets.Open("", "../../docs/mods/mill")
	require.NoError(t, err)
	mill, err := set.Look()
	require.NoError(t, err)
	onMain(func() {
		for lang, want := range map[string][3]string{
			"en": {"Militia", "Rifles", "Pitchforks"}, "zh": {"民兵", "步枪班", "草叉队"},
		} {
			a := newTestApp(t, look{lang, 100})
			own, none := coverOf(a.canvas, "rifle"), coverOf(a.canvas, "pitchfork")
			require.Equal(t, want[1], a.Words.Say("kind.rifle"))
			require.Zero(t, none)
			require.NoError(t, a.Dress(mill))
			require.Equal(t, want[0], a.Words.Say("kind.rifle"))
			require.Equal(t, want[2], a.Words.Say("kind.pitchfork"))
			require.NotEqual(t, own, coverOf(a.canvas, "rifle"))
			require.Positive(t, coverOf(a.canvas, "pitchfork"))
			require.NoError(t, a.Dress(assets.Look{}))
			require.Equal(t, want[1], a.Words.Say("kind.rifle"))
			require.Equal(t, own, coverOf(a.canvas, "rifle"))
		}
	})
}

// coverOf is how much an icon covers.
func coverOf(c *draw.Canvas, icon string) (n int) {
	on := ebiten.NewImage(64, 64)
	c.Begin(on)
	c.Icon(icon, battle.Point{X: 32, Y: 32}, 64, draw.Plain)
	pix := make([]byte, 4*64*64)
	on.ReadPixels(pix)
	for i := 3; i < len(pix); i += 4 {
		n += int(pix[i])
	}
	return n
}
