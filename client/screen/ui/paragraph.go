package ui

import "strings"

// Wrap breaks a text into lines of a width: at blanks, between Chinese letters, and within words that are too long.
func (u *UI) Wrap(s string, size, width float64) []string {
	return Wrap(u.measure, s, size*u.Letters, width)
}

// Wrap does the same for whoever measures texts otherwise.
func Wrap(measure func(s string, size float64) float64, s string, size, width float64) (lines []string) {
	for part := range strings.SplitSeq(s, "\n") {
		lines = append(lines, wrapLine(measure, part, size, width)...)
	}
	return lines
}

func wrapLine(measure func(s string, size float64) float64, s string, size, width float64) (lines []string) {
	letters := []rune(s)
	for len(letters) > 0 {
		n := fits(measure, letters, size, width)
		cut := n
		if n < len(letters) {
			cut = breakAt(letters, n)
		}
		lines = append(lines, strings.TrimRight(string(letters[:cut]), " "))
		letters = letters[cut:]
		for len(letters) > 0 && letters[0] == ' ' {
			letters = letters[1:]
		}
	}
	if len(lines) == 0 {
		lines = []string{""}
	}
	return lines
}

// fits is how many letters fit into a width, at least one.
func fits(measure func(s string, size float64) float64, letters []rune, size, width float64) int {
	low, high := 1, len(letters)
	for low < high {
		if mid := (low + high + 1) / 2; measure(string(letters[:mid]), size) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

// breakAt finds a good place to break at or before n.
func breakAt(letters []rune, n int) int {
	for i := n; i > n/2; i-- {
		before, after := letters[i-1], letters[min(i, len(letters)-1)]
		if divides(letters[i:]) {
			continue
		}
		if after == ' ' || before == ' ' || before > 0x2E80 && after > 0x2E80 && !strings.ContainsRune("，。；：！？、）》”…",
			after) {
			return i
		}
	}
	return n
}

// divides reports whether what is left begins with the dot between two parts of a line: it stays
// with the part before it.
func divides(letters []rune) bool {
	for len(letters) > 0 && letters[0] == ' ' {
		letters = letters[1:]
	}
	return len(letters) > 0 && letters[0] == '·'
}

// Paragraph writes a text in lines and returns how high it is.
func (u *UI) Paragraph(r Rect, s string, size float64, ink Ink) float64 {
	lines := u.Wrap(s, size, r.W)
	for i, line := range lines {
		u.Text(Rect{r.X, r.Y + float64(i)*u.Tall(size), r.W + 2, u.Tall(size)}, line, size, Left, ink)
	}
	return float64(len(lines)) * u.Tall(size)
}
