package viewer

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/paint"
)

// drawPlans draws what commanders intend with their squads: a line to the place that each means, and in words what for.
// People's squads have none.
func (v *Viewer) drawPlans(a *field.Stage, c *draw.Canvas) {
	var drawn []battle.Rect
	for _, in := range v.said.At(v.Battle.Setup, v.audience, v.Tick()) {
		_, from, ok := v.Battle.Where(in.Squad)
		if !ok {
			continue
		}
		ink := draw.Team(int(v.Battle.Setup.Scenario.Seats[in.Seat].Team)).Mix(draw.Plain, 0.35)
		if in.X != 0 || in.Y != 0 {
			to := v.Battle.Camera.ToScreen(battle.PlaceOf(in.X, in.Y))
			if math.Hypot(to.X-from.X, to.Y-from.Y) > c.Px(12) {
				c.Line(from, to, c.Px(1.5), ink.With(0.65))
				c.Sprite(paint.Disc, to, c.Px(8), 0, ink)
			}
		}
		text := a.Words.Or("act."+in.Act, in.Act)
		if in.Point >= 0 {
			text += " · " + v.Battle.PointName(in.Point, a.Words)
		}
		wide, tall := c.Width(text, field.PlanLetters), c.Px(field.PlanLetters+1)
		place := battle.Rect{X: from.X - wide/2, Y: from.Y + c.Px(18) - tall/2, W: wide, H: tall}
		place = field.ClearOf(place, drawn, 0, math.Inf(1)) // down: above a squad is its badge
		drawn = append(drawn, place)
		c.Label(text, place.Mid(), field.PlanLetters-1, draw.Middle, ink)
	}
}
