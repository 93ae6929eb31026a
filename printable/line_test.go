package printable

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

func TestLines(t *testing.T) {
	for text, shown := range map[string]string{
		"":                                 "",
		"over the bridge, now":             "over the bridge, now",
		"Łukasz Dvořák 王伟 🙂":               "Łukasz Dvořák 王伟 🙂",
		"one\ntwo\r\nthree":                "one two  three",
		"one\u2028two\u2029three\tfour":    "one two three four",
		"\x1b]0;title\x07\x1b[31mred":      "]0;title[31mred",
		"a\u202egnp.exe\u202c":             "agnp.exe",
		"\u2066x\u2069\u200f\u200b\ufeff":  "x",
		"\x01say.help":                     "say.help",
		"\xffa":                            "\ufffda",
		"e\u0301":                          "e\u0301",
		"e" + strings.Repeat("\u0301", 99): "e" + strings.Repeat("\u0301", 4),
		"\n\n\n":                           "",
	} {
		require.Equal(t, shown, Line(text), "%q", text)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\nb\u202e\x1b")
	f.Fuzz(func(t *testing.T, text string) {
		line := Line(text)
		require.Equal(t, line, Line(line))
		for _, r := range line {
			require.False(t, r != ' ' && unicode.IsSpace(r) ||
				unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), "%q", line)
		}
	})
}
