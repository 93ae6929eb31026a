package field

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/paint"
	"muster/game"
)

// drawMines draws the mines that the team knows of, also where nobody sees them now.
func (f *Field) drawMines(c *draw.Canvas) {
	cam := &f.Battle.Camera
	for _, m := range f.Battle.View.Marks {
		if m.Kind == game.Mine {
			at := cam.ToScreen(battle.Point{X: float64(m.X) + 0.5, Y: float64(m.Y) + 0.5})
			c.Mine(at, cam.Zoom, draw.Team(int(m.What)), 0.9)
		}
	}
}

// drawChanges draws what was built or fell. It is ground: the fog lies over it.
func (f *Field) drawChanges(c *draw.Canvas) {
	for _, m := range f.Battle.View.Marks {
		if m.Kind == game.Altered && int(m.What) < len(f.Battle.Setup.Rules.Terrains) {
			at := f.Battle.Camera.ToScreen(battle.Point{X: float64(m.X) + 0.5, Y: float64(m.Y) + 0.5})
			f.drawAltered(c, at, paint.LookOf(&f.Battle.Setup.Rules.Terrains[m.What]))
		}
	}
}

// drawAltered covers a cell with the colour of what it is now.
func (f *Field) drawAltered(c *draw.Canvas, at battle.Point, look paint.Look) {
	z := f.Battle.Camera.Zoom
	r := battle.Rect{X: at.X - z/2, Y: at.Y - z/2, W: z, H: z}
	switch look {
	case paint.Sandbags:
		for i := range 3 {
			row := battle.Rect{X: r.X + z*0.06, Y: r.Y + z*(0.08+0.3*float64(i)), W: z * 0.88, H: z * 0.25}
			c.Rect(row, draw.RGBA(0.70, 0.62, 0.44, 1))
			c.Frame(row, max(1, c.Px(1)), draw.RGBA(0.36, 0.30, 0.20, 1))
		}
	case paint.Water:
		c.Rect(r, draw.RGBA(0.26, 0.44, 0.54, 1))
	case paint.Rubble:
		heap(c, at, z, draw.RGBA(0.45, 0.40, 0.34, 0.9))
		for i := range 5 {
			x, y := float64(i*37%50)/50, float64(i*23%50)/50
			c.Sprite(paint.Disc, battle.Point{X: r.X + z*(0.1+x*0.8), Y: r.Y + z*(0.1+y*0.8)}, z*(0.16+0.12*y), 0,
				draw.RGBA(0.62, 0.58, 0.52, 1))
		}
	default:
		heap(c, at, z, draw.RGBA(0.42, 0.44, 0.30, 0.9))
	}
}

// heap covers a cell with something that has no corners, and grows together with what lies in cells beside it.
func heap(c *draw.Canvas, at battle.Point, z float64, ink draw.Colour) {
	c.Sprite(paint.Glow, at, z*2.2, 0, ink)
	c.Sprite(paint.Disc, at, z*1.35, 0, ink)
}

// drawSmoke lays puffs over each cloud that drift a little.
func (f *Field) drawSmoke(a *Stage, c *draw.Canvas) {
	cam, t := &f.Battle.Camera, float64(a.Now.UnixMilli())/1000
	for _, m := range f.Battle.View.Marks {
		if m.Kind != game.Cloud {
			continue
		}
		for i := range 22 {
			angle, reach := float64(i)*2.4, math.Sqrt(float64(i)/22)*float64(m.What)
			drift := 0.25 * math.Sin(t*0.7+float64(i)*1.7)
			at := battle.Point{
				X: float64(m.X) + 0.5 + reach*math.Cos(angle) + drift,
				Y: float64(m.Y) + 0.5 + reach*math.Sin(angle) - drift/2,
			}
			c.Sprite(paint.Glow, cam.ToScreen(at), cam.Zoom*(3.6+0.4*math.Sin(t+float64(i))), 0,
				draw.RGBA(0.86, 0.86, 0.84, 0.6))
		}
	}
}
