//go:build !race

package console_test

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
)

// talks has a player come to the seat and write to the own team, markup, and a phrase to all.
func (c *chrome) talks(as *api.Client, a api.Assignment) {
	join := func(a api.Assignment) client.Join {
		return client.Join{Addr: a.Addr, Others: a.OtherAddrs, CertHash: a.CertHash, Match: a.Match, Ticket: a.Join}
	}
	player, err := client.Dial(c.T.Context(), client.Config{
		Join: join(a), Where: func(ctx context.Context, match string) (client.Join, error) {
			now, err := as.Where(ctx, match)
			return join(now), client.Told(api.StatusOf(err), err)
		},
	})
	require.NoError(c.T, err)
	c.closes = func() { _ = player.Close() } // the server may have closed it
	c.T.Cleanup(c.closes)
	require.NoError(c.T, player.Say(game.Talk{Kind: game.ChatTeam, Text: "<script>alert(3)</script> fools"}))
	require.NoError(c.T, player.Say(game.Talk{Kind: game.ChatAll, Text: game.PhraseMark + "say.help"}))
}

// heard waits until both lines are recorded.
func (c *chrome) heard() {
	require.Eventually(c.T, func() bool {
		chat, err := c.machine.Chat(c.T.Context(), c.report)
		return err == nil && len(chat.Lines) == 2
	}, time.Minute, 200*time.Millisecond)
	c.closes()
}

// chatIsRead opens the chat by the button beside the report; that is in the audit log.
func (c *chrome) chatIsRead(t *testing.T) {
	before, err := c.machine.AuditOf(t.Context(), c.player, 0, 1000)
	require.NoError(t, err)
	c.Do(chromedp.Navigate(c.url+"/console/reports"),
		chromedp.Click(css(`a[href="/console/reports/`+c.report+`"]`)), chromedp.WaitVisible(css("tr.reported")))
	c.says("main", "<script>alert(3)</script> fools") // it is text
	c.says("main", "I need help!")
	after, err := c.machine.AuditOf(t.Context(), c.player, 0, 1000)
	require.NoError(t, err)
	require.Len(t, after, len(before)+1, "the list of reports shows none of it")
	require.Equal(t, []string{"read chat", api.MachineOperator}, []string{after[0].What, after[0].By})
	require.Empty(t, c.complaints())
}
