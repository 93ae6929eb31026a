package battle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/game"
)

// late is a match whose answers take their time.
type late struct {
	*client.Prediction
	asked int // how often it was made to imagine
}

func (l *late) Predict(v *game.View) *game.View {
	l.asked++
	return l.Show(v)
}

// where0 is the place of the first own unit in a frame.
func where0(f client.Frame) Point { return Point{X: f.Units[0].X, Y: f.Units[0].Y} }

func frameOf(v *game.View) client.Frame {
	f := client.Frame{View: v, Tick: float64(v.Tick)}
	for _, u := range v.Units {
		f.Units = append(f.Units, client.Placed{X: float64(u.X), Y: float64(u.Y), Facing: float64(u.Facing)})
	}
	return f
}

func TestASquadSetsOffBeforeItsOrderIsAnswered(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	w := game.New(s, 1)
	view := func() *game.View { v := &game.View{}; w.View(0, v); return v }
	w.Step(&game.Input{})
	m, h, frame := &late{Prediction: client.NewPrediction(s, 0)}, &Ahead{}, time.Second/60
	begin := frameOf(view())
	require.Equal(t, where0(begin), where0(h.Predict(m, frameOf(view()), 0, frame)), "nothing was ordered")

	o := game.Order{Seat: 0, Seq: 1, Kind: game.Move, Squad: 0, X: 30 * game.ViewStep, Y: 36 * game.ViewStep}
	m.Gave(o, w.Tick())
	var shown client.Frame
	for range 6 { // a slow link: the server steps on without the order
		w.Step(&game.Input{})
		v := view()
		m.Seen(v)
		for range 3 {
			shown = h.Predict(m, frameOf(v), 1, frame)
		}
	}
	require.Equal(t, where0(begin), where0(frameOf(view())), "no view shows it yet")
	gone := where0(shown).To(where0(begin))
	require.Greater(t, gone, 2.0, "view steps")
	require.Equal(t, game.Move, shown.View.Squads[0].Order, "its card says so")

	asked, v := m.asked, view()
	h.Predict(m, frameOf(v), 1, frame)
	h.Predict(m, frameOf(v), 1, frame)
	require.Equal(t, asked+1, m.asked, "a view is predicted once")

	m.Answered([]game.Answer{{Seat: 0, Seq: 1, Refusal: game.NoWay}})
	w.Step(&game.Input{})
	for range 2 * 60 {
		shown = h.Predict(m, frameOf(view()), 1, frame)
	}
	require.Equal(t, where0(begin), where0(shown), "it was refused: back it goes")
}
