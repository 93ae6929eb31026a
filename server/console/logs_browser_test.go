//go:build !race

package console_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// logsGrow comes from a match to its lines, sees one more of them come, looks through them, and has a node log more.
func (c *chrome) logsGrow(t *testing.T) {
	body := func(what string) { c.Becomes(`document.body.innerText.includes(` + what + `)`) }
	c.Do(chromedp.Navigate(c.url+"/console/matches/"+c.match),
		chromedp.Click(css(`a[href="/console/logs?match=`+c.match+`"]`)),
		chromedp.WaitVisible(css("table.log")))
	body(`"match opened"`)
	c.log.Error("in a browser, "+markup, "match", c.match, "player", c.player, "from", "192.0.2.1:443")
	body("`in a browser, " + markup + "`") // it comes by itself, and is text
	require.False(t, strings.Contains(c.text("main"), "192.0.2.1"))
	c.press(css(`table.log a[href="/console/people/` + c.player + `"]`))
	c.Do(chromedp.Click(css(`a[href="/console/logs?player=`+c.player+`"]`)),
		chromedp.WaitVisible(css("table.log .error")))

	form := css(`form[action="/console/logs"] `)
	c.Do(chromedp.Navigate(c.url+"/console/logs"), chromedp.SetValue(form+`select[name=level]`, "error"),
		chromedp.SendKeys(form+`input[name=text]`, "IN A BROWSER\r"),
		chromedp.WaitVisible(css(`a[href="/console/logs"].button`)))
	require.Len(t, strings.Split(strings.TrimSpace(c.text("table.log tbody")), "\n"), 1)

	form = css(`form[action="/console/do/log-level"] `)
	c.Do(chromedp.Navigate(c.url+"/console/logs?node=shard-1"), chromedp.Click(form+`button`))
	c.says("main > .note", "shard-1 now logs at level debug") // the live part may know before the audit log does
	c.says(".broken", "logging everything")
	audit, err := c.machine.AuditOf(t.Context(), "", 0, 1)
	require.NoError(t, err)
	require.Equal(t, []string{"set log level", "shard-1", "debug for 10m0s"},
		[]string{audit[0].What, audit[0].Whom, audit[0].Detail})
	require.Empty(t, c.complaints())
	c.Do(chromedp.Navigate(c.url+"/console/logs"), chromedp.WaitVisible(css("table.log")))
	c.WholePicture("logs-full")
}
