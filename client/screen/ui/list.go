package ui

// scroll is how far a list has been moved.
type scroll struct {
	at   float64 // of the content, above the list's upper edge
	full float64 // how high the content was
	view Rect
}

// Scroll shows a part of something higher than its room. build gets the room, moved, and returns how high it was.
func (u *UI) Scroll(key string, r Rect, build func(room Rect) float64) {
	s := u.scrolls[key]
	if s == nil {
		s = &scroll{}
		u.scrolls[key] = s
	}
	s.view = r
	if u.hovers(r) && !u.blocked {
		s.at -= u.In.Wheel * 48
	}
	s.at = max(0, min(s.at, s.full-r.H))
	u.add(Command{Do: Clip, R: r})
	u.clip = append(u.clip, r)
	outer := u.inside
	u.inside = s
	s.full = build(Rect{r.X, r.Y - s.at, r.W - 12, r.H})
	u.inside = outer
	u.clip = u.clip[:len(u.clip)-1]
	u.add(Command{Do: Unclip})
	if s.full > r.H+1 {
		bar := Rect{r.X + r.W - 5, r.Y, 5, r.H}
		u.Fill(bar, Black, 0.4)
		u.Fill(Rect{bar.X, bar.Y + r.H*s.at/s.full, 5, r.H * r.H / s.full}, Faint, 0.8)
	}
}

// scrollTo scrolls the list so that what got the focus by key is visible.
func (u *UI) scrollTo(key string, r Rect) {
	s := u.inside
	if !u.stepped || u.focus != key {
		return
	}
	switch {
	case r.Y < s.view.Y:
		s.at -= s.view.Y - r.Y + 4
	case r.Y+r.H > s.view.Y+s.view.H:
		s.at += r.Y + r.H - s.view.Y - s.view.H + 4
	}
}

// Row is a line of a list that can be chosen. It draws its ground; cells are written into the rectangle by the caller.
func (u *UI) Row(key string, r Rect, chosen bool) bool {
	_, focused, clicked := u.touch(key, r)
	if chosen {
		u.Fill(r, Accent, 0.2)
	}
	u.Frame(r, 1, Edge, 0.7)
	if focused {
		u.Frame(r, 1.5, Accent, 0.85)
	}
	if clicked {
		u.trace("press %s", key)
	}
	return clicked
}
