//go:build window

package screen

import (
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/typeface"
)

// inked counts the pixels that a text colours.
func inked(c *draw.Canvas, s string) (n int) {
	dst := ebiten.NewImage(400, 60)
	defer dst.Deallocate()
	c.Begin(dst)
	c.Text(s, battle.Point{X: 10, Y: 30}, 20, draw.Left, draw.RGBA(1, 1, 1, 1))
	img := image.NewRGBA(image.Rect(0, 0, 400, 60))
	dst.ReadPixels(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] > 0 {
			n++
		}
	}
	return n
}

// Whatever somebody is called, each letter is drawn, if only as a box, and stands on the line of the others.
func TestEveryLetterIsDrawn(t *testing.T) {
	onMain(func() {
		c, err := draw.New(nil, func() {})
		require.NoError(t, err)
		for _, letter := range "ŁukaszDvořákПриветΑθηνᾶ王伟カナไ한א🙂" {
			require.Positive(t, inked(c, string(letter)), "%q", letter)
			require.Positive(t, c.Width(string(letter), 20), "%q", letter)
		}
		require.Equal(t, inked(c, "□"), inked(c, "ไ"), "no font has it")
		require.Zero(t, inked(c, "\ufe0f"), "a variation selector is no letter")
		require.Equal(t, "Łu…", c.Fitting("Łukasz Dvořák", 20, c.Width("Łu…", 20)))
	})
}

// A letter that the game's fonts lack comes from a font of this machine, as soon as that was found.
func TestLettersComeFromFontsOfThisMachine(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, ".local", "share"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, ".cache"))
	fonts := filepath.Join(home, ".local", "share", "fonts")
	require.NoError(t, os.MkdirAll(fonts, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(fonts, "Go.ttf"), goregular.TTF, 0o644))
	letter := onlyIn(t, goregular.TTF)
	onMain(func() {
		search := make(chan func(), 1)
		c, err := draw.New(func(f func()) { search <- f }, func() {})
		require.NoError(t, err)
		box := inked(c, "□")
		require.Equal(t, box, inked(c, letter), "%q", letter)
		before := c.Width(letter, 20)
		go (<-search)() // not before: it may be over at once
		require.Eventually(t, func() bool {
			return inked(c, letter) != box
		}, time.Minute, time.Millisecond, "%q", letter)
		require.NotEqual(t, before, c.Width(letter, 20), "it is measured again")
	})
}

// What is written from right to left stands so within the rest, as a word each way.
func TestTextsOfBothDirections(t *testing.T) {
	onMain(func() {
		c, err := draw.New(nil, func() {})
		require.NoError(t, err)
		files, err := assets.Embedded().Fonts()
		require.NoError(t, err)
		faces, err := typeface.New(nil, func() {}, files...)
		require.NoError(t, err)
		text := faces.Of("Guest דוד (all)", 20)
		require.Len(t, text.Runs, 3)
		require.Equal(t, []string{"Guest ", "□□□", " (all)"}, []string{
			text.Runs[0].Shown, text.Runs[1].Shown, text.Runs[2].Shown,
		})
		require.InDelta(t, text.Runs[0].Wide(), text.Runs[1].At, 0.01)
		require.InDelta(t, text.Wide(), c.Width("Guest דוד (all)", 20), 0.01)
		require.InEpsilon(t, inked(c, "Guest □□□ (all)"), inked(c, "Guest דוד (all)"), 0.03, "but for parts of pixels")
		require.Nil(t, faces.Of("Guest Łukasz", 20).Runs)
	})
}

// onlyIn finds a letter of a font that the game's fonts lack.
func onlyIn(t *testing.T, file []byte) string {
	other, err := sfnt.Parse(file)
	require.NoError(t, err)
	var room sfnt.Buffer
	for letter := rune(0x2100); letter < 0x2600; letter++ {
		glyph, err := other.GlyphIndex(&room, letter)
		require.NoError(t, err)
		ours := false
		for _, f := range parsed() {
			g, err := f.GlyphIndex(&room, letter)
			require.NoError(t, err)
			ours = ours || g != 0
		}
		if glyph != 0 && !ours {
			return string(letter)
		}
	}
	require.Fail(t, "the game's fonts have every letter of that one: take another")
	return ""
}
