//go:build !race

package play_test

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// tap touches the screen and lifts the finger again.
func (c *chrome) tap(at [2]float64) {
	c.T.Helper()
	for _, event := range []input.DispatchTouchEventParams{
		{
			Type:        input.DispatchTouchEventTypeTouchStart,
			TouchPoints: []*input.TouchPoint{{X: at[0], Y: at[1]}},
		},
		{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
	} {
		_, err := chromedp.Call(c.Ctx, input.DispatchTouchEvent, event)
		require.NoError(c.T, err)
		c.Frames(2)
	}
}

// fingers is a player without a mouse, who reads Chinese.
func (p *players) fingers(t *testing.T) {
	p.Begin(t)
	p.Do(chromedp.Navigate(p.url + "/readyz"))
	js[any](p.chrome, `(localStorage.clear(), localStorage.setItem("muster.settings", '{"language": "zh"}'), 0)`)
	p.Do(chromedp.Navigate(p.url + "/play"))
	p.scene("title")
	require.Eventually(t, func() bool {
		p.tap(multiplayer)
		return p.now().Scene == "online"
	}, 2*time.Minute, time.Second)
	p.Frames(10)
	p.Picture("fingers")
	require.Empty(t, p.complaints())
}
