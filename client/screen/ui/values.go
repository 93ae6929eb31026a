package ui

import "unicode"

// margin is between a widget's edge and what is written on it.
const margin = 12

// Choice is one of several. It returns the new one: its left arrow goes back, the rest of it goes
// on; so do left and right.
func (u *UI) Choice(key string, r Rect, text, hint string, values []string, now int) int {
	hover, focused, clicked := u.touch(key, r)
	u.hint(hover, hint)
	u.ground(r, focused)
	name, less, value, more := u.chooser(r, text, values)
	u.Text(name, text, Usual, Left, Body)
	u.arrow(less, "‹", hover)
	u.arrow(more, "›", hover)
	if now >= 0 && now < len(values) {
		u.Text(value, values[now], Usual, Middle, Accent)
	}
	by := 0
	switch {
	case u.again.key == key:
		by = u.again.by
	case clicked && u.In.Down && less.Holds(u.In.Pointer), focused && u.In.Less:
		by = -1
	case clicked, focused && u.In.More:
		by = 1
	}
	if clicked && u.In.Down {
		u.hold = grip{key, by, u.pointer}
	}
	if by != 0 && len(values) > 0 {
		now = (now + by + len(values)) % len(values)
		u.trace("set %s %s", key, values[now])
	}
	return now
}

// chooser divides a choice: its name, and at the right end two arrows around room for the longest value, so that they
// stay where they are.
func (u *UI) chooser(r Rect, text string, values []string) (name, less, value, more Rect) {
	arrow, wide := min(30, r.H), 0.0
	for _, v := range values {
		wide = max(wide, u.Width(v, Usual)+2)
	}
	free := max(0, r.W-margin-2*arrow)
	wide = min(wide, max(free*0.6, free-u.Width(text, Usual)-8))
	more = Rect{r.X + r.W - arrow, r.Y, arrow, r.H}
	value = Rect{more.X - wide, r.Y, wide, r.H}
	less = Rect{value.X - arrow, r.Y, arrow, r.H}
	return Rect{r.X + margin, r.Y, max(0, less.X-r.X-margin), r.H}, less, value, more
}

// Need is how wide a choice must be for its name and any of its values to be read.
func (u *UI) Need(text string, values []string, tall float64) float64 {
	wide := 0.0
	for _, v := range values {
		wide = max(wide, u.Width(v, Usual)+2)
	}
	return margin + u.Width(text, Usual) + 8 + wide + 2*min(30, tall)
}

// arrow is one of a choice's two.
func (u *UI) arrow(r Rect, sign string, live bool) {
	if live && r.Holds(u.In.Pointer) {
		u.Fill(r.Inset(3), Accent, 0.25)
	}
	u.Text(r, sign, Large, Middle, Accent)
}

// Slider is a number between two others, in steps. show writes it.
func (u *UI) Slider(key string, r Rect, text, hint string, value, low, high, step int, show func(int) string) int {
	hover, focused, _ := u.touch(key, r)
	u.hint(hover, hint)
	u.ground(r, focused)
	name := max(r.W*0.46, min(u.Width(text, Usual)+2*margin, r.W*0.62))
	u.Text(Rect{r.X + margin, r.Y, name - margin, r.H}, text, Usual, Left, Body)
	figure := max(u.Width(show(low), Usual), u.Width(show(high), Usual)) + 2
	bar := Rect{r.X + name, r.Y + r.H/2 - 3, max(0, r.W-name-figure-2*margin), 6}
	share := float64(value-low) / float64(max(1, high-low))
	u.Fill(bar, Black, 0.6)
	u.Fill(Rect{bar.X, bar.Y, bar.W * share, bar.H}, Accent, 0.9)
	u.Fill(Rect{bar.X + bar.W*share - 4, bar.Y - 5, 8, 16}, Plain, 1)
	u.Text(Rect{r.X + r.W - figure - margin, r.Y, figure, r.H}, show(value), Usual, Right, Accent)
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

// Field is a line to type. It returns the text and whether Enter ended it. Its label stays beside what is typed.
func (u *UI) Field(key string, r Rect, label, text string, most int) (string, bool) {
	_, focused, clicked := u.touch(key, r)
	u.ground(r, focused)
	if focused {
		text, u.caret = u.typed(text, most), r
	}
	line := Rect{r.X + margin, r.Y, r.W - 2*margin, r.H}
	switch {
	case label == "":
	case text == "" && !focused:
		u.Text(line, label, Usual, Left, Faint)
	default:
		var name Rect
		name, line = line.CutLeft(min(u.Width(label, Usual)+2, line.W*0.6), margin)
		u.Text(name, label, Usual, Left, Faint)
	}
	shown := text
	if focused {
		shown += u.In.Composing + "|"
	}
	for letters := []rune(shown); u.Width(shown, Usual) > line.W && len(letters) > 1; shown = string(letters) {
		letters = letters[1:] // the end is what is being typed
	}
	if shown != "" {
		u.Text(line, shown, Usual, Left, Body)
	}
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
