//go:build !race

package console_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/client"
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
	c.do(chromedp.Navigate(page), chromedp.WaitVisible(css("img.battle")),
		chromedp.WaitVisible(css(".legend .kind")))
	// what stands for none, then one picture after the other
	c.becomes(shownPictures + ` >= 4`)
	c.says(".caption", "as late as for every spectator")
	c.keep("battle")
	c.do(chromedp.Click(css(`a[href$="?tick=0"]`)))
	c.film(page + "?tick=0")
	c.becomes(shownPictures + ` == 1`)
	require.Equal(t, "0:00", c.text("form[data-film] output"))
	c.keep("back")
	was := js[string](c, `document.querySelector("form[data-film]").elements.tick.max`)
	c.becomes(fmt.Sprintf(`Number(document.querySelector("form[data-film]").elements.tick.max) > %s`, was))
	c.do(chromedp.Click(css("form[data-film] a.main")), chromedp.WaitVisible(css("img[data-live]")),
		chromedp.WaitVisible(css(".legend .kind")))

	require.NoError(t, c.machine.End(t.Context(), seat.Match))
	c.do(chromedp.WaitVisible(css(".caption a")), chromedp.Click(css(".caption a")))
	c.film(page)
	c.becomes(shownPictures + ` == 1`)
	end := c.text("form[data-film] output")
	js[bool](c, `(() => {
		const slider = document.querySelector("form[data-film]").elements.tick;
		slider.value = 0;
		return slider.dispatchEvent(new Event("input", {bubbles: true}));
	})()`)
	c.becomes(shownPictures + ` >= 2`)
	require.NotEqual(t, end, c.text("form[data-film] output"))
	require.Contains(t, js[string](c, `location.href`), "?tick=0", "the address leads to this moment")
	c.do(chromedp.Click(css("[data-play]")))
	c.becomes(shownPictures + ` >= 3`)
	c.keep("film")
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
	c.do(chromedp.WaitVisible(css("[data-failed]")))
	c.keep("failed")
	asks(`form.dataset.was`, `0`)
	c.do(chromedp.WaitNotVisible(css("[data-failed]")))
	c.complaints() // of what was not there
}

// film waits until the page at an address has its replay, where a click leads that was just done. The page says that it
// is coming as long as nobody has it, and does so until it is opened again. Its address may have got the moment that it
// shows.
func (c *chrome) film(at string) {
	c.t.Helper()
	there := fmt.Sprintf(`location.href.startsWith(%q) && !!document.querySelector("form[data-film]")`, at)
	is := func() bool {
		ctx, cancel := context.WithTimeout(c.ctx, time.Minute)
		defer cancel()
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool](there))
		return err == nil && is
	}
	for began := time.Now(); !is(); time.Sleep(500 * time.Millisecond) {
		require.Less(c.t, time.Since(began), 3*time.Minute, "%s: %s", at, c.text("main"))
		ctx, cancel := context.WithTimeout(c.ctx, time.Minute)
		_, _ = chromedp.Run(ctx, chromedp.Navigate(at)) // the next look says what became of it
		cancel()
	}
	c.do(chromedp.WaitVisible(css("form[data-film] img")))
}

// keep leaves a picture of the page where MUSTER_PICTURES says.
func (c *chrome) keep(name string) {
	if dir := os.Getenv("MUSTER_PICTURES"); dir != "" {
		b := run(c, chromedp.FullScreenshot(100))
		require.NoError(c.t, os.WriteFile(filepath.Join(dir, name+".png"), b, 0o600))
	}
}
