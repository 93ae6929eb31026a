// Package ui is the game's small set of things to press, choose, type and read, without a window.
//
// A page is a function that names its widgets each update, from top to bottom: it gets back what the player did to each
// and leaves a list of commands that the room above draws. So a page holds no state but its own, nothing is decided
// while drawing, and a test presses buttons without a display. All lengths are in logical units: at a UI scale of 100 %
// a window of 1280 x 720 has as many; at 200 % half as many. Colours are roles (Ink); whoever draws knows the palette.
//
// Every widget that can be used takes part in the focus: Tab and the arrows move it, Enter uses what has it, left and
// right change it. Widgets are known by a key, which also names them in traces.
package ui

import "math"

// Point is a place.
type Point struct{ X, Y float64 }

// To is the distance to another place.
func (p Point) To(q Point) float64 { return math.Hypot(q.X-p.X, q.Y-p.Y) }

// Rect is a rectangle.
type Rect struct{ X, Y, W, H float64 }

// Holds reports whether a place lies within.
func (r Rect) Holds(p Point) bool { return p.X >= r.X && p.Y >= r.Y && p.X < r.X+r.W && p.Y < r.Y+r.H }

// Meets reports whether two rectangles have some of their inside in common.
func (r Rect) Meets(o Rect) bool {
	return r.X < o.X+o.W && o.X < r.X+r.W && r.Y < o.Y+o.H && o.Y < r.Y+r.H
}

// Inset is the rectangle without a margin.
func (r Rect) Inset(by float64) Rect { return Rect{r.X + by, r.Y + by, r.W - 2*by, r.H - 2*by} }

// Mid is the middle.
func (r Rect) Mid() Point { return Point{r.X + r.W/2, r.Y + r.H/2} }

// Cut splits a strip off the top, and returns it and what is left below a gap.
func (r Rect) Cut(h, gap float64) (top, rest Rect) {
	return Rect{r.X, r.Y, r.W, h}, Rect{r.X, r.Y + h + gap, r.W, max(0, r.H-h-gap)}
}

// Down is the rectangle without so much of its top.
func (r Rect) Down(by float64) Rect { return Rect{r.X, r.Y + by, r.W, max(0, r.H-by)} }

// CutLeft splits a strip off the left.
func (r Rect) CutLeft(w, gap float64) (left, rest Rect) {
	return Rect{r.X, r.Y, w, r.H}, Rect{r.X + w + gap, r.Y, max(0, r.W-w-gap), r.H}
}

// Centred is a rectangle of a size in the middle of another, and never larger than it.
func (r Rect) Centred(w, h float64) Rect {
	w, h = min(w, r.W), min(h, r.H)
	return Rect{r.X + (r.W-w)/2, r.Y + (r.H-h)/2, w, h}
}

// Input is what the player did since the last update.
type Input struct {
	Pointer        Point
	Down, Held, Up bool    // the left button; a whole stroke since then is Down and Up without Held
	Wheel          float64 // notches, up is positive

	Next, Previous        bool // Tab and arrows: move the focus
	Less, More            bool // left and right: change what has the focus
	Accept, Cancel, Erase bool // Enter, Escape, Backspace
	Typed                 []rune
	Composing             string // what an input method has not finished
}

// UI is what a page is built with. Its zero value is not ready: use New.
type UI struct {
	W, H     float64
	In       Input
	Commands []Command
	Hint     string  // of what the pointer rests on, to be shown beside it
	Letters  float64 // text size, 1 for 100 %
	Scale    float64 // pixels a logical unit, for traces
	Used     bool    // something was used in this update

	measure func(s string, size float64) float64
	trace   func(format string, args ...any)

	caret   Rect   // the text field that has the focus; empty for none
	focus   string // key of what has the focus
	active  string // key of what the button went down on
	pointer Point  // where it was, in pixels: one that rests leaves the focus to the keyboard
	moved   bool   // the pointer did since the last update
	hold    grip   // the choice that was clicked last
	again   grip   // the same while this update's click is meant for it
	order   []spot // what can have the focus, in this update
	last    []spot // the same in the update before
	told    map[string]Rect
	scrolls map[string]*scroll
	clip    []Rect
	inside  *scroll // the list that is being built
	stepped bool    // the focus moved by key: its list follows
	blocked bool    // a dialog is over this: it shows and does nothing
	used    bool    // Accept was taken
}

