package ui

// least is the size down to which letters are made smaller before a text is shortened.
const least = 12

// Text writes a line into its rectangle: smaller where it is too long, and shortened where that does not help. What is
// shortened can be read whole under the pointer.
func (u *UI) Text(r Rect, s string, size float64, align Align, ink Ink) {
	size = u.shrunk(s, size*u.Letters, r.W)
	c := Command{Do: Write, R: r, Text: u.Fit(s, size, r.W), Size: size, Align: align, Ink: ink, Alpha: 1}
	if c.Text != s {
		c.Whole = s
		if u.hovers(r) && !u.blocked {
			u.Hint = joined(s, u.Hint)
		}
	}
	u.add(c)
}

// joined puts what a shortened text says over the hint that there is already.
func joined(whole, hint string) string {
	if hint == "" {
		return whole
	}
	return whole + "\n" + hint
}

// shrunk is the size at which a text fits into a width, no smaller than what is read with ease.
func (u *UI) shrunk(s string, size, width float64) float64 {
	for low := min(size, max(0.7*size, least*u.Letters)); size > low && u.measure(s, size) > width; {
		size = max(low, size-0.5)
	}
	return size
}

// Span is a text as it is to be written.
type Span struct {
	Text string
	Size float64
	Ink  Ink
}

// Pair writes two texts on one line, one at each end. Each gets what the other leaves; where both are too long, the one
// on the right keeps half.
func (u *UI) Pair(r Rect, name, value Span) {
	const gap = 12
	n, v := u.Width(name.Text, name.Size), u.Width(value.Text, value.Size)
	wide := min(v, max(r.W/2, r.W-gap-n))
	if v > 0 {
		u.Text(Rect{r.X + r.W - wide, r.Y, wide, r.H}, value.Text, value.Size, Right, value.Ink)
		r.W -= wide + gap
	}
	u.Text(r, name.Text, name.Size, Left, name.Ink)
}

// Width is how wide a text of a size is.
func (u *UI) Width(s string, size float64) float64 { return u.measure(s, size*u.Letters) }

// Fit shortens a text until it fits into a width; size is final.
func (u *UI) Fit(s string, size, width float64) string {
	if u.measure(s, size) <= width {
		return s
	}
	letters := []rune(s)
	low, high := 0, len(letters)
	for low < high { // the longest beginning that fits
		if mid := (low + high + 1) / 2; u.measure(string(letters[:mid])+"…", size) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return string(letters[:low]) + "…"
}

// Tall is how high a line of a size is.
func (u *UI) Tall(size float64) float64 { return size * u.Letters * 1.4 }
