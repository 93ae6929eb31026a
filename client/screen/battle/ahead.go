package battle

import (
	"time"

	"muster/client"
	"muster/game"
)

// Ahead shows what own orders do before the server has answered them. What is foreseen of a view is where ordered
// squads will be, so a unit is shown as far from where its views have it; it gets there and back smoothly, since what
// is foreseen begins and ends of a sudden.
type Ahead struct {
	of   *game.View // what was foreseen last is of this view,
	sent int        // after so many orders
	then *game.View
	off  map[uint16]Point // by unit, in view steps
}

// catchesUp is the share of its way that a unit makes towards where it is foreseen in a second, as if it went on: e to
// the power of minus this is left.
const catchesUp = 9

// foreseer is a match that knows what own orders do before they are answered.
type foreseer interface{ Foresee(v *game.View) *game.View }

// Foresee is a frame with what own orders, so many up to now, will have done; so much time has
// passed since the last one.
func (h *Ahead) Foresee(m foreseer, frame client.Frame, sent int, passed time.Duration) client.Frame {
	if frame.View == nil {
		return frame
	}
	if frame.View != h.of || sent != h.sent {
		h.of, h.sent, h.then = frame.View, sent, m.Foresee(frame.View)
	}
	if h.then == frame.View && len(h.off) == 0 {
		return frame
	}
	if h.off == nil {
		h.off = map[uint16]Point{}
	}
	share := min(1, catchesUp*passed.Seconds())
	for i := range frame.View.Units {
		u, t := &frame.View.Units[i], &h.then.Units[i]
		want, is := Point{X: float64(t.X) - float64(u.X), Y: float64(t.Y) - float64(u.Y)}, h.off[u.ID]
		is.X, is.Y = is.X+(want.X-is.X)*share, is.Y+(want.Y-is.Y)*share
		if want == (Point{}) && is.To(want) < 0.5 {
			delete(h.off, u.ID)
			continue
		}
		h.off[u.ID] = is
		frame.Units[i].X, frame.Units[i].Y = frame.Units[i].X+is.X, frame.Units[i].Y+is.Y
	}
	frame.View = h.then
	return frame
}
