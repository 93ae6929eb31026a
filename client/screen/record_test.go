//go:build window

package screen

import (
	"bytes"
	"image"
	stdgif "image/gif"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/client/screen/gif"
	"muster/client/screen/pages"
)

func TestARecordingIsAMovingPicture(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		a.Guard = nil
		got := pages.Open(t.Context(), recorded(t, "duel", 1200), nil)
		require.NoError(t, got.Err)
		r := &recorder{app: a, got: got, length: time.Second}
		var err error
		for n := 0; err == nil; n++ {
			require.Less(t, n, 100, "it never ends")
			err = r.Update()
		}
		require.ErrorIs(t, err, ebiten.Termination)
		require.Len(t, r.pictures, recordRate)

		var b bytes.Buffer
		require.NoError(t, gif.Write(&b, r.pictures, recordRate, meaningful()))
		g, err := stdgif.DecodeAll(&b)
		require.NoError(t, err)
		require.Len(t, g.Image, recordRate)
		require.Equal(t, [2]int{recordWide, recordHigh}, [2]int{g.Config.Width, g.Config.Height})
		require.Greater(t, coloursOf(g.Image[0]), 40, "a battlefield, not a blank")
		stays := uint8(len(g.Image[0].Palette) - 1)
		for i, p := range g.Image[1:] {
			require.Equal(t, 100/recordRate, g.Delay[i+1])
			moved := 0
			for _, at := range p.Pix {
				if at != stays {
					moved++
				}
			}
			require.Positive(t, moved, "picture %d is as the one before", i+1)
			if i == len(g.Image)-2 { // the fog has lifted
				require.Less(t, moved, len(p.Pix)/2, "what stays is not drawn again")
			}
		}
	})
}

func coloursOf(p *image.Paletted) int {
	found := map[uint8]bool{}
	for _, at := range p.Pix {
		found[at] = true
	}
	return len(found)
}
