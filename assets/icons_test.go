package assets

import (
	"bytes"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryIconIsInThePicture(t *testing.T) {
	b, names, err := Embedded().Icons()
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	require.Equal(t, 8*64, img.Bounds().Dx())
	require.Equal(t, (len(names)+7)/8*64, img.Bounds().Dy())
	for i, name := range names {
		solid := 0
		for n := range 64 * 64 {
			if _, _, _, a := img.At(i%8*64+n%64, i/8*64+n/64).RGBA(); a > 0x8000 {
				solid++
			}
		}
		require.Greater(t, solid, 150, "%s: nothing is drawn", name)
	}
	rules, err := Embedded().rules()
	require.NoError(t, err)
	for _, k := range rules.Kinds {
		require.Contains(t, names, k.Name, "a kind of unit needs an icon")
	}
}
