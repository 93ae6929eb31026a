package battle

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNoShotIsDrawnBeyondTheMap(t *testing.T) {
	for _, c := range []struct{ from, to, want Point }{
		{Point{X: 5, Y: 5}, Point{X: 9, Y: 7}, Point{X: 9, Y: 7}},
		{Point{X: 5, Y: 5}, Point{X: -5, Y: 5}, Point{X: 0, Y: 5}},
		{Point{X: 5, Y: 5}, Point{X: -5, Y: 25}, Point{X: 2.5, Y: 10}},
		{Point{X: 30, Y: 5}, Point{X: 50, Y: 5}, Point{X: 40, Y: 5}},
	} {
		require.Equal(t, c.want, withinMap(c.from, c.to, 40, 10))
	}
}
