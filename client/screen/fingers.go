package screen

import (
	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/battle"
	"muster/client/screen/touch"
)

// fingers are those on the screen, and what they mean in this update.
type fingers struct {
	hand touch.Hand
	down []touch.Finger // room for the next ones
	ids  []ebiten.TouchID
	acts touch.Acts
	here bool // the screen is touched, or was until now: the mouse is not asked
}

// feel takes where the screen is touched.
func (a *app) feel() {
	f := &a.fingers
	f.ids, f.down = ebiten.AppendTouchIDs(f.ids[:0]), f.down[:0]
	for _, id := range f.ids {
		x, y := ebiten.TouchPosition(id)
		f.down = append(f.down, touch.Finger{ID: int(id), At: battle.Point{X: float64(x), Y: float64(y)}})
	}
	f.acts, f.here = f.hand.Update(a.Now, f.down, a.canvas.Scale)
}

// button is what a button of the mouse does, or fingers in its place.
func (a *app) button(b ebiten.MouseButton) battle.Button {
	if !a.fingers.here {
		return mouse(b)
	}
	return map[ebiten.MouseButton]battle.Button{
		ebiten.MouseButtonLeft: a.fingers.acts.Left, ebiten.MouseButtonRight: a.fingers.acts.Right,
		ebiten.MouseButtonMiddle: a.fingers.acts.Middle,
	}[b]
}

// pointer is where the mouse is, or a finger.
func (a *app) pointer() battle.Point {
	if a.fingers.here {
		return a.fingers.acts.Pointer
	}
	return a.cursor()
}

// wheel is how far the wheel was turned, in notches.
func (a *app) wheel() float64 {
	if a.fingers.here {
		return a.fingers.acts.Wheel
	}
	_, notches := ebiten.Wheel()
	return notches
}
