//go:build !race

package play_test

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Where things stand in a window of 640 x 360.
var (
	multiplayer = [2]float64{198, 268} // of the title
	findMatch   = [2]float64{315, 235} // of the page to play with others
)

// click clicks where something stands. The game looks at the mouse once a frame: it must see that it came there first.
func (c *chrome) click(at [2]float64) {
	c.t.Helper()
	c.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	c.frames(3)
	c.press(at, input.MouseButtonLeft)
}

// press presses a button where the mouse is.
func (c *chrome) press(at [2]float64, button input.MouseButton) {
	c.t.Helper()
	which := chromedp.ButtonType(button)
	c.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at[0], at[1], which))
	c.frames(3)
	c.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at[0], at[1], which))
	c.frames(3)
}

// frames waits until the browser has painted some.
func (c *chrome) frames(n int) {
	c.t.Helper()
	for range n {
		js[bool](c, `new Promise((done) => requestAnimationFrame(() => done(true)))`)
	}
}

// fight is a player who comes by the title, finds a match against AI, and is back in it after the page was loaded again.
func (p *players) fight(t *testing.T) {
	p.chrome.t = t
	p.do(chromedp.Navigate(p.url + "/play"))
	p.scene("title")
	p.frames(3)
	p.click(multiplayer)
	p.scene("online")
	require.Eventually(t, func() bool { // once the matchmaker has let the player in
		p.click(findMatch)
		return p.now().Scene != "online"
	}, 2*time.Minute, time.Second)
	s := p.shows("the battle", func(s shown) bool { return s.Scene == "battle" && s.Tick > 40 })
	require.NotEmpty(t, s.Match)
	p.picture("battle")
	require.Empty(t, p.complaints())
	require.Equal(t, p.url+"/play?match="+s.Match, js[string](p.chrome, `location.href`))
	p.do(chromedp.Reload())
	again := p.shows("the same battle", func(again shown) bool { return again.Scene == "battle" && again.Tick > s.Tick })
	require.Equal(t, s.Match, again.Match)
	p.picture("again")
	require.Empty(t, p.complaints())
}