type spot struct {
	key  string
	rect Rect
}

// New makes a UI. measure tells how wide a text is; trace may be nil.
func New(measure func(s string, size float64) float64, trace func(format string, args ...any)) *UI {
	if trace == nil {
		trace = func(string, ...any) {}
	}
	return &UI{
		measure: measure, trace: trace, Letters: 1, Scale: 1, told: map[string]Rect{}, scrolls: map[string]*scroll{},
	}
}

// Begin starts an update of a page.
func (u *UI) Begin(w, h float64, in Input) {
	u.W, u.H, u.In = w, h, in
	u.Commands, u.order, u.clip, u.caret = u.Commands[:0], u.order[:0], u.clip[:0], Rect{}
	u.Hint, u.stepped, u.blocked, u.used, u.Used = "", false, false, false, false
	if in.Down {
		u.active = "" // until touch finds what it goes down on
	}
	u.point()
	u.step()
}

// step moves the focus along what there was in the last update.
func (u *UI) step() {
	by := 0
	switch {
	case u.In.Next:
		by = 1
	case u.In.Previous:
		by = -1
	}
	if by == 0 || len(u.last) == 0 {
		return
	}
	at := 0
	for i, s := range u.last {
		if s.key == u.focus {
			at = i + by
		}
	}
	u.focus, u.stepped = u.last[(at+len(u.last))%len(u.last)].key, true
}

// End ends an update: it puts the focus on something and tells where what can be used is.
func (u *UI) End() {
	if !u.In.Held {
		u.active = ""
	}
	known := false
	for _, s := range u.order {
		known = known || s.key == u.focus
		if at, ok := u.told[s.key]; !ok || at != s.rect {
			u.told[s.key] = s.rect
			m := s.rect.Mid()
			u.trace("button %s at %.0f,%.0f", s.key, m.X*u.Scale, m.Y*u.Scale)
		}
	}
	if !known {
		u.focus = ""
		if len(u.order) > 0 {
			u.focus = u.order[0].key
		}
	}
	u.last = append(u.last[:0], u.order...)
}

// Forget is called when another page is shown: the focus begins anew, and places are told again.
func (u *UI) Forget() {
	u.focus, u.active, u.last, u.caret, u.hold = "", "", u.last[:0], Rect{}, grip{}
	clear(u.told)
	clear(u.scrolls)
}

// Caret is where text is typed, if anywhere.
func (u *UI) Caret() (Rect, bool) { return u.caret, u.caret != Rect{} }

// Focus puts the focus on a widget.
func (u *UI) Focus(key string) { u.focus = key }

// Focused reports whether a widget has the focus.
func (u *UI) Focused(key string) bool { return u.focus == key }

// Block lets everything before it lie still under a dialog: only what follows can be used.
func (u *UI) Block() {
	u.order, u.Hint = u.order[:0], ""
	u.Fill(Rect{W: u.W, H: u.H}, Back, 0.6)
}

// Still begins what is shown and cannot be used, until Live.
func (u *UI) Still() { u.blocked = true }

// Live ends Still.
func (u *UI) Live() { u.blocked = false }

// touch takes a widget into the focus order and tells what is done to it.
func (u *UI) touch(key string, r Rect) (hover, focused, clicked bool) {
	if u.blocked {
		return false, false, false
	}
	if n := len(u.clip); n > 0 && u.inside != nil {
		u.scrollTo(key, r)
	}
	u.order = append(u.order, spot{key, r})
	hover = u.again.key == "" && u.hovers(r)
	if hover && (u.moved || u.In.Down) {
		u.focus = key
	}
	if hover && u.In.Down {
		u.active = key
	}
	focused = u.focus == key
	clicked = hover && u.In.Down || u.again.key == key
	if focused && u.In.Accept && !u.used {
		u.used, clicked = true, true
	}
	u.Used = u.Used || clicked
	return hover, focused, clicked
}

func (u *UI) hovers(r Rect) bool {
	if !r.Holds(u.In.Pointer) {
		return false
	}
	for _, c := range u.clip {
		if !c.Holds(u.In.Pointer) {
			return false
		}
	}
	return true
}

// Where is where a widget was in the last update; false if there was none of that key.
func (u *UI) Where(key string) (r Rect, ok bool) {
	for _, s := range u.order {
		if s.key == key {
			return s.rect, true
		}
	}
	return Rect{}, false
}
