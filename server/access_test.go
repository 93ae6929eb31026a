package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// withQueue has the server started again as one that has a queue.
func (h *house) withQueue() {
	h.reports = func(context.Context, api.MatchReport) error { return nil }
	h.stop()
	h.open()
}

// tells is what the queue says; it must be done as told.
func (h *house) tells(method, path, body string) {
	w := h.call(method, path, body)
	require.Less(h.t, w.Code, 300, "%s %s: %s", method, path, w.Body)
}

// leaves has a stint end, which the journal knows a tick later.
func (h *house) leaves(path string) *httptest.ResponseRecorder {
	answered := make(chan *httptest.ResponseRecorder, 1)
	go func() { answered <- h.call("DELETE", path, "") }()
	synctest.Wait()
	require.Empty(h.t, answered, "not before the journal knows")
	h.tick()
	return <-answered
}

// refused is why nobody is let in.
func (h *house) refused(m wire.Message) wire.Reason {
	return want[*wire.Goodbye](h.t, h.knock(m)).Reason
}

// Whoever gave a seat up is out at once, and what opened it opens it no more: not the token, not a ticket that was
// fetched before, not on a shard that was started again, before its queue has said a word, and not when
// somebody else has the seat.
func TestWhoLeftIsOut(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.withQueue()
		h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","seats":[{"seat":0,"player":"ann","name":"Ann","sitting":7}]}`)
		c := h.knock(hello(h.ticketOf("ann", 1, 0, 7), nil))
		h.tick()
		token := want[*wire.Welcome](t, c).Token
		again := h.knock(hello("", token))
		h.tick()
		want[*wire.Welcome](t, again)

		require.Equal(t, http.StatusNoContent, h.leaves("/v1/matches/m1/seats/0?sitting=7").Code)
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, again).Reason)
		h.tick()
		require.Equal(t, game.AI, h.zone.leader[0])
		out := func() {
			require.Equal(t, wire.SeatTaken, h.refused(hello("", token)))
			require.Equal(t, wire.SeatTaken, h.refused(hello(h.ticketOf("ann", 2, 0, 7), nil)))
			require.Equal(t, wire.SeatTaken, h.refused(hello(h.ticketOf("ann", 2, 0, 7), token)))
		}
		out()
		h.tells("DELETE", "/v1/matches/m1/seats/0?sitting=7", "")
		h.stop()
		h.open()
		out()
		h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","seats":[{"seat":0,"player":"bob","name":"Bob","sitting":8}]}`)
		out()
		b := h.knock(hello(h.ticketOf("bob", 3, 0, 8), nil))
		h.tick()
		want[*wire.Welcome](t, b)
		h.tells("DELETE", "/v1/matches/m1/seats/0?sitting=7", "")
		h.tick()
		require.Equal(t, game.Player, h.zone.leader[0], "whoever left does not take the next one's seat along")
	})
}

// A player who came back to the seat that he gave up plays on with what he got for it, and not with what he had before.
func TestWhoComesBackHasANewStint(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.withQueue()
		h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","seats":[{"seat":0,"player":"ann","name":"Ann","sitting":7}]}`)
		c := h.knock(hello(h.ticketOf("ann", 1, 0, 7), nil))
		h.tick()
		old := want[*wire.Welcome](t, c).Token
		require.Equal(t, http.StatusNoContent, h.leaves("/v1/matches/m1/seats/0?sitting=7").Code)
		h.tells("PUT", "/v1/matches/m1/seats/0", `{"player":"ann","name":"Ann","sitting":9}`)
		require.Equal(t, wire.SeatTaken, h.refused(hello("", old)))
		c = h.knock(hello(h.ticketOf("ann", 2, 0, 9), old)) // a game that holds both
		h.tick()
		fresh := want[*wire.Welcome](t, c).Token
		h.stop()
		h.open()
		h.tick()
		c = h.knock(hello("", fresh))
		h.tick()
		want[*wire.Welcome](t, c)
		require.Equal(t, wire.SeatTaken, h.refused(hello("", old)))
	})
}

// A token goes back to a join ticket that the journal must know: one whose ticket was forgotten
// there is asked for anew.
func TestATokenIsGoodForAsLongAsItsTicketIsKnown(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		_, w := h.join(1, 0)
		h.stop()
		h.zone.spent = map[game.TicketID]bool{}
		h.open()
		require.Equal(t, wire.BadTicket, h.refused(hello("", w.Token)))
	})
}

