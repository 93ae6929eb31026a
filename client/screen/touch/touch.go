// Package touch reads fingers on the screen as what a mouse would do there, without a window:
//
//	one finger, a tap            a click of the left button
//	one finger, held             a click of the right button: what is selected is ordered there
//	one finger, drawn along      the left button drawn along: a frame around squads, a slider
//	two fingers, moved together  the middle button drawn along: the camera
//	two fingers, moved apart     the wheel: nearer
//
// What a finger means is known when it lifts, stays, moves or gets company. Until then nothing is pressed.
package touch

import (
	"math"
	"time"

	"muster/client/screen/battle"
)

// Limits between what a finger may mean.
const (
	heldFor = 400 * time.Millisecond // in one place: held, no tap
	slack   = 12.0                   // pixels at scale 1 that a finger trembles
	notch   = 1.15                   // as much farther apart are two fingers a notch of the wheel
)

// Finger is a place where the screen is touched.
type Finger struct {
	ID int // the same as long as it stays down
	At battle.Point
}

// Hand follows the fingers.
type Hand struct {
	means meaning
	first int          // the finger
	from  battle.Point // where it came down
	since time.Time
	apart float64 // how far two fingers were from each other
}

// meaning is what the fingers are doing.
type meaning int

const (
	away    meaning = iota // no finger is down
	unclear                // one finger is down, and has not done anything
	drawing                // one finger, with the left button
	moving                 // two fingers, with the middle button
	done                   // what they meant is over, and they are still down
)

// Acts are what a mouse would have done since the last Update.
type Acts struct {
	Pointer             battle.Point
	Left, Right, Middle battle.Button
	Wheel               float64 // notches
}

// Update takes the fingers that are down now; scale is the screen's, pixels to one. ok is false while there are none,
// and nothing has ended: the mouse is the mouse then.
func (h *Hand) Update(now time.Time, down []Finger, scale float64) (a Acts, ok bool) {
	if h.means == away && len(down) == 0 {
		return Acts{}, false
	}
	if len(down) == 0 {
		return h.lift(), true
	}
	if h.means == away {
		*h = Hand{means: unclear, first: down[0].ID, from: down[0].At, since: now}
	}
	if len(down) > 1 {
		return h.two(down[0].At, down[1].At), true
	}
	return h.one(now, down[0], slack*scale), true
}

// lift is the end of what the fingers did.
func (h *Hand) lift() (a Acts) {
	a.Pointer = h.from
	switch h.means {
	case unclear:
		a.Left = battle.Button{Down: true, Up: true}
	case drawing:
		a.Left.Up = true
	case moving:
		a.Middle.Up = true
	}
	h.means = away
	return a
}

// one is one finger.
func (h *Hand) one(now time.Time, f Finger, slack float64) (a Acts) {
	a.Pointer = f.At
	switch h.means {
	case unclear:
		switch {
		case h.from.To(f.At) > slack:
			a.Pointer, a.Left, h.means = h.from, battle.Button{Down: true, Held: true}, drawing
		case now.Sub(h.since) >= heldFor:
			a.Right, h.means = battle.Button{Down: true, Up: true}, done
		}
	case drawing:
		a.Left.Held, h.from = true, f.At
	case moving: // the other one was lifted
		a.Pointer, a.Middle.Up, h.means = h.from, true, done
	}
	return a
}

// two is two fingers, or the first two of more.
func (h *Hand) two(one, other battle.Point) (a Acts) {
	mid := battle.Point{X: (one.X + other.X) / 2, Y: (one.Y + other.Y) / 2}
	apart := max(1, one.To(other))
	a.Pointer = mid
	switch h.means {
	case drawing:
		a.Pointer, a.Left.Up, h.means = h.from, true, done
	case unclear:
		a.Middle, h.means = battle.Button{Down: true, Held: true}, moving
	case moving:
		a.Middle.Held = true
		a.Wheel = math.Log(apart/h.apart) / math.Log(notch)
	case done: // one of them came back
		a.Middle, h.means = battle.Button{Down: true, Held: true}, moving
	}
	h.apart = apart
	if h.means == moving {
		h.from = mid
	}
	return a
}
