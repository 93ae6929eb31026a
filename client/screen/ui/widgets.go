package ui

import "fmt"

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

// Room is how wide a button must be for its text.
func (u *UI) Room(text string) float64 { return u.Width(text, Usual) + 2*margin }

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
	u.Text(Rect{r.X + margin, r.Y, r.W - margin - r.H, r.H}, text, Usual, Left, Body)
	if clicked || focused && (u.In.Less && on || u.In.More && !on) {
		on = !on
		u.trace("set %s %v", key, on)
	}
	return on
}

// Scrub is a strip that is pressed, or dragged along: it draws nothing, and returns how far along, 0
// to 1, while it is held.
func (u *UI) Scrub(key string, r Rect) (share float64, held bool) {
	u.touch(key, r)
	if u.active != key || !u.In.Held && !u.In.Down {
		return 0, false
	}
	return max(0, min(1, (u.In.Pointer.X-r.X)/max(1, r.W))), true
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
			u.Frame(tab, 1, Accent, 0.5) // not filled: that would be a second one that looks chosen
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
	return u.Window(Rect{W: u.W, H: u.H}.Inset(8).Centred(w, h), heading, ink)
}

// Window is a box with a heading over what goes on; it returns the room below the heading.
func (u *UI) Window(r Rect, heading string, ink Ink) Rect {
	u.Fill(r, Back, 0.97)
	u.Surface(r)
	u.Fill(Rect{r.X, r.Y, r.W, 4}, ink, 1)
	top, rest := r.Inset(dialogEdge).Cut(u.Tall(Title), 8)
	u.Text(top, heading, Title, Left, ink)
	return rest
}

// dialogEdge is between a dialog's edge and what it holds.
const dialogEdge = 20

// Stack is a dialog for buttons one below the other and a small note under them: as high as they need, and in a low
// window with less high buttons. It returns the room within, and how high a button is.
func (u *UI) Stack(w float64, heading string, buttons int, note string) (r Rect, tall float64) {
	rows := float64(buttons)
	rest := 2*dialogEdge + u.Tall(Title) + 8 // all but the buttons
	if note != "" {
		rest += u.Tall(Small) * float64(len(u.Wrap(note, Small, w-2*dialogEdge-12)))
	}
	tall = max(u.Tall(Usual), min(u.RowHeight(), (u.H-16-rest)/rows-RowGap))
	return u.Dialog(w, rest+rows*(tall+RowGap), heading, Accent), tall
}

// Tip shows the hint beside the pointer. It is called last.
func (u *UI) Tip() {
	if u.Hint == "" {
		return
	}
	lines := u.Wrap(u.Hint, Small+1, min(300, u.W-30))
	w, h := 0.0, float64(len(lines))*u.Tall(Small+1)+14
	for _, l := range lines {
		w = max(w, u.Width(l, Small+1)+22)
	}
	r := Rect{max(4, min(u.In.Pointer.X+14, u.W-w-4)), u.In.Pointer.Y + 20, w, h}
	if r.Y+h > u.H {
		r.Y = u.In.Pointer.Y - h - 8
	}
	u.Fill(r, Back, 0.96)
	u.Frame(r, 1, Accent, 0.5)
	for i, l := range lines {
		u.Text(Rect{r.X + 11, r.Y + 7 + float64(i)*u.Tall(Small+1), w, u.Tall(Small + 1)}, l, Small+1, Left, Body)
	}
}

// Of a page of widgets one below the other, in logical units.
const (
	rowHeight = 40
	RowGap    = 8 // between two rows
)

// RowHeight is how high a row is, with the letters that the player chose.
func (u *UI) RowHeight() float64 { return rowHeight * max(1, u.Letters) }
