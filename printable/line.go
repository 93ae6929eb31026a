package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many marks may stand on one letter: more would pile up over the lines above and below.
const maxMarks = 4

// Line is a text as one line: a line break or tab is a space, and what steers a terminal, turns the direction of
// writing, or is drawn as nothing is left out.
func Line(text string) string {
	if strings.IndexFunc(text, suspect) < 0 && utf8.ValidString(text) {
		return text
	}
	marks := 0
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			marks = 0
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		case unicode.In(r, unicode.M):
			if marks++; marks > maxMarks {
				return -1
			}
			return r
		}
		marks = 0
		return r
	}, text))
}

// suspect reports whether a letter may have to go. Most texts have none.
func suspect(r rune) bool {
	return r != ' ' && (unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.M))
}
