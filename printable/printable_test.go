package printable

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestWhatATerminalObeysIsNotPrinted(t *testing.T) {
	for text, want := range map[string]string{
		"指挥官 Łukasz, 7 × 9 –\u00a0ok": "指挥官 Łukasz, 7 × 9 –\u00a0ok",
		"\x1b[2Jclear":                "�[2Jclear",
		"\x9b31mred":                  "�31mred", // a byte that is no letter
		"\u009b31mred":                "�31mred", // the same, as terminals of UTF-8 read it
		"\x1b]0;title\a":              "�]0;title�",
		"back\b\rspace\x7f":           "back��space�",
		"gnp.\u202eexe":               "gnp.�exe",
		"\u2066\u2069\u200f\u061c":    "����",
		"line\u2028line":              "line�line",
		"a\nb\tc":                     "a�b�c",
	} {
		require.Equal(t, want, Text(text))
	}
	require.Equal(t, "a\nb\tc�", Lines("a\nb\tc\x1b"))
}

// However it is cut into pieces, a writer lets through what Lines does.
func TestAWriterIsGivenTextInPieces(t *testing.T) {
	text := "指挥官\x1b[31m\n\u202e\tŁ\x9b!"
	for size := 1; size < len(text); size++ {
		var out bytes.Buffer
		w := NewWriter(&out)
		for rest := []byte(text); len(rest) > 0; rest = rest[min(size, len(rest)):] {
			n, err := w.Write(rest[:min(size, len(rest))])
			require.NoError(t, err)
			require.Equal(t, min(size, len(rest)), n)
		}
		require.Equal(t, Lines(text), out.String(), "in pieces of %d", size)
	}
}

func TestJSONMeansTheSame(t *testing.T) {
	name := "\x1b[31m\u009b\x7f\u202e\u2028指"
	var out bytes.Buffer
	require.NoError(t, json.NewEncoder(NewJSONWriter(&out)).Encode(name))
	require.NotContains(t, out.String(), "\u009b")
	require.NotContains(t, out.String(), "\x7f")
	var back string
	require.NoError(t, json.Unmarshal(out.Bytes(), &back))
	require.Equal(t, name, back)
}

func FuzzText(f *testing.F) {
	f.Add("\x1b[31m\u202e\xff")
	f.Fuzz(func(t *testing.T, text string) {
		out := Text(text)
		require.True(t, utf8.ValidString(out))
		require.NotContains(t, out, "\n")
		require.False(t, strings.ContainsFunc(out, unicode.IsControl))
		require.Equal(t, out, Text(out))
	})
}
