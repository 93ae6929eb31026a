//go:build !race

package console_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/lab/browsertest"
)

// shownPictures remembers each picture that the page has shown, and says how many there were.
const shownPictures = `(() => {
	const img = document.querySelector("img.battle");
	if (!img || !img.complete || !img.naturalWidth) return 0;
	const canvas = document.createElement("canvas");
	canvas.width = img.naturalWidth;
	canvas.height = img.naturalHeight;
	canvas.getContext("2d").drawImage(img, 0, 0);
	window.pictures ??= new Set();
	window.pictures.add(canvas.toDataURL());
	return window.pictures.size;
})()`

// battle looks at a battle while it is fought, sees it end, and goes back in it.
func (c *chrome) battle(t *testing.T) {
	nobody := c.nobody()
	g, err := nobody.Guest(t.Context(), "Ann")
	require.NoError(t, err)
	seat, err := nobody.In(g, nil).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	player, err := client.Dial(t.Context(), client.Config{Join: client.Join{
		Addr: seat.Addr, Others: seat.OtherAddrs, CertHash: seat.CertHash, Match: seat.Match, Ticket: seat.Join,
	}})
	require.NoError(t, err)
	defer player.Close()
	page := c.url + "/console/matches/" + seat.Match
	c.Do(chromedp.Navigate(page), chromedp.WaitVisible(css("img.battle")),
		chromedp.WaitVisible(css(".legend .kind")))
	// what stands for none, then one picture after the other
	c.Becomes(shownPictures + ` >= 4`)
	c.says(".caption", "as late as for every spectator")
	c.WholePicture("battle")
	c.Do(chromedp.Click(css(`a[href$="?tick=0"]`)))
	c.film(page + "?tick=0")
	c.Becomes(shownPictures + ` == 1`)
	require.Equal(t, "0:00", c.text("form[data-film] output"))
	c.WholePicture("back")
	was := js[string](c, `document.querySelector("form[data-film]").elements.tick.max`)
	c.Becomes(fmt.Sprintf(`Number(document.querySelector("form[data-film]").elements.tick.max) > %s`, was))
	c.Do(chromedp.Click(css("form[data-film] a.main")), chromedp.WaitVisible(css("img[data-live]")),
		chromedp.WaitVisible(css(".legend .kind")))

	require.NoError(t, c.machine.End(t.Context(), seat.Match))
	c.Do(chromedp.WaitVisible(css(".caption a")), chromedp.Click(css(".caption a")))
	c.film(page)
	c.Becomes(shownPictures + ` == 1`)
	end := c.text("form[data-film] output")
	js[bool](c, `(() => {
		const slider = document.querySelector("form[data-film]").elements.tick;
		slider.value = 0;
		return slider.dispatchEvent(new Event("input", {bubbles: true}));
	})()`)
	c.Becomes(shownPictures + ` >= 2`)
	require.NotEqual(t, end, c.text("form[data-film] output"))
	require.Contains(t, js[string](c, `location.href`), "?tick=0", "the address leads to this moment")
	c.Do(chromedp.Click(css("[data-play]")))
	c.Becomes(shownPictures + ` >= 3`)
	c.WholePicture("film")
	require.Empty(t, c.complaints())
	c.missed()
}

// missed has the page ask for pictures where there are none: it says so until there are some again.
func (c *chrome) missed() {
	asks := func(at, tick string) {
		js[bool](c, fmt.Sprintf(`(() => {
			const form = document.querySelector("form[data-film]");
			form.dataset.was ??= form.dataset.film;
			form.dataset.film = %s;
			form.elements.tick.value = %s;
			return form.elements.tick.dispatchEvent(new Event("input", {bubbles: true}));
		})()`, at, tick))
	}
	asks(`"/console/nothing"`, `form.elements.tick.max`)
	c.Do(chromedp.WaitVisible(css("[data-failed]")))
	c.WholePicture("failed")
	asks(`form.dataset.was`, `0`)
	c.Do(chromedp.WaitNotVisible(css("[data-failed]")))
	c.complaints() // of what was not there
}

// film waits until the page at an address has its replay, where a click leads that was just done. The page says that it
// is coming as long as nobody has it, and does so until it is opened again. Its address may have got the moment that it
// shows.
func (c *chrome) film(at string) {
	c.T.Helper()
	there := fmt.Sprintf(`location.href.startsWith(%q) && !!document.querySelector("form[data-film]")`, at)
	is := func() bool {
		is, err := browsertest.Try[bool](c.Tab, there)
		return err == nil && is
	}
	for began := time.Now(); !is(); time.Sleep(500 * time.Millisecond) {
		require.Less(c.T, time.Since(began), 3*time.Minute, "%s: %s", at, c.text("main"))
		ctx, cancel := context.WithTimeout(c.Ctx, time.Minute)
		_, _ = chromedp.Run(ctx, chromedp.Navigate(at)) // the next look says what became of it
		cancel()
	}
	c.Do(chromedp.WaitVisible(css("form[data-film] img")))
}
