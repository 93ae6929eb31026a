//go:build !race

package console_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/client"
)

// looksNow signs in as an operator, who is given the right to look without delay, looks, and has it taken away again.
func (c *chrome) looksNow(t *testing.T) {
	g, err := c.nobody().Guest(t.Context(), "Bob")
	require.NoError(t, err)
	seat, err := c.nobody().In(g, nil).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	player, err := client.Dial(t.Context(), client.Config{Join: client.Join{
		Addr: seat.Addr, Others: seat.OtherAddrs, CertHash: seat.CertHash, Match: seat.Match, Ticket: seat.Join,
	}})
	require.NoError(t, err)
	defer player.Close()
	olga, err := c.machine.Account(t.Context())
	require.NoError(t, err)

	give := css(`form[action="/console/do/sight"] button`)
	c.Do(chromedp.Navigate(c.url+"/console/people/"+olga.Player), chromedp.Click(give))
	c.says("main > .note", "may now look at matches without delay")
	c.says("main h1", "may look without delay")
	c.Do(chromedp.Click(css(".who button")), chromedp.SendKeys(css("input[name=name]"), "Olga"),
		chromedp.SendKeys(css("input[name=password]"), "correct horse\r"), chromedp.WaitVisible(css("main h1")))
	c.says(".who .name", "Olga")
	page := c.url + "/console/matches/" + seat.Match
	c.Do(chromedp.Navigate(page),
		chromedp.SendKeys(css(`form[action="/console/do/look"] input[name=reason]`), "a wall hack?\r"))
	c.says("main > .note", "It is in the audit log")
	c.Do(chromedp.WaitVisible(css("img[data-ends]")), chromedp.WaitVisible(css(".undelayed .legend .kind")))
	c.Becomes(shownPictures + ` >= 3`)
	c.says(".undelayed .note", "without delay")
	late := `[...document.querySelectorAll("#live > .caption, #live > .legend")].some((e) => e.offsetParent)`
	require.False(t, js[bool](c, late), "how late others see it stands nowhere")
	c.WholePicture("without-delay")
	require.Empty(t, c.complaints())
	require.NoError(t, c.machine.GiveSight(t.Context(), olga.Player, false))
	c.Do(chromedp.WaitVisible(css(`img[data-live$="/picture.png"]`))) // by itself
	c.complaints()                                                    // of the picture that it did not get

	c.Do(chromedp.Navigate(c.url+"/console/logs"),
		chromedp.SendKeys(css(`form[action="/console/do/show-addresses"] input[name=reason]`), "who is it?\r"))
	c.says("main > .note", "Addresses are shown")
	c.log.Error("an address for the operator", "from", "192.0.2.77:443")
	c.Becomes(`document.body.innerText.includes("192.0.2.77")`)
	c.WholePicture("addresses")
	c.Do(chromedp.Click(css(`form[action="/console/do/hide-addresses"] button`)))
	c.says("main > .note", "hidden again")
	c.Becomes(`!document.body.innerText.includes("192.0.2.77")`)
	require.Empty(t, c.complaints())
	c.enter()
}
