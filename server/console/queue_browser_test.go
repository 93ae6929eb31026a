//go:build !race

package console_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// waits puts somebody in line, alone, and says the ticket.
func (c *chrome) waits(name string) (as *api.Client, ticket string) {
	nobody := api.NewClient(c.all.Queue.URL(), nil)
	g, err := nobody.Guest(c.t.Context(), name)
	require.NoError(c.t, err)
	as = nobody.In(g, nil)
	v, err := as.Queue(c.t.Context(), api.TicketRequest{
		Mode: "ranked", Region: "north", RTTs: map[string]int{"north": 21, "south": 140},
	})
	require.NoError(c.t, err)
	return as, v.ID
}

// queueLives looks at the queue while somebody comes, and goes again.
func (c *chrome) queueLives(t *testing.T) {
	require.NoError(t, c.wilma.Cancel(t.Context(), c.ticket)) // else they meet
	c.do(chromedp.Navigate(c.url+"/console/queue"), chromedp.WaitVisible(css("#mode-ranked")))
	as, ticket := c.waits("Wanda")
	row := css("#ticket-" + ticket)
	c.do(chromedp.WaitVisible(row), chromedp.WaitVisible(css("#mode-ranked .histogram .waits")))
	require.Contains(t, c.text(row), "Guest Wanda")
	require.Contains(t, c.text(row), "north 21 ms, south 140 ms")
	require.NoError(t, as.Cancel(t.Context(), ticket))
	c.do(chromedp.WaitNotPresent(row))
	c.do(chromedp.Click(css(`#mode-ranked a[href="/console/queue/ranked"]`)),
		chromedp.WaitVisible(css("input[name=fill]")), chromedp.SetValue(css("input[name=fill]"), "10"),
		chromedp.Click(css("button.main")), chromedp.WaitVisible(css("#day table")))
	c.says("#day", "that gave up in line")
	require.Empty(t, c.complaints())
}
