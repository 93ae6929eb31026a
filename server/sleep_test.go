package server

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// What the queue has said of a match outlives its sleep, with all that has changed since.
func TestWhatIsRememberedOfASleeper(t *testing.T) {
	m := &match{}
	m.offered(0, &api.OfferSeat{Player: "early"})
	require.Nil(t, m.brief, "the queue has not told yet")
	m.learnt(&api.OpenMatch{Scenario: "duel", Seats: []api.OfferedSeat{
		{Seat: 0, OfferSeat: api.OfferSeat{Player: "anna", Stint: 1}},
		{Seat: 1, OfferSeat: api.OfferSeat{Player: "bo", Stint: 2}},
	}})
	told := m.brief
	m.freed(1, 7)
	require.Len(t, m.brief.Seats, 2, "that stint was over before")
	m.freed(1, 2)
	m.offered(1, &api.OfferSeat{Player: "cy", Stint: 3})
	m.offered(0, &api.OfferSeat{Player: "anna", Stint: 4})
	require.Equal(t, []api.OfferedSeat{
		{Seat: 1, OfferSeat: api.OfferSeat{Player: "cy", Stint: 3}},
		{Seat: 0, OfferSeat: api.OfferSeat{Player: "anna", Stint: 4}},
	}, m.brief.Seats)
	require.Len(t, told.Seats, 2, "what somebody else holds stays as it is")
	require.Equal(t, "bo", told.Seats[1].Player)
}
