package field

import (
	"math"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/paint"
	"muster/game"
)

// Of what is foreseen.
const (
	trailStep = 4   // frames of a preview between two corners of a trail
	strayed   = 0.4 // cells: who is less far from where he is gets no ghost
)

// drawForeseen draws what the plan will come to: the way of each own squad, and as ghosts where everybody is at the
// time that the line says.
func (f *Field) drawForeseen(c *draw.Canvas) {
	t := f.Turns
	if t == nil || !t.foresees(f.Battle.View) {
		return
	}
	from, to, share := t.preview.At(t.line())
	if from == nil {
		return
	}
	t.room[0] = client.Between(from, to, share, t.room[0])
	f.drawTrails(c)
	for i := range from.Units {
		f.drawForeseenUnit(c, &from.Units[i], t.room[0][i])
	}
	f.drawTimes(c)
	for i := range from.Squads {
		if s := &from.Squads[i]; s.Seat == f.Battle.Seat {
			f.drawForeseenNumber(c, from, s.ID)
		}
	}
}

// drawTrails draws the ways of the own squads, by the middle of those who live.
func (f *Field) drawTrails(c *draw.Canvas) {
	frames := f.Turns.preview.Frames()
	for i := range frames[0].Squads {
		s := &frames[0].Squads[i]
		if s.Seat != f.Battle.Seat {
			continue
		}
		ink, width := draw.Team(int(f.Battle.Team)).Mix(draw.Plain, 0.4).With(0.5), c.Px(1.5)
		if f.Battle.Selected.Has(s.ID) {
			ink, width = draw.Plain.With(0.75), c.Px(2.2)
		}
		last, ok := middle(frames[0], s.ID)
		for at := trailStep; ok && at < len(frames)+trailStep-1; at += trailStep {
			next, alive := middle(frames[min(at, len(frames)-1)], s.ID)
			if !alive {
				break
			}
			if next.To(last) > strayed {
				c.Line(f.Battle.Camera.ToScreen(last), f.Battle.Camera.ToScreen(next), width, ink)
				last = next
			}
		}
	}
}

// middle is the middle of a squad's living units in a view, in cells.
func middle(v *game.View, squad uint8) (at battle.Point, ok bool) {
	n := 0.0
	for i := range v.Units {
		if u := &v.Units[i]; u.Squad == squad && u.HP > 0 {
			p := battle.PlaceOf(u.X, u.Y)
			at.X, at.Y, n = at.X+p.X, at.Y+p.Y, n+1
		}
	}
	return battle.Point{X: at.X / max(n, 1), Y: at.Y / max(n, 1)}, n > 0
}

// drawForeseenUnit draws one who will be elsewhere, or who will have fallen.
func (f *Field) drawForeseenUnit(c *draw.Canvas, u *game.UnitView, place client.Placed) {
	b := f.Battle
	p := battle.Point{X: place.X / game.ViewStep, Y: place.Y / game.ViewStep}
	at, ink := b.Camera.ToScreen(p), draw.Team(int(u.Team)).Mix(draw.Plain, 0.35)
	if u.HP == 0 {
		c.Sprite(paint.Cross, at, b.Camera.Zoom*0.6, 0, ink.With(0.6))
		return
	}
	if u.Flags&game.Aboard != 0 || f.near(u, p) {
		return
	}
	shape := battle.ShapeOf(&b.Setup.Rules.Kinds[u.Kind])
	c.Sprite(sprites[shape], at, max(shape.Size()*b.Camera.Zoom, c.Px(11)), place.Facing*math.Pi/128, ink.With(0.5))
}

// near reports whether a unit is now about where it will be.
func (f *Field) near(u *game.UnitView, p battle.Point) bool {
	for i := range f.Battle.Pieces {
		if q := &f.Battle.Pieces[i]; q.ID == u.ID {
			return q.At.To(p) < strayed
		}
	}
	return false
}

// drawForeseenNumber writes a squad's number at its ghosts.
func (f *Field) drawForeseenNumber(c *draw.Canvas, v *game.View, squad uint8) {
	p, ok := middle(v, squad)
	now, _, here := f.Battle.Where(squad)
	if !ok || !here || now.To(p) < 2 {
		return
	}
	at := f.Battle.Camera.ToScreen(p)
	c.Label(i18n.Number(f.Battle.Number(squad)), battle.Point{X: at.X, Y: at.Y - max(f.Battle.Camera.Zoom, c.Px(14))},
		14, draw.Middle, draw.Plain.With(0.8))
}

// drawTimes marks where orders lead that are given later in the turn, with their time.
func (f *Field) drawTimes(c *draw.Canvas) {
	orders := f.Turns.Plan.Orders()
	for i := range orders {
		o := &orders[i]
		to, leads := f.Battle.Leads(o)
		if !leads || o.At == 0 {
			continue
		}
		at, ink := f.Battle.Camera.ToScreen(to), orderColour(o.Kind)
		c.Sprite(paint.Ring, at, c.Px(12), 0, ink.With(0.8))
		c.Label(seconds(game.Tick(o.At), f.Battle.Setup.Rules.TickRate), battle.Point{X: at.X, Y: at.Y + c.Px(13)}, 12,
			draw.Middle, ink.Mix(draw.Plain, 0.5))
	}
}
