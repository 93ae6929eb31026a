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
	g, err := nobody.Guest(c.T.Context(), name)
	require.NoError(c.T, err)
	as = nobody.In(g, nil)
	v, err := as.Queue(c.T.Context(), api.TicketRequest{
		Mode: "ranked", Region: "north", RTTs: map[string]int{"north": 21, "south": 140},
	})
	require.NoError(c.T, err)
	return as, v.ID
}

// queueLives looks at the queue while somebody comes, and goes again.
func (c *chrome) queueLives(t *testing.T) {
	require.NoError(t, c.wilma.Cancel(t.Context(), c.ticket)) // else they meet
	c.Do(chromedp.Navigate(c.url+"/console/queue"), chromedp.WaitVisible(css("#mode-ranked")))
	as, ticket := c.waits("Wanda")
	row := css("#ticket-" + ticket)
	c.Do(chromedp.WaitVisible(row), chromedp.WaitVisible(css("#mode-ranked .histogram .waits")))
	require.Contains(t, c.text(row), "Guest Wanda")
	require.Contains(t, c.text(row), "north 21 ms, south 140 ms")
	require.NoError(t, as.Cancel(t.Context(), ticket))
	c.Do(chromedp.WaitNotPresent(row))
	c.Do(chromedp.Click(css(`#mode-ranked a[href="/console/queue/ranked"]`)),
		chromedp.WaitVisible(css("input[name=fill]")), chromedp.SetValue(css("input[name=fill]"), "10"),
		chromedp.Click(css("button.main")), chromedp.WaitVisible(css("#day table")))
	c.says("#day", "that gave up in line")
	require.Empty(t, c.complaints())
}