// Whoever sits in a match, or knows what one who sits there knows, does not watch it: with a ticket that came before
// the seat neither, and a session of theirs ends.
func TestWhoKnowsOneSideDoesNotWatch(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.withQueue()
		require.Equal(t, wire.ShuttingDown, h.refused(hello(h.ticketOf("cid", 1, -1, 0), nil)),
			"not before the queue has said who may")
		h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","revision":1,"seats":[{"seat":0,"player":"ann","name":"Ann","sitting":7}],"insiders":["ann","eve"]}`)
		for _, who := range []string{"ann", "eve"} {
			require.Equal(t, wire.Left, h.refused(hello(h.ticketOf(who, 2, -1, 0), nil)), who)
		}
		before := h.ticketOf("bob", 3, -1, 0)
		watches := func(who string, id byte) *rope {
			c := h.knock(hello(h.ticketOf(who, id, -1, 0), nil))
			h.tick()
			require.EqualValues(t, -1, want[*wire.Welcome](t, c).Seat)
			return c
		}
		bob, cid, dan := watches("bob", 4), watches("cid", 5), watches("dan", 6)
		h.tells("PUT", "/v1/matches/m1/seats/1", `{"player":"bob","name":"Bob","sitting":8}`)
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, bob).Reason, "he plays now")
		require.Equal(t, wire.Left, h.refused(hello(before, nil)))
		h.tells("PUT", "/v1/matches/m1/access", `{"revision":3,"insiders":["ann","eve","bob","cid"],"barred":["dan"]}`)
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, cid).Reason, "she joined Bob's party")
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, dan).Reason, "he was banned")
		h.tells("PUT", "/v1/matches/m1/access", `{"revision":2}`)
		require.Equal(t, wire.Left, h.refused(hello(h.ticketOf("cid", 7, -1, 0), nil)), "older news does not count")
		seat := h.knock(hello(h.ticketOf("bob", 8, 1, 8), nil))
		h.tick()
		require.EqualValues(t, 1, want[*wire.Welcome](t, seat).Seat)
	})
}

// One account has one place among the spectators, and the others theirs.
func TestAnAccountWatchesFromOnePlace(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		var last *rope
		for id := range byte(70) {
			c := h.knock(hello(h.ticketOf("ann", id+1, -1, 0), nil))
			h.tick()
			want[*wire.Welcome](t, c)
			if last != nil {
				require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, last).Reason)
			}
			last = c
		}
		for id := range byte(63) {
			c := h.knockFrom(fmt.Sprintf("192.0.2.%d:1", id/maxAddressGroup),
				hello(h.ticketOf(string('A'+rune(id)), id+100, -1, 0), nil))
			h.tick()
			want[*wire.Welcome](t, c)
		}
		require.Equal(t, wire.TooManyRequests, h.refused(hello(h.ticketOf("zoe", 200, -1, 0), nil)),
			"all places are taken")
		c := h.knock(hello(h.ticketOf("ann", 201, -1, 0), nil))
		h.tick()
		want[*wire.Welcome](t, c)
		time.Sleep(time.Second)
	})
}

// The queue may ask who is away and for how long: of who came and went, and of who has not come.
func TestTheQueueHearsWhoIsAway(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.withQueue()
		h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","seats":[
			{"seat":0,"player":"ann","name":"Ann","sitting":7},{"seat":1,"player":"bob","name":"Bob","sitting":8}]}`)
		seen := func() (all []api.Presence) {
			require.NoError(t, json.Unmarshal(h.call("GET", "/v1/sittings", "").Body.Bytes(), &all))
			return all
		}
		c := h.knock(hello(h.ticketOf("ann", 1, 0, 7), nil))
		h.tick()
		token := want[*wire.Welcome](t, c).Token
		require.Equal(t, []api.Presence{{Stint: 7, Here: true}, {Stint: 8}}, seen())
		time.Sleep(20 * time.Second)
		c.Close(wire.Left, "")
		h.tick()
		time.Sleep(40 * time.Second)
		require.Equal(t, []api.Presence{{Stint: 7, Away: 40}, {Stint: 8, Away: 60}}, seen())
		h.knock(hello("", token))
		h.tick()
		require.Equal(t, []api.Presence{{Stint: 7, Here: true}, {Stint: 8, Away: 60}}, seen())
	})
}
