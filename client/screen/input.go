package screen

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/client/screen/battle"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
)

const maxElapsed = 100 * time.Millisecond // after a hitch the camera does not leap

// Input gathers what the player did on the battlefield since the last update. It is good until the next call.
func (a *app) Input() *battle.Input {
	in := &a.in
	*in = battle.Input{
		Now: a.Now, Elapsed: min(a.Now.Sub(a.Before), maxElapsed), Pointer: a.pointer(),
		ScrollAtTheEdge: a.Chosen.EdgeScroll && !a.cfg.Still && !a.fingers.here,
		Speed:           float64(a.Chosen.ScrollSpeed) / 100,
		Left:            a.button(ebiten.MouseButtonLeft), Right: a.button(ebiten.MouseButtonRight),
		Middle: a.button(ebiten.MouseButtonMiddle), Shift: ebiten.IsKeyPressed(ebiten.KeyShift),
		Alt: ebiten.IsKeyPressed(ebiten.KeyAlt), PanX: a.axis(keys.PanLeft, keys.PanRight),
		PanY: a.axis(keys.PanUp, keys.PanDown),
	}
	in.Inside = ebiten.IsFocused() && a.canvas.All().Holds(in.Pointer)
	in.Wheel = a.wheel()
	in.Actions = a.Actions(a.Keys.Asked)
	return in
}

// Actions are what the keys that went down ask for.
func (a *app) Actions(asked func(key string, ctrl, shift, alt bool) []keys.Action) (all []keys.Action) {
	var room [8]ebiten.Key
	for _, k := range inpututil.AppendJustPressedKeys(room[:0]) {
		if !modifier(k) {
			all = append(all, asked(k.String(), ebiten.IsKeyPressed(ebiten.KeyControl),
				ebiten.IsKeyPressed(ebiten.KeyShift), ebiten.IsKeyPressed(ebiten.KeyAlt))...)
		}
	}
	return all
}

func modifier(k ebiten.Key) bool {
	switch k {
	case ebiten.KeyShift, ebiten.KeyShiftLeft, ebiten.KeyShiftRight, ebiten.KeyControl, ebiten.KeyControlLeft,
		ebiten.KeyControlRight,
		ebiten.KeyAlt, ebiten.KeyAltLeft, ebiten.KeyAltRight, ebiten.KeyMeta, ebiten.KeyMetaLeft, ebiten.KeyMetaRight:
		return true
	}
	return false
}

// asked reports whether a key asks for an action now.
func (a *app) asked(wanted keys.Action) bool {
	for _, c := range a.Keys.Of(wanted) {
		key, ctrl, shift, alt := c.Parts()
		if k, ok := keyNamed(key); ok && inpututil.IsKeyJustPressed(k) &&
			ctrl == ebiten.IsKeyPressed(ebiten.KeyControl) &&
			shift == ebiten.IsKeyPressed(ebiten.KeyShift) && alt == ebiten.IsKeyPressed(ebiten.KeyAlt) {
			return true
		}
	}
	return false
}

// named are keys by their names.
var named = map[string]ebiten.Key{}

func keyNamed(name string) (ebiten.Key, bool) {
	if k, ok := named[name]; ok {
		return k, true
	}
	var k ebiten.Key
	if k.UnmarshalText([]byte(name)) != nil {
		return 0, false
	}
	named[name] = k
	return k, true
}

func mouse(b ebiten.MouseButton) battle.Button {
	return battle.Button{
		Down: inpututil.IsMouseButtonJustPressed(b), Up: inpututil.IsMouseButtonJustReleased(b),
		Held: inpututil.MouseButtonPressDuration(b) > 0,
	}
}

func (a *app) axis(less, more keys.Action) (v float64) {
	if a.held(less) {
		v--
	}
	if a.held(more) {
		v++
	}
	return v
}

func (a *app) held(wanted keys.Action) bool {
	for _, c := range a.Keys.Of(wanted) {
		key, _, _, _ := c.Parts()
		if k, ok := keyNamed(key); ok && ebiten.IsKeyPressed(k) {
			return true
		}
	}
	return false
}

// Strip gathers what the player did to a page, or to a strip of widgets.
func (a *app) Strip() ui.Input {
	left, at := a.button(ebiten.MouseButtonLeft), a.pointer()
	shift := ebiten.IsKeyPressed(ebiten.KeyShift)
	in := ui.Input{
		Pointer: ui.Point{X: at.X / a.canvas.Scale, Y: at.Y / a.canvas.Scale}, Down: left.Down, Held: left.Held,
		Up:       left.Up,
		Next:     a.again(ebiten.KeyArrowDown) || a.again(ebiten.KeyTab) && !shift,
		Previous: a.again(ebiten.KeyArrowUp) || a.again(ebiten.KeyTab) && shift,
		Less:     a.again(ebiten.KeyArrowLeft), More: a.again(ebiten.KeyArrowRight),
		Accept: inpututil.IsKeyJustPressed(ebiten.KeyEnter) || inpututil.IsKeyJustPressed(ebiten.KeyNumpadEnter),
		Cancel: inpututil.IsKeyJustPressed(ebiten.KeyEscape),
		Erase:  a.again(ebiten.KeyBackspace),
	}
	in.Wheel = a.wheel()
	a.typing(&in)
	return in
}

const (
	repeatsAfter = 400 * time.Millisecond // that a key is held
	repeatsEvery = 66 * time.Millisecond
)

// again reports whether a key goes down, or repeats because it is held.
func (a *app) again(k ebiten.Key) bool {
	wait := repeatsEvery
	switch {
	case inpututil.IsKeyJustPressed(k):
		wait = repeatsAfter
	case !ebiten.IsKeyPressed(k) || a.Now.Before(a.repeats[k]):
		return false
	}
	a.repeats[k] = a.Now.Add(wait)
	return true
}

// Pointer is where the mouse is, off the screen while a page lies over the battle.
func (a *app) Pointer() battle.Point {
	if _, ok := a.top().(page); ok {
		return battle.Point{X: -1, Y: -1}
	}
	return a.pointer()
}

// cursor is where the mouse is.
func cursor() battle.Point {
	x, y := ebiten.CursorPosition()
	return battle.Point{X: float64(x), Y: float64(y)}
}
