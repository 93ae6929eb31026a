package assets

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"
)

func fonts(t *testing.T) (all []*sfnt.Font) {
	files, err := Embedded().Fonts()
	require.NoError(t, err)
	for _, b := range files {
		font, err := sfnt.Parse(b)
		require.NoError(t, err)
		all = append(all, font)
	}
	return all
}

func TestTheFontHasEveryLetterOfEveryText(t *testing.T) {
	font := fonts(t)[0]
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

// People are called in more letters than the texts are written in.
func TestTheFontsHaveTheLettersOfNames(t *testing.T) {
	var room sfnt.Buffer
	ours := fonts(t)
	for _, all := range [][2]rune{
		{0x0041, 0x005a}, {0x0061, 0x007a}, {0x00c0, 0x017f}, {0x0180, 0x024f}, {0x1e00, 0x1eff}, // Latin
		{0x0391, 0x03a1}, {0x03a3, 0x03ce}, {0x1f00, 0x1f15}, {0x1f70, 0x1f7d}, // Greek
		{0x0400, 0x045f}, {0x048a, 0x0529}, // Cyrillic
		{0x0300, 0x0345},                               // marks
		{0x3041, 0x3093}, {0x30a1, 0x30f6}, {'□', '□'}, // Kana, and the box of what is missing
	} {
		for letter := all[0]; letter <= all[1]; letter++ {
			require.True(t, slices.ContainsFunc(ours, func(f *sfnt.Font) bool {
				glyph, err := f.GlyphIndex(&room, letter)
				return err == nil && glyph != 0
			}), "no font has %q (%U)", letter, letter)
		}
	}
}
