package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
)

// side is where the box lies that says what is asked for. It is chosen once for each text, since a box that follows
// the fight about would be worse than one in its way.
type side struct {
	kept  bool
	of    int // step of a lesson, or goalsAsk
	right bool
}

// goalsAsk stands for the goals of a battle, which are no step of a lesson.
const goalsAsk = -1

// goalWeighs is how many units the place counts for that a lesson sends the player to.
const goalWeighs = 2

// aside puts a box that was laid out for the left side on the right one where it would lie over more of the player's
// own units, and takes that side for it: in a small window squads begin where the box is.
func (f *Field) aside(c *draw.Canvas, r battle.Rect, of int) battle.Rect {
	there, s := r, &f.Panels.side
	there.X = c.W - r.X - r.W
	if !s.kept || s.of != of {
		right := f.hidden(there) < f.hidden(r)
		*s = side{kept: f.Battle.View != nil, of: of, right: right && !f.Battle.Watching}
	}
	if s.right && !f.Panels.Net { // the link's panel has the right side
		f.Panels.Sides[1] = there
		return there
	}
	f.Panels.Sides[0] = r
	return r
}

// hidden is how much of what the player needs to see would lie under a box.
func (f *Field) hidden(r battle.Rect) int {
	n := f.Battle.OwnUnder(r)
	if f.Lesson == nil {
		return n
	}
	if at, radius, ok := f.Lesson.Goal(); ok {
		at, radius = f.Battle.Camera.ToScreen(at), radius*f.Battle.Camera.Zoom
		if r.Meets(battle.Rect{X: at.X - radius, Y: at.Y - radius, W: 2 * radius, H: 2 * radius}) {
			n += goalWeighs
		}
	}
	return n
}
