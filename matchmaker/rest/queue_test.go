package rest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
)

// waiting is how a mode's line looks to a viewer as soon as it has so many tickets and all is known of them.
func waiting(t *testing.T, viewer *api.Client, mode string, tickets int) (m api.QueuedMode) {
	soon(t, func() bool {
		q, err := viewer.Waiting(t.Context())
		for _, m = range q.Modes { // none, where the account asked too often for a moment
			if m.Mode == mode && len(m.Waiting) == tickets {
				return err == nil && q.Explained && (tickets == 0 || m.Waiting[tickets-1].Place > 0)
			}
		}
		return false
	}, "the line is known")
	return m
}

// A viewer reads who waits, for how long, why, and what the ticket accepts by now; a player reads nothing of it.
func TestViewersReadWhoWaitsAndWhy(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	defer h.stop()
	anna, a := h.player(t)
	_, err := anna.Waiting(t.Context())
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))
	_, err = api.NewClient(h.url, patient).Waiting(t.Context())
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(err))
	viewer := api.NewClient(h.url, patient).As(h.somebody(t, api.RoleViewer))
	require.Empty(t, waiting(t, viewer, "ranked", 0).Waiting)

	ticket, err := anna.Queue(t.Context(), api.TicketRequest{
		Mode: "ranked", Region: "eu", RTTs: map[string]int{"eu": 20, "us": 110},
	})
	require.NoError(t, err)
	m := waiting(t, viewer, "ranked", 1)
	require.Equal(t, api.ModeSettings{
		Scenarios: []string{"duel", "arena"}, Fill: 90, Points: api.Widening{From: 100, Second: 5, Full: 120},
		RTT: api.Widening{From: 80, Second: 2, Full: 120},
	}, m.Settings)
	require.Equal(t, []int{1, 1}, []int{m.Tickets, m.Players})
	require.Equal(t, []api.RatingStep{{From: 1500, Waiting: 1}}, m.Ratings, "of whom nothing is known")
	w := m.Waiting[0]
	require.Equal(t, []any{ticket.ID, 1, "eu", 110}, []any{w.Ticket, w.Place, w.Region, w.RTTs["us"]})
	require.Equal(t, a.Player, w.Players[0].Player)
	require.NotEmpty(t, w.Players[0].Name)
	require.Equal(t, []int{1500, 333}, []int{w.Players[0].Points, w.Players[0].Deviation})
	require.GreaterOrEqual(t, w.Points, 100)
	require.LessOrEqual(t, w.PointsFree, 120)
	require.LessOrEqual(t, w.Fill, 90)
	require.NotEmpty(t, w.Reasons)
	require.NoError(t, anna.Cancel(t.Context(), ticket.ID))
	require.Empty(t, waiting(t, viewer, "ranked", 0).Ratings)
}

// A matchmaker that does not match says who waits, and that it does not know why.
func TestAMatchmakerThatDoesNotMatchKnowsNotWhy(t *testing.T) {
	h := wired(t, t.TempDir(), &meeting{}, Config{hashing: 64})
	t.Cleanup(h.stop)
	viewer, player := h.somebody(t, api.RoleViewer), h.somebody(t, api.RolePlayer)
	require.Equal(t, http.StatusOK, h.try("POST", "/v1/tickets", player, `{"mode":"ranked"}`).Code)
	said := h.try("GET", "/v1/queue", viewer, "").Body.String()
	require.Contains(t, said, `"explained":false`)
	require.Contains(t, said, `"reasons":[]`)
	require.NotContains(t, said, `"why"`)
}

// Words for what matching found.
func TestPartiesThatDoNotFitAreToldSo(t *testing.T) {
	w := matching.Wait{Reason: matching.Others, Found: 3, Seats: 4, Window: 180, Fill: 1500 * time.Millisecond}
	require.Equal(t, "3 of 4 players are there, within 180 points by now; AI commanders fill the rest in 2 s",
		api.Say(reasonsOf(w)))
	w.Unfit, w.Fill = true, 0
	require.Equal(t, "enough players are there, but their parties do not fill the teams of 4 seats",
		api.Say(reasonsOf(w)))
}

// A caller who went away does not wait in line for a database that stands still.
func TestNobodyWaitsLongerForTheLineThanTheyLike(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	defer h.stop()
	h.m.queue.busy <- struct{}{} // somebody has it read, and does not come back
	gone, stop := context.WithCancel(t.Context())
	stop()
	_, err := h.m.queue.show(gone, nil)
	require.Error(t, err)
	<-h.m.queue.busy
	_, err = h.m.queue.show(t.Context(), nil)
	require.NoError(t, err)
}

func TestStepsOfRatingsBeginAtMultiples(t *testing.T) {
	for points, from := range map[int]int{0: 0, 49: 0, 50: 50, 1549: 1500, -1: -50, -50: -50, -51: -100} {
		require.Equal(t, from, floor(points, 50), "%d", points)
	}
	all := step(step(step([]api.RatingStep{{From: 1400, Players: 3}}, 1500), 1549), 1300)
	require.Equal(t, []api.RatingStep{
		{From: 1300, Waiting: 1}, {From: 1400, Players: 3}, {From: 1500, Waiting: 2},
	}, all)
}
