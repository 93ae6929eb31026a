package touch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/screen/battle"
)

// hand is one that is moved step by step, 50 ms each.
type hand struct {
	Hand
	now time.Time
}

func (h *hand) step(down ...Finger) (Acts, bool) {
	h.now = h.now.Add(50 * time.Millisecond)
	return h.Update(h.now, down, 1)
}

func finger(id int, x, y float64) Finger { return Finger{id, battle.Point{X: x, Y: y}} }

func TestATapIsAClick(t *testing.T) {
	h := &hand{}
	_, ok := h.step()
	require.False(t, ok, "the mouse is the mouse")
	a, ok := h.step(finger(1, 100, 50))
	require.True(t, ok)
	require.Equal(t, Acts{Pointer: battle.Point{X: 100, Y: 50}}, a, "it may become anything")
	a, _ = h.step(finger(1, 104, 52))
	require.Zero(t, a.Left, "it trembles")
	a, ok = h.step()
	require.True(t, ok)
	require.Equal(t, Acts{Pointer: battle.Point{X: 100, Y: 50}, Left: battle.Button{Down: true, Up: true}}, a)
	_, ok = h.step()
	require.False(t, ok)
}

func TestAFingerThatStaysOrders(t *testing.T) {
	h := &hand{}
	clicks := 0
	for range 40 {
		a, _ := h.step(finger(1, 100, 50))
		require.Zero(t, a.Left)
		if a.Right == (battle.Button{Down: true, Up: true}) {
			clicks++
		}
	}
	require.Equal(t, 1, clicks)
	a, _ := h.step()
	require.Zero(t, a.Left, "and lifting it means no more")
	require.Zero(t, a.Right)
}

func TestAFingerThatIsDrawnDrawsAFrame(t *testing.T) {
	h := &hand{}
	h.step(finger(1, 100, 50))
	a, _ := h.step(finger(1, 140, 90))
	require.Equal(t, battle.Button{Down: true, Held: true}, a.Left)
	require.Equal(t, battle.Point{X: 100, Y: 50}, a.Pointer, "from where it came down")
	a, _ = h.step(finger(1, 300, 200))
	require.Equal(t, battle.Button{Held: true}, a.Left)
	a, _ = h.step()
	require.Equal(t, Acts{Pointer: battle.Point{X: 300, Y: 200}, Left: battle.Button{Up: true}}, a)
}

func TestTwoFingersMoveTheCamera(t *testing.T) {
	h := &hand{}
	h.step(finger(1, 100, 100))
	a, _ := h.step(finger(1, 100, 100), finger(2, 200, 100))
	require.Equal(t, battle.Button{Down: true, Held: true}, a.Middle)
	require.Zero(t, a.Left, "the first finger alone meant nothing")
	a, _ = h.step(finger(1, 120, 110), finger(2, 220, 110))
	require.Equal(t, battle.Point{X: 170, Y: 110}, a.Pointer)
	require.Equal(t, battle.Button{Held: true}, a.Middle)
	require.InDelta(t, 0, a.Wheel, 1e-9)
	a, _ = h.step(finger(1, 112.5, 110), finger(2, 227.5, 110))
	require.InDelta(t, 1, a.Wheel, 1e-9, "a notch nearer")
	a, _ = h.step(finger(2, 227.5, 110))
	require.True(t, a.Middle.Up)
	a, _ = h.step(finger(2, 400, 300))
	require.Zero(t, a.Left, "the finger that is left draws no frame")
	a, _ = h.step(finger(2, 400, 300), finger(3, 500, 300))
	require.True(t, a.Middle.Down, "until it gets company again")
	a, _ = h.step()
	require.True(t, a.Middle.Up)
}

func TestAFrameEndsWhenAnotherFingerComes(t *testing.T) {
	h := &hand{}
	h.step(finger(1, 100, 100))
	h.step(finger(1, 150, 100))
	h.step(finger(1, 200, 100))
	a, _ := h.step(finger(1, 200, 100), finger(2, 300, 100))
	require.Equal(t, battle.Button{Up: true}, a.Left)
	require.Equal(t, battle.Point{X: 200, Y: 100}, a.Pointer)
}
