package kit

import (
	"fmt"
	"unicode"
)

// Sizes of letters.
const (
	Title = 26
	Large = 19
	Usual = 16
	Small = 13
)

// ground draws what a widget lies on.
func (u *UI) ground(r Rect, focused bool) {
	u.Surface(r)
	if focused {
		u.Fill(r, Accent, 0.16)
		u.Frame(r, 1.5, Accent, 0.85)
	}
}

// Button is pressed. Its hint is shown when the pointer rests on it.
func (u *UI) Button(key string, r Rect, text, hint string) bool {
	return u.Press(key, r, text, hint, true)
}

// Press is a button that may be of no use now; its hint should say why.
func (u *UI) Press(key string, r Rect, text, hint string, enabled bool) bool {
	hover, focused, clicked := u.touch(key, r)
	u.hint(hover, hint)
	u.ground(r, focused)
	ink := Body
	switch {
	case !enabled:
		ink = Faint
	case focused:
		ink = Plain
	}
	u.Text(r.Inset(6), text, min(Usual, r.H*0.5), Middle, ink)
	if clicked && enabled {
		u.trace("press %s", key)
	}
	return clicked && enabled
}

func (u *UI) hint(hover bool, hint string) {
	if hover && hint != "" {
		u.Hint = hint
	}
}

// Check is on or off. It returns the new value.
func (u *UI) Check(key string, r Rect, text, hint string, on bool) bool {
	hover, focused, clicked := u.touch(key, r)
	u.hint(hover, hint)
	u.ground(r, focused)
	box := Rect{r.X + r.W - r.H, r.Y, r.H, r.H}.Centred(18, 18)
	u.Frame(box, 1.5, Body, 0.8)
	if on {
		u.Fill(box.Inset(4), Accent, 1)
	}
	u.Text(Rect{r.X + 12, r.Y, r.W - 24 - r.H, r.H}, text, Usual, Left, Body)
	if clicked || focused && (u.In.Less && on || u.In.More && !on) {
		on = !on
		u.trace("set %s %v", key, on)
	}
	return on
}

// Choice is one of several. It returns the new one: a click or Enter goes to the next, left and right step.
func (u *UI) Choice(key string, r Rect, text, hint string, values []string, now int) int {
	hover, focused, clicked := u.touch(key, r)
	u.hint(hover, hint)
	u.ground(r, focused)
	half := Rect{r.X + 12, r.Y, r.W*0.5 - 12, r.H}
	u.Text(half, text, Usual, Left, Body)
	value := Rect{r.X + r.W*0.5, r.Y, r.W*0.5 - 12, r.H}
	if now >= 0 && now < len(values) {
		u.Text(value, "‹ "+values[now]+" ›", Usual, Right, Accent)
	}
	by := 0
	switch {
	case clicked && u.In.Down && u.In.Pointer.X < r.X+r.W*0.5+value.W-u.Width(values[max(0, min(now, len(values)-1))], Usual)-14 && u.In.Pointer.X > r.X+r.W*0.5:
		by = -1
	case clicked, focused && u.In.More:
		by = 1
	case focused && u.In.Less:
		by = -1
	}
	if by != 0 && len(values) > 0 {
		now = (now + by + len(values)) % len(values)
		u.trace("set %s %s", key, values[now])
	}
	return now
}

// Slider is a number between two others, in steps. show writes it.
func (u *UI) Slider(key string, r Rect, text, hint string, value, low, high, step int, show func(int) string) int {
	hover, focused, _ := u.touch(key, r)
	u.hint(hover, hint)
	u.ground(r, focused)
	u.Text(Rect{r.X + 12, r.Y, r.W*0.45 - 12, r.H}, text, Usual, Left, Body)
	bar := Rect{r.X + r.W*0.46, r.Y + r.H/2 - 3, r.W*0.54 - 78, 6}
	share := float64(value-low) / float64(max(1, high-low))
	u.Fill(bar, Black, 0.6)
	u.Fill(Rect{bar.X, bar.Y, bar.W * share, bar.H}, Accent, 0.9)
	u.Fill(Rect{bar.X + bar.W*share - 4, bar.Y - 5, 8, 16}, Plain, 1)
	u.Text(Rect{r.X + r.W - 72, r.Y, 60, r.H}, show(value), Usual, Right, Accent)
	before := value
	switch {
	case u.active == key && (u.In.Held || u.In.Down):
		at := (u.In.Pointer.X - bar.X) / max(1, bar.W)
		value = low + int(at*float64(high-low)/float64(step)+0.5)*step
	case focused && u.In.Less:
		value -= step
	case focused && u.In.More:
		value += step
	}
	if value = max(low, min(high, value)); value != before {
		u.trace("set %s %d", key, value)
	}
	return value
}

