//go:build window && ebitenginedebug

package screen

import (
	"bytes"
	"io"
	"os"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"
)

// mostCalls is how many draw calls a picture may take: what a weak graphics card does sixty times a second.
const mostCalls = 300

// Ebitengine tells what it sends to the graphics card only where it was built with the tag ebitenginedebug, on stdout.
func TestAThousandUnitsAreDrawnInFewCalls(t *testing.T) {
	var shoot func()
	onMain(func() {
		s := besiege(t, wide, high)
		dst := ebiten.NewImage(wide, high)
		shoot = func() {
			s.Draw(dst)
			dst.At(0, 0)
		}
	})
	for range 60 { // Ebitengine brings together what is drawn often
		onMain(shoot)
	}
	onMain(func() {
		calls := bytes.Count(said(t, shoot), []byte("draw-triangles"))
		t.Logf("%d draw calls for %d units", calls, thousand)
		require.Positive(t, calls)
		require.LessOrEqual(t, calls, mostCalls)
	})
}

// said is what is written to stdout while f runs.
func said(t *testing.T, f func()) []byte {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	was := os.Stdout
	os.Stdout = w
	heard := make(chan []byte)
	go func() {
		b, _ := io.ReadAll(r)
		heard <- b
	}()
	f()
	os.Stdout = was
	w.Close()
	return <-heard
}
