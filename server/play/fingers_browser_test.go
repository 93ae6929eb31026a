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
	c.t.Helper()
	for _, event := range []input.DispatchTouchEventParams{
		{
			Type:        input.DispatchTouchEventTypeTouchStart,
			TouchPoints: []*input.TouchPoint{{X: at[0], Y: at[1]}},
		},
		{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
	} {
		_, err := chromedp.Call(c.ctx, input.DispatchTouchEvent, event)
		require.NoError(c.t, err)
		c.frames(2)
	}
}

// fingers is a player without a mouse, who reads Chinese.
func (p *players) fingers(t *testing.T) {
	p.begin(t)
	p.do(chromedp.Navigate(p.url + "/readyz"))
	js[any](p.chrome, `(localStorage.clear(), localStorage.setItem("muster.settings", '{"language": "zh"}'), 0)`)
	p.do(chromedp.Navigate(p.url + "/play"))
	p.scene("title")
	require.Eventually(t, func() bool {
		p.tap(multiplayer)
		return p.now().Scene == "online"
	}, 2*time.Minute, time.Second)
	p.frames(10)
	p.picture("fingers")
	require.Empty(t, p.complaints())
}
