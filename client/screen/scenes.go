package screen

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
	"muster/game"
)

// scene is one full screen of the game. The one on top gets the input.
type scene interface {
	name() string
	update(a *app)
	draw(a *app, c *draw.Canvas)
}

// goesOn is a scene that goes on while another lies over it.
type goesOn interface{ goOn(a *app) }

// ends is a scene beside which something goes on: that ends when the scene is left, whoever leaves it.
type ends interface{ end() }

// page is a scene made of widgets. It is drawn over another.
type page struct{ *pages.Page }

func (p page) name() string { return p.Key }

func (p page) end() { p.End() }

func (p page) update(a *app) {
	in := a.Strip()
	before := a.changes
	p.run(a, in)
	if in.Cancel && a.changes == before {
		p.Cancel(a.pages)
	}
	if a.changes == before {
		p.After(a.pages)
		return
	}
	if next, ok := a.top().(page); ok {
		a.ui.Forget() // what was built is of the page that was left
		next.run(a, ui.Input{Pointer: in.Pointer})
	}
}

// run builds the page once.
func (p page) run(a *app, in ui.Input) {
	u := a.ui
	u.Scale = a.canvas.Scale
	u.Begin(a.canvas.W/a.canvas.Scale, a.canvas.H/a.canvas.Scale, in)
	p.Build(a.pages, u)
	u.Tip()
	u.End()
	if u.Used {
		a.sound.play(battle.Cue{Kind: battle.CuePress}, nil)
	}
}

func (p page) draw(a *app, c *draw.Canvas) { c.Play(a.ui.Commands) }

func (a *app) top() scene { return a.scenes[len(a.scenes)-1] }

// show goes on to a scene and forgets those before it.
func (a *app) show(s scene) {
	for _, left := range a.scenes {
		end(left)
	}
	a.scenes = append(a.scenes[:0], s)
	a.entered()
}

// over puts a scene over the others.
func (a *app) over(s scene) {
	a.scenes = append(a.scenes, s)
	a.entered()
}

// end ends what goes on beside a scene that is left.
func end(s scene) {
	if s, ok := s.(ends); ok {
		s.end()
	}
}

// turnTo lets a scene go on. A page that comes over a battlefield is built at once: else what was
// built last would be seen.
func (a *app) turnTo(s scene) {
	before := a.changes
	s.update(a)
	next, ok := a.top().(page)
	if _, was := s.(page); !was && ok && a.changes != before {
		next.run(a, ui.Input{Pointer: ui.Point{X: -1, Y: -1}})
	}
}

func (a *app) entered() {
	a.changes++
	a.ui.Forget()
	a.ime.rest()
	ebiten.SetCursorShape(ebiten.CursorShapeDefault)
	a.Trace("scene %s", a.top().name())
}

// draw draws the topmost scene that is no page, or the backdrop, and a page on top of it.
func (a *app) draw(c *draw.Canvas) {
	top := a.top()
	if _, ok := top.(page); !ok {
		top.draw(a, c)
		return
	}
	for i := len(a.scenes) - 1; i >= 0; i-- {
		if _, ok := a.scenes[i].(page); !ok {
			a.scenes[i].draw(a, c)
			if !bright(top) {
				c.Rect(c.All(), draw.Back.With(0.55))
			}
			top.draw(a, c)
			return
		}
	}
	a.backdrop(c)
	top.draw(a, c)
}

// bright reports whether what lies below a scene is to be seen as if it did not.
func bright(s scene) bool {
	p, ok := s.(page)
	return ok && p.Bright
}

// backdrop is the chosen battlefield, drifting slowly, dark on the side of the letters.
func (a *app) backdrop(c *draw.Canvas) {
	c.Rect(c.All(), draw.Back)
	s := a.Setup(a.pages.Choice.Scenario)
	if s == nil {
		return
	}
	img := a.groundOf(s).Now()
	if img == nil {
		return
	}
	size := img.Bounds().Size()
	zoom := max(c.W/float64(size.X), c.H/float64(size.Y)) * 1.12
	phase := float64(a.Now.UnixMilli()%120000) / 120000 * 2 * math.Pi
	if a.Chosen.ReducedMotion {
		phase = 0
	}
	w, h := float64(size.X)*zoom, float64(size.Y)*zoom
	at := battle.Rect{X: (c.W-w)/2 + (w-c.W)/2*math.Sin(phase), Y: (c.H-h)/2 + (h-c.H)/2*math.Cos(phase), W: w, H: h}
	c.Picture(img, at, draw.RGBA(0.92, 0.92, 0.95, 1))
	c.Picture(c.Dusk, battle.Rect{X: -4, Y: -c.H, W: c.W + 8, H: 3 * c.H}, draw.Plain) // larger: its own edges are soft
	if a.top().name() != "title" {
		c.Rect(c.All(), draw.Back.With(0.6))
	}
}

// groundOf is the ground of a set-up.
func (a *app) groundOf(s *game.Setup) *draw.Ground { return a.ground.Of(s, a.Guard) }
