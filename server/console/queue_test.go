package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server/console/diagram"
)

// Who waits is shown to viewers by name; what leads to a player's page is there for moderators alone.
func TestTheQueueShowsWhoWaits(t *testing.T) {
	s := newStage(t)
	s.account("Vic", api.RoleViewer)
	s.account("Molly", api.RoleModerator)
	g, err := s.c.nobody().Guest(t.Context(), "Wanda")
	require.NoError(t, err)
	_, err = s.c.nobody().In(g, nil).Queue(t.Context(), api.TicketRequest{
		Mode: "ranked", Region: `<i>eu`, RTTs: map[string]int{`<b>us`: 110, "ap": 20},
	})
	require.NoError(t, err)
	look := func(name string) (page string) {
		b := s.signedIn(name)
		require.Eventually(t, func() bool {
			var code int
			code, page = b.get("/console/queue")
			require.Equal(t, http.StatusOK, code)
			return strings.Contains(page, "Guest Wanda")
		}, time.Minute, 50*time.Millisecond)
		return page
	}
	page := look("Vic")
	require.NotContains(t, page, "/console/people/"+g.Player)
	require.Contains(t, page, "&lt;i&gt;eu")
	require.Contains(t, page, "ap 20 ms, &lt;b&gt;us 110 ms")
	require.Contains(t, page, "Another matchmaker matches", "no rounds are made here")
	require.Contains(t, page, "1500 to 1549: 0 rated, 1 waiting")
	require.Contains(t, page, "within 100 at first, 5 more each second, any after 120 s")
	require.NotRegexp(t, `<script>|\sstyle=|\son[a-z]+=`, page, "the policy forbids it")
	require.Contains(t, look("Molly"), `<a href="/console/people/`+g.Player+`">Guest Wanda</a>`)
}

// Reasons are told in the reader's language; one that a newer matchmaker tells as it was said.
func TestReasonsAreToldInTheReadersLanguage(t *testing.T) {
	all, err := loadEditions()
	require.NoError(t, err)
	w := api.Waiter{Why: "because so", Reasons: []api.Reason{
		{Kind: api.PlayersWithin, Numbers: map[string]int{"found": 3, "seats": 8, "points": 180}},
		{Kind: api.Fill, Numbers: map[string]int{"seconds": 9}},
	}}
	require.Equal(t, "3 of 8 players found, within 180 points · AI commanders fill in after 9 s", all["en"].because(w))
	require.Contains(t, all["zh"].because(w), "180")
	w.Reasons = append(w.Reasons, api.Reason{Kind: "something_new"})
	require.Equal(t, "because so", all["en"].because(w))
	require.Contains(t, diagram.Histogram([]diagram.Step{{From: 1500, Rated: 2}}, 50, all["zh"].words.Say), "2 人有评分")
}
