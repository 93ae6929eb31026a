//go:build !race

package play_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// plain is a page that came over plain http from another machine: the browser gives it no WebTransport and no
// clipboard. It is played over a WebSocket in clear, and says who can read along.
func (p *players) plain(t *testing.T) {
	p.Begin(t)
	for _, from := range []string{"attic.lan", "evil.example"} { // in the same network, and from anywhere
		at := &players{chrome: p.chrome, url: strings.Replace(p.url, "127.0.0.1", from, 1)}
		for _, language := range []string{"zh", "en"} {
			at.Do(chromedp.Navigate(at.url + "/readyz"))
			js[any](at.chrome, `(localStorage.clear(), localStorage.setItem("muster.settings", '{"language": "`+language+
				`"}'), 0)`)
			at.Do(chromedp.Navigate(at.url + "/play"))
			at.scene("title")
			at.Frames(10)
			at.Picture("plain " + from + " " + language)
		}
		require.False(t, js[bool](at.chrome, `"WebTransport" in window || "clipboard" in navigator`))
		match := p.running(t)
		at.Do(chromedp.Navigate(at.url + "/play?match=" + match))
		s := at.shows("the battle", func(s shown) bool { return s.Scene == "battle" && s.Tick > 0 })
		require.Equal(t, match, s.Match)
		require.Equal(t, "websocket", s.Link)
		at.key("F10")
		at.Frames(10)
		at.Picture("plain " + from + " plays")
		require.NoError(t, p.machine.End(t.Context(), match))
	}
	require.Empty(t, p.complaints())
}
