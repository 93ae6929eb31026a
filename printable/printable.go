// Package printable makes text of others fit for a terminal and a log. Names, chat and errors come from players, files
// and other servers, and a terminal obeys what stands in them: an escape sequence clears the screen, moves the cursor
// or renames the window, and a mark of writing direction has a line read as another one.
//
// What a terminal might obey is replaced by U+FFFD, which is drawn: two names that differ look different.
package printable

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

// replacement stands for what is not printed.
const replacement = '\uFFFD'

// Text is text that stands in a line: no line feed and no tab is left in it either.
func Text(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || obeyed(r) {
			return replacement
		}
		return r
	}, s)
}

// Lines is text of several lines.
func Lines(s string) string {
	return strings.Map(func(r rune) rune {
		if obeyed(r) {
			return replacement
		}
		return r
	}, s)
}

// obeyed reports whether a terminal may do something else with r than draw it: controls (C0, DEL, C1), separators of
// lines, and marks of direction.
func obeyed(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return true
	case r == 0x61c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x206f:
		return true
	}
	return r == utf8.RuneError
}

// writer lets through what is printable.
type writer struct {
	mu      sync.Mutex
	to      io.Writer
	instead func(rune) string
	cut     []byte // the beginning of a letter whose end has not come yet
}

// NewWriter passes on what is written to it as Lines has it.
func NewWriter(to io.Writer) io.Writer {
	return &writer{to: to, instead: func(rune) string { return string(replacement) }}
}

// NewJSONWriter passes on JSON, in which what a terminal obeys is written by its number: it means the same.
func NewJSONWriter(to io.Writer) io.Writer {
	return &writer{to: to, instead: func(r rune) string { return fmt.Sprintf(`\u%04x`, r) }}
}

// Write implements io.Writer.
func (w *writer) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := append(w.cut, b...)
	whole := len(text)
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		if c := text[len(text)-back]; utf8.RuneStart(c) {
			if !utf8.FullRune(text[len(text)-back:]) {
				whole -= back
			}
			break
		}
	}
	var out strings.Builder
	for _, r := range string(text[:whole]) {
		if obeyed(r) {
			out.WriteString(w.instead(r))
		} else {
			out.WriteRune(r)
		}
	}
	w.cut = append([]byte(nil), text[whole:]...)
	if _, err := io.WriteString(w.to, out.String()); err != nil {
		return 0, err
	}
	return len(b), nil
}
