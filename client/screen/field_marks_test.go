//go:build window

package screen

import (
	"image"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/game"
)

// brightness is that of a place of the battlefield as it is drawn.
func brightness(a *app, f *field.Field, at battle.Point) (sum int) {
	dst := ebiten.NewImage(wide, high)
	defer dst.Deallocate()
	a.canvas.Begin(dst)
	f.DrawField(a.stage, a.canvas)
	img := image.NewRGBA(image.Rect(0, 0, wide, high))
	dst.ReadPixels(img.Pix)
	p := f.Battle.Camera.ToScreen(at)
	for dy := -3; dy <= 3; dy++ {
		for dx := -3; dx <= 3; dx++ {
			c := img.RGBAAt(int(p.X)+dx, int(p.Y)+dy)
			sum += int(c.R) + int(c.G) + int(c.B)
		}
	}
	return sum
}

// What fell where nobody looks now is ground like the rest: the fog lies over it.
func TestTheFogLiesOverWhatFell(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		f := fight(t, a, "village", 0, 1)
		s := f.Battle.Setup
		far := battle.Point{X: float64(s.Map.W) - 1.5, Y: float64(s.Map.H) - 1.5}
		if at := f.Battle.Camera.At; at.X > far.X/2 {
			far = battle.Point{X: 1.5, Y: 1.5}
		}
		f.Battle.Camera.Centre(far)
		for what := range s.Rules.Terrains {
			f.Battle.View.Marks = []game.Mark{
				{Kind: game.Altered, X: uint16(far.X), Y: uint16(far.Y), What: uint8(what)},
			}
			fogged := brightness(a, f, far)
			texture := f.FogTexture
			f.FogTexture = ebiten.NewImage(int(s.Map.W), int(s.Map.H))
			clear := brightness(a, f, far)
			f.FogTexture = texture
			require.Less(t, fogged*2, clear, "%s", s.Rules.Terrains[what].Name)
		}
	})
}

// alone is a match of one's own.
type ownMatch struct {
	host.Match
	host.Paced
}

func TestWhoPlaysAloneIsToldOfNoLink(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		f := fight(t, a, "duel", 0, 1)
		f.Link.Status, f.Link.Stats.Lost = client.Connected, 0.5
		f.Match = struct{ host.Match }{}
		text, ink := f.Tempo(a.stage, a.canvas)
		require.Equal(t, "0 ms", text)
		require.Equal(t, draw.Bad, ink)
		f.Match = ownMatch{}
		text, _ = f.Tempo(a.stage, a.canvas)
		require.Empty(t, text)
		f.Pace = field.Pace{Slow: 1}
		text, _ = f.Tempo(a.stage, a.canvas)
		require.Equal(t, "50%", text, "that it goes slowly is told")
	})
}
