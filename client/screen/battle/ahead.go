package battle

import (
	"time"

	"muster/client"
	"muster/game"
)

// Ahead shows what own orders do before the server has answered them. A prediction says where ordered squads will be; a
// unit is drawn off its place in the views by as much. It gets there and back smoothly, since predictions begin and end
// abruptly.
type Ahead struct {
	of        *game.View // the last prediction is of this view,
	sent      int        // after so many orders
	predicted *game.View
	off       map[uint16]Point // by unit, in view steps
}

// catchesUp is the rate at which a unit approaches its predicted place: after a second e to the power of minus this is
// left of the way.
const catchesUp = 9

// predictor is a match that knows what own orders do before they are answered.
type predictor interface{ Predict(v *game.View) *game.View }

// Predict returns a frame with what own orders, so many so far, will have done; passed is the time since the last
// frame.
func (h *Ahead) Predict(m predictor, frame client.Frame, sent int, passed time.Duration) client.Frame {
	if frame.View == nil {
		return frame
	}
	if frame.View != h.of || sent != h.sent {
		h.of, h.sent, h.predicted = frame.View, sent, m.Predict(frame.View)
	}
	if h.predicted == frame.View && len(h.off) == 0 {
		return frame
	}
	if h.off == nil {
		h.off = map[uint16]Point{}
	}
	share := min(1, catchesUp*passed.Seconds())
	for i := range frame.View.Units {
		u, t := &frame.View.Units[i], &h.predicted.Units[i]
		want, is := Point{X: float64(t.X) - float64(u.X), Y: float64(t.Y) - float64(u.Y)}, h.off[u.ID]
		is.X, is.Y = is.X+(want.X-is.X)*share, is.Y+(want.Y-is.Y)*share
		if want == (Point{}) && is.To(want) < 0.5 {
			delete(h.off, u.ID)
			continue
		}
		h.off[u.ID] = is
		frame.Units[i].X, frame.Units[i].Y = frame.Units[i].X+is.X, frame.Units[i].Y+is.Y
	}
	frame.View = h.predicted
	return frame
}
