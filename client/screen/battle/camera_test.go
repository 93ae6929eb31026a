package battle

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What lies at the map's edges can be moved out from under the bars of the HUD, in every window.
func TestNothingOfTheMapStaysUnderTheHUD(t *testing.T) {
	for _, size := range [][3]float64{{1280, 720, 1}, {640, 360, 1}, {640, 360, 2}, {1280, 720, 2}, {1920, 1080, 1}} {
		for _, zoom := range []float64{1, 2} {
			d := sitAt(t, "village")
			d.b.Resize(size[0], size[1], size[2])
			d.b.Resize(size[0], size[1], size[2])
			d.b.Camera.ZoomAt(zoom, Point{X: size[0] / 2, Y: size[1] / 2})
			c := &d.b.Camera
			c.Centre(Point{X: c.MapW / 2, Y: 2 * c.MapH})
			bottom := c.ToScreen(Point{X: c.MapW, Y: c.MapH})
			require.LessOrEqual(t, bottom.Y, d.b.Layout.Minimap.Y+0.01, "%v", size)
			require.LessOrEqual(t, bottom.Y, d.b.Layout.Cards[0].Y+0.01, "%v", size)
			require.Greater(t, bottom.Y, size[1]*0.25, "nor is it moved off the screen")
			c.Centre(Point{X: c.MapW / 2, Y: -c.MapH})
			require.GreaterOrEqual(t, c.ToScreen(Point{}).Y, d.b.Layout.Top.H-0.01, "%v", size)
		}
	}
}

func TestAMapNarrowerThanTheScreenLiesInItsMiddle(t *testing.T) {
	d := sit(t)
	c := &d.b.Camera
	c.ZoomAt(0, Point{})
	c.Centre(Point{X: 1, Y: 1})
	require.Equal(t, c.MapW/2, c.At.X)
}
