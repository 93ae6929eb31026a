package screen

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/paint"
)

// drawPlans draws what commanders intend with their squads: a line to the place that each means, and in words what for.
// People's squads have none.
func (v *viewer) drawPlans(a *app, c *canvas) {
	var drawn []battle.Rect
	for _, in := range v.said.At(v.battle.Setup, v.audience, v.tick()) {
		_, from, ok := v.battle.Where(in.Squad)
		if !ok {
			continue
		}
		ink := teamColour(int(v.battle.Setup.Scenario.Seats[in.Seat].Team)).mix(plain, 0.35)
		if in.X != 0 || in.Y != 0 {
			to := v.battle.Camera.ToScreen(battle.PlaceOf(in.X, in.Y))
			if math.Hypot(to.X-from.X, to.Y-from.Y) > c.px(12) {
				c.line(from, to, c.px(1.5), ink.with(0.65))
				c.sprite(paint.Disc, to, c.px(8), 0, ink)
			}
		}
		text := a.words.Or("act."+in.Act, in.Act)
		if in.Point >= 0 {
			text += " · " + v.battle.PointName(in.Point, a.words)
		}
		wide, tall := c.width(text, planLetters), c.px(planLetters+1)
		place := battle.Rect{X: from.X - wide/2, Y: from.Y + c.px(18) - tall/2, W: wide, H: tall}
		place = clearOf(place, drawn, 0, math.Inf(1)) // down: above a squad is its badge
		drawn = append(drawn, place)
		c.label(text, place.Mid(), planLetters-1, middle, ink)
	}
}
