package server

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
)

// The others are told why somebody plays no more: who says goodbye has left, whose link breaks may come back, and whom
// the queue bars was removed.
func TestTheOthersAreToldWhySomebodyWent(t *testing.T) {
	ways := []struct {
		want wire.Parting
		goes func(h *house, ann *rope)
	}{
		{wire.WentAway, func(h *house, ann *rope) {
			require.NoError(h.t, ann.Send(h.t.Context(), &wire.Goodbye{Reason: wire.Left}))
		}},
		{wire.WentAway, func(h *house, _ *rope) { h.leaves("/v1/matches/m1/seats/0?sitting=7") }},
		{wire.LostLink, func(h *house, ann *rope) { ann.Close(wire.TimedOut, "") }},
		{wire.LostLink, func(_ *house, ann *rope) { ann.closes(wire.BadMessage) }}, // it cannot read what it was sent,
		{wire.LostLink, func(_ *house, ann *rope) { ann.closes(wire.TooManyRequests) }},
		{wire.Removed, func(h *house, _ *rope) {
			h.tells("PUT", "/v1/matches/m1/access", `{"revision":2,"barred":["ann"]}`)
			h.leaves("/v1/matches/m1/seats/0?sitting=7") // that is how a queue does it, in this order
		}},
		{wire.Removed, func(h *house, ann *rope) { require.NoError(h.t, ann.Send(h.t.Context(), &wire.Welcome{})) }},
	}
	for i, way := range ways {
		play(t, func(t *testing.T, h *house) {
			h.withQueue()
			h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","revision":1,"seats":[
				{"seat":0,"player":"ann","name":"Ann","sitting":7},{"seat":1,"player":"bob","name":"Bob","sitting":8}]}`)
			ann := h.knock(hello(h.ticketOf("ann", 1, 0, 7), nil))
			bob := h.knock(hello(h.ticketOf("bob", 2, 1, 8), nil))
			h.tick()
			want[*wire.Welcome](t, bob)
			way.goes(h, ann)
			h.tick()
			h.tick()
			news := want[*wire.Seats](t, bob)
			for news.Seats[0].Leader != game.AI {
				news = want[*wire.Seats](t, bob)
			}
			require.Equal(t, wire.SeatNews{Seat: 0, Leader: game.AI, Parting: way.want}, news.Seats[0], "way %d", i)

			again := h.knock(hello(h.ticketOf("bob", 3, 1, 8), nil))
			h.tick()
			require.Equal(t, wire.Unexplained, want[*wire.Welcome](t, again).Seats[0].Parting,
				"who comes later is not told")
		})
	}
}