// Scrub is a strip that is pressed, or dragged along: it draws nothing, and returns how far along, 0 to 1, while it is held.
func (u *UI) Scrub(key string, r Rect) (share float64, held bool) {
	u.touch(key, r)
	if u.active != key || !u.In.Held && !u.In.Down {
		return 0, false
	}
	return max(0, min(1, (u.In.Pointer.X-r.X)/max(1, r.W))), true
}

// Field is a line to type. It returns the text and whether Enter ended it.
func (u *UI) Field(key string, r Rect, label, text string, most int) (string, bool) {
	_, focused, clicked := u.touch(key, r)
	u.ground(r, focused)
	if focused {
		text, u.caret = u.typed(text, most), r
	}
	shown, ink := text, Body
	switch {
	case focused:
		shown += u.In.Composing + "|"
	case text == "":
		shown, ink = label, Faint
	}
	for letters := []rune(shown); u.Width(shown, Usual) > r.W-24 && len(letters) > 1; shown = string(letters) {
		letters = letters[1:] // the end is what is being typed
	}
	u.Text(Rect{r.X + 12, r.Y, r.W - 20, r.H}, shown, Usual, Left, ink)
	return text, clicked && !u.In.Down && text != ""
}

func (u *UI) typed(text string, most int) string {
	letters := []rune(text)
	if u.In.Erase && len(letters) > 0 {
		letters = letters[:len(letters)-1]
	}
	for _, l := range u.In.Typed {
		if unicode.IsPrint(l) && len(string(letters))+len(string(l)) <= most {
			letters = append(letters, l)
		}
	}
	return string(letters)
}

// Tabs are pages of which one is shown. It returns which.
func (u *UI) Tabs(key string, r Rect, names []string, now int) int {
	w := r.W / float64(max(1, len(names)))
	for i, name := range names {
		tab := Rect{r.X + float64(i)*w, r.Y, w - 6, r.H}
		_, focused, clicked := u.touch(fmt.Sprintf("%s.%d", key, i), tab)
		ink := Faint
		if i == now {
			ink = Plain
			u.Fill(Rect{tab.X, tab.Y + tab.H - 3, tab.W, 3}, Accent, 1)
		}
		if focused {
			u.Fill(tab, Accent, 0.14)
		}
		u.Text(tab, name, Usual, Middle, ink)
		if clicked {
			u.trace("press %s.%d", key, i)
			now = i
		}
	}
	return now
}

// Dialog is a page in the middle, over everything else, with a heading. It returns the room within.
func (u *UI) Dialog(w, h float64, heading string, ink Ink) Rect {
	u.Block()
	r := Rect{W: u.W, H: u.H}.Inset(8).Centred(w, h)
	u.Fill(r, Back, 0.97)
	u.Surface(r)
	u.Fill(Rect{r.X, r.Y, r.W, 4}, ink, 1)
	top, rest := r.Inset(20).Cut(u.Tall(Title), 8)
	u.Text(top, heading, Title, Left, ink)
	return rest
}

// Tip shows the hint beside the pointer. It is called last.
func (u *UI) Tip() {
	if u.Hint == "" {
		return
	}
	lines := u.Wrap(u.Hint, Small+1, 300)
	w, h := 0.0, float64(len(lines))*u.Tall(Small+1)+14
	for _, l := range lines {
		w = max(w, u.Width(l, Small+1)+22)
	}
	r := Rect{min(u.In.Pointer.X+14, u.W-w-4), u.In.Pointer.Y + 20, w, h}
	if r.Y+h > u.H {
		r.Y = u.In.Pointer.Y - h - 8
	}
	u.Fill(r, Back, 0.96)
	u.Frame(r, 1, Accent, 0.5)
	for i, l := range lines {
		u.Text(Rect{r.X + 11, r.Y + 7 + float64(i)*u.Tall(Small+1), w, u.Tall(Small + 1)}, l, Small+1, Left, Body)
	}
}
