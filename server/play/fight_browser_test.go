//go:build !race

package play_test

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/replay"
)

// Where things stand in a window of 640 x 360.
var (
	multiplayer = [2]float64{198, 303} // of the title
	findMatch   = [2]float64{315, 235} // of the page to play with others
	firstCard   = [2]float64{38, 325}  // of the battle
	somewhere   = [2]float64{330, 180}
)

// click clicks where something stands. The game looks at the mouse once a frame: it must see that it came there first.
func (c *chrome) click(at [2]float64) {
	c.T.Helper()
	c.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	c.Frames(3)
	c.press(at, input.MouseButtonLeft)
}

// press presses a button where the mouse is.
func (c *chrome) press(at [2]float64, button input.MouseButton) {
	c.T.Helper()
	which := chromedp.ButtonType(button)
	c.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at[0], at[1], which))
	c.Frames(3)
	c.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at[0], at[1], which))
	c.Frames(3)
}

// fight is a player who comes by the title, finds a match against AI, gives orders, and is back in it after the page
// was loaded again.
func (p *players) fight(t *testing.T) {
	p.Begin(t)
	s := p.join(t)
	require.Equal(t, "webtransport", s.Link)
	p.Picture("battle")
	p.orders()
	require.Equal(t, p.url+"/play?match="+s.Match, js[string](p.chrome, `location.href`))
	p.Do(chromedp.Reload())
	again := p.shows("the same battle", func(now shown) bool { return now.Scene == "battle" && now.Tick > s.Tick })
	require.Equal(t, s.Match, again.Match)
	p.shows("what the order did", func(now shown) bool { return now.Tick > again.Tick+40 })
	p.Picture("again")
	require.Empty(t, p.complaints())
	p.ordered(t, s.Match, game.Tick(s.Tick))
}

// join comes by the title into a fight, as somebody who was never here.
func (p *players) join(t *testing.T) shown {
	p.Do(chromedp.Navigate(p.url + "/readyz"))
	js[any](p.chrome, `localStorage.clear()`)
	p.Do(chromedp.Navigate(p.url + "/play"))
	p.scene("title")
	require.Eventually(t, func() bool { // before it is drawn for the first time it hears nothing
		p.click(multiplayer)
		return p.now().Scene == "online"
	}, 2*time.Minute, time.Second)
	require.Eventually(t, func() bool { // once the matchmaker has let the player in
		p.click(findMatch)
		return p.now().Scene != "online"
	}, 2*time.Minute, time.Second)
	s := p.shows("the battle", func(s shown) bool { return s.Scene == "battle" && s.Tick > 40 })
	require.NotEmpty(t, s.Match)
	return s
}

// orders sends the first squad somewhere: by its card, and a click of the right button.
func (p *players) orders() {
	p.click(firstCard)
	p.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, somewhere[0], somewhere[1]))
	p.Frames(3)
	p.press(somewhere, input.MouseButtonRight)
}

// ordered looks into the replay: behind a tick the match has the order.
func (p *players) ordered(t *testing.T, match string, before game.Tick) {
	b, err := p.machine.Replay(t.Context(), p.ended(t, match))
	require.NoError(t, err)
	file, err := replay.Import(b, replay.Anybody)
	require.NoError(t, err)
	film, err := file.Play()
	require.NoError(t, err)
	require.NoError(t, film.Seek(before))
	first := func() game.OrderKind { return film.View(game.All).Squads[0].Order }
	require.NotEqual(t, game.Move, first(), "nobody has sent it before")
	for more := true; more && first() != game.Move; {
		more, err = film.Step()
		require.NoError(t, err)
	}
	require.Equal(t, game.Move, first(), "the first squad was sent somewhere")
}

// inClear is a browser, or a network, that knows no WebTransport: the fight is over a WebSocket to where the page is.
func (p *players) inClear(t *testing.T) {
	p.Begin(t)
	added, err := chromedp.Call(p.Ctx, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: `delete window.WebTransport`})
	require.NoError(t, err)
	defer func() {
		_, err := chromedp.Call(p.Ctx, page.RemoveScriptToEvaluateOnNewDocument,
			page.RemoveScriptToEvaluateOnNewDocumentParams(added))
		require.NoError(t, err)
	}()
	require.Equal(t, "websocket", p.join(t).Link)
	require.Empty(t, p.complaints())
}
