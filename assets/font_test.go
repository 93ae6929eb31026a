package assets

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
)

func TestTheFontHasEveryLetterOfEveryText(t *testing.T) {
	b, err := Embedded().Font()
	require.NoError(t, err)
	font, err := sfnt.Parse(b)
	require.NoError(t, err)
	var room sfnt.Buffer
	for _, lang := range Languages {
		words, err := Embedded().Words(lang)
		require.NoError(t, err)
		require.NotEmpty(t, words)
		for key, text := range words {
			for _, letter := range text {
				glyph, err := font.GlyphIndex(&room, letter)
				require.NoError(t, err)
				require.NotZero(t, glyph, "texts/%s.yaml: %s: the font has no %q", lang, key, letter)
			}
		}
	}
}
