package field

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/paint"
)

// alarmInk is red where a squad is lost, amber where it needs the player.
func alarmInk(s *battle.Flash) draw.Colour {
	if s.Heavy {
		return draw.Bad
	}
	return draw.Amber
}

// drawAlarmMarks rings where own squads need the player, and points at what of that is off the screen from its edge.
func (f *Field) drawAlarmMarks(a *Stage, c *draw.Canvas) {
	for i := range f.Battle.Show.All {
		s := &f.Battle.Show.All[i]
		if s.Kind != battle.AlarmRing {
			continue
		}
		left := 1 - math.Pow(s.Age(a.Now), 4)
		if at, seen := f.Battle.AtTheEdge(s.To); seen {
			c.Circle(at, c.Px(20)+c.Px(16)*pulse(a, s), c.Px(2.5), alarmInk(s).With(left))
		} else {
			f.drawEdgeMark(c, s, at, left)
		}
	}
}

// pulse is 0 to 1, again and again while an alarm is shown; it stands still for who wants less motion.
func pulse(a *Stage, s *battle.Flash) float64 {
	if a.Chosen.ReducedMotion {
		return 0.5
	}
	return math.Mod(s.Age(a.Now)*5, 1)
}

// drawEdgeMark is an arrow to where a squad needs the player, with its number, as opaque as left says.
func (f *Field) drawEdgeMark(c *draw.Canvas, s *battle.Flash, at battle.Point, left float64) {
	to, ink := f.Battle.Camera.ToScreen(s.To), alarmInk(s).With(left)
	turn := math.Atan2(to.Y-at.Y, to.X-at.X)
	tip := battle.Point{X: at.X + c.Px(19)*math.Cos(turn), Y: at.Y + c.Px(19)*math.Sin(turn)}
	c.Sprite(paint.Disc, at, c.Px(24), 0, draw.Back.With(0.85*left))
	c.Circle(at, c.Px(12), c.Px(2), ink)
	c.Sprite(paint.Chevron, tip, c.Px(18), turn, ink)
	if n := f.Battle.Number(s.Squad); n > 0 {
		c.Text(i18n.Number(n), at, 13, draw.Middle, ink)
	}
}
