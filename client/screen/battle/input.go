package battle

import (
	"math"
	"time"

	"muster/client/screen/keys"
	"muster/game"
)

// Input is what the player did since the last Update.
type Input struct {
	Now             time.Time
	Elapsed         time.Duration
	Pointer         Point // pixels
	Inside          bool  // the pointer is over the window
	Left, Right     Button
	Middle          Button
	Shift, Alt      bool
	Wheel           float64 // notches, up is positive
	Actions         []keys.Action
	PanX, PanY      float64 // -1 to 1: keys that move the camera
	Speed           float64 // of the camera, 1 is usual
	ScrollAtTheEdge bool
}

// Button is a mouse button: what it did since the last Update and whether it is held now. A whole stroke in between is
// Down and Up without Held; a stroke that ended and another that began are all three.
type Button struct{ Down, Up, Held bool }

const (
	panSpeed  = 900.0 // pixels a second at scale 1
	edge      = 6.0   // pixels at scale 1: the pointer this near to the edge moves the camera
	zoomNotch = 1.15
)

// Pass lets time pass: what flashes and what is told goes away.
func (b *Battle) Pass(now time.Time) {
	b.now = now
	b.Show.age(now)
	b.Notes.age(now)
	b.Reasons.age(now)
}

// Update takes the input and returns the orders that it means.
func (b *Battle) Update(in *Input) (orders []game.Order) {
	b.now = in.Now
	b.moveCamera(in)
	b.given = b.spot(in.Pointer)
	for _, a := range in.Actions {
		orders = append(orders, b.act(a, in)...)
	}
	if b.View == nil {
		return orders
	}
	b.arrange() // another selection has other commands
	orders = append(orders, b.left(in)...)
	if !b.Watching {
		orders = append(orders, b.right(in)...)
	}
	b.arrange()
	orders = b.heard(orders)
	if len(orders) > 0 {
		b.cue(CueOrder, Point{})
	}
	return orders
}

// moveCamera moves the camera by what was pressed.
func (b *Battle) moveCamera(in *Input) {
	dx, dy := in.PanX, in.PanY
	if near := edge * b.Camera.Scale; in.ScrollAtTheEdge && in.Inside && !b.Box.On && dx == 0 && dy == 0 {
		dx = side(in.Pointer.X, b.Camera.W, near)
		dy = side(in.Pointer.Y, b.Camera.H, near)
	}
	if far := panSpeed * max(in.Speed, 0.25) * b.Camera.Scale * in.Elapsed.Seconds(); dx != 0 || dy != 0 {
		b.Following = false
		b.Camera.Pan(dx*far, dy*far)
	}
	if in.Wheel != 0 && !b.Layout.Bars(in.Pointer) {
		b.Camera.ZoomAt(math.Pow(zoomNotch, in.Wheel), b.zoomed(in.Pointer))
	}
	if in.Middle.Held && !in.Middle.Down {
		b.Following = b.Following && b.dragged == in.Pointer
		b.Camera.Pan(b.dragged.X-in.Pointer.X, b.dragged.Y-in.Pointer.Y)
	}
	b.dragged = in.Pointer
	b.follow(in.Elapsed)
}

// zoomed is what stays where it is when the camera comes nearer: what is under the pointer, or what is followed.
func (b *Battle) zoomed(pointer Point) Point {
	if b.Following {
		return Point{X: b.Camera.W / 2, Y: b.Camera.H / 2}
	}
	return pointer
}

func side(at, size, near float64) float64 {
	switch {
	case at < near:
		return -1
	case at > size-near:
		return 1
	}
	return 0
}
