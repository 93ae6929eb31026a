package ui

import "slices"

// grip is what a pointer holds that rests where it clicked a choice. What is chosen may be how large all this is: the
// row moves away, and the next click would change another one. Who turns the wheel moves it on purpose, and lets go.
type grip struct {
	key string
	by  int   // which way the choice went
	at  Point // of the pointer, in pixels
}

// slack is how far a hand moves the pointer, in pixels, while it only clicks.
const slack = 4

// point takes in where the pointer is, and whether its click is meant for a choice that has moved away from under it.
func (u *UI) point() {
	at := Point{u.In.Pointer.X * u.Scale, u.In.Pointer.Y * u.Scale}
	u.moved, u.pointer, u.again = at.To(u.pointer) > 0.5, at, grip{}
	if u.In.Wheel != 0 || u.hold.at.To(at) > slack {
		u.hold = grip{}
	}
	if u.hold.key == "" || !u.In.Down {
		return
	}
	i := slices.IndexFunc(u.last, func(s spot) bool { return s.key == u.hold.key })
	if i >= 0 && !u.last[i].rect.Holds(u.In.Pointer) {
		u.again = u.hold
	}
}
