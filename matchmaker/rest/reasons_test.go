package rest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
)

// Whatever matching says reaches players as data and as a sentence; the sentences are those that windows
// of former releases read.
func TestReasonsTravelAsDataAndAsASentence(t *testing.T) {
	for r := matching.Others; r <= matching.MatchFull; r++ {
		for _, reason := range reasonsOf(matching.Wait{Reason: r}) {
			require.True(t, reason.Kind.Known(), "%d has no kind", r)
		}
	}
	var ticket api.Ticket
	explain(&ticket, matching.Wait{
		Reason: matching.Others, Place: 3, Found: 0, Seats: 2, Window: 310, Fill: 47500 * time.Millisecond,
	})
	require.Equal(t,
		"0 of 2 players are there, within 310 points by now; AI commanders fill the rest in 48 s; number 3 in line",
		ticket.Why)
	require.Equal(t, []api.Reason{
		{Kind: api.PlayersWithin, Numbers: map[string]int{"found": 0, "seats": 2, "points": 310}},
		{Kind: api.Fill, Numbers: map[string]int{"seconds": 48}},
	}, ticket.Reasons)
	explain(&ticket, matching.Wait{Reason: matching.Others, Place: 1, Found: 1, Seats: 4})
	require.Equal(t, "1 of 4 players are there; number 1 in line", ticket.Why)
	explain(&ticket, matching.Wait{})
	require.Equal(t, "in line", ticket.Why, "no round has looked at it yet")
}
