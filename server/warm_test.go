package server

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/table"
	"muster/server/wire"
)

// standsBy makes the house the standby of its match, which another shard runs.
func (h *house) standsBy() {
	h.stop()
	h.zone.away.Store(true)
	h.zone.standby.Store(true)
	h.open()
}

// comes lets the match come here, as when its standby has won it.
func (h *house) comes() {
	h.zone.standby.Store(false)
	h.zone.away.Store(false)
	h.srv.adopt(h.zone)
	h.tick()
}

// token is what a participant was told by the other shard.
func (h *house) token(player string, seat int, number uint64, change ...func(*resume)) []byte {
	r := resume{
		Expires: time.Now().Add(tokenLife), Epoch: 1, Number: number, Seat: seat, Audience: 0, First: game.TicketID{9},
		Match: "m1", Player: player, Name: player, Stint: int64(seat + 1),
	}
	for _, c := range change {
		c(&r)
	}
	return r.seal(&h.keys.tokens()[0])
}

// warms opens a warm link.
func (h *house) warms(token []byte) *rope {
	c := h.knock(&wire.Hello{
		Oldest: wire.StandbySince, Newest: wire.NewestProtocol, Match: "m1", Token: token, Warm: true,
	})
	synctest.Wait()
	return c
}

// seats has the journal know players in seats.
func (h *house) seats(seats ...uint8) {
	h.zone.spent[game.TicketID{9}] = true
	for _, n := range seats {
		h.zone.leader[n] = game.Player
	}
}

// A warm link is no player until its match comes here; then it has its seat with the first publication, and AI none.
func TestAWarmLinkHasItsSeatWithTheFirstPublication(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.seats(0, 1)
		h.standsBy()
		ann, bob := h.warms(h.token("ann", 0, 5)), h.warms(h.token("bob", 1, 5))
		time.Sleep(time.Minute)
		require.Equal(t, 2, h.srv.WarmLinks("m1"))
		require.Zero(t, h.srv.WarmLinks("m2"))
		require.Zero(t, h.srv.Players(), "it is counted with its player, where that plays")
		require.Zero(t, h.srv.pendingLinks.count(), "and is no stranger")
		require.Empty(t, ann.in, "it is told nothing")
		h.comes()
		for seat, c := range []*rope{ann, bob} {
			w := want[*wire.Welcome](t, c)
			require.EqualValues(t, 1, w.Tick, "the first that is published")
			require.EqualValues(t, seat, w.Seat)
		}
		for range 40 {
			h.tick()
		}
		require.Equal(t, map[uint8]game.Leader{0: game.Player, 1: game.Player, 2: game.AI}, h.zone.leader)
		require.Zero(t, h.srv.WarmLinks("m1"))
		require.Equal(t, 2, h.srv.Players())
		require.NoError(t, ann.Send(t.Context(), &wire.Orders{Orders: []game.Order{{Seq: 1, Kind: game.Hold}}}))
		h.tick()
		require.Equal(t, game.Obeyed, want[*wire.Answers](t, ann).Answers[0].Refusal)
	})
}

// Who has no warm link has a second and a half to come: AI leads no seat of a player before.
func TestAITakesNoSeatWhileItsPlayerIsOnTheWay(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.seats(0, 1)
		h.standsBy()
		h.comes()
		for range 28 {
			h.tick()
		}
		require.Equal(t, map[uint8]game.Leader{0: game.Player, 1: game.Player, 2: game.AI}, h.zone.leader)
		ann := h.knock(hello("", h.token("ann", 0, 5)))
		h.tick()
		want[*wire.Welcome](t, ann)
		for range 5 {
			h.tick()
		}
		require.Equal(t, map[uint8]game.Leader{0: game.Player, 1: game.AI, 2: game.AI}, h.zone.leader)
	})
}

func TestWhoMayHoldNoWarmLink(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		other := h.token("ann", 0, 5, func(r *resume) { r.Match = "m2" })
		foreign := (&resume{Expires: time.Now().Add(time.Hour), Match: "m1", Player: "eve"}).seal(&[32]byte{7})
		expired := h.token("ann", 0, 5, func(r *resume) { r.Expires = time.Now().Add(-time.Hour) })
		h.standsBy()
		m := func(change func(*wire.Hello)) *wire.Hello {
			m := &wire.Hello{
				Oldest: 3, Newest: 3, Match: "m1", Ticket: h.ticket(1, 0), Token: h.token("ann", 0, 5), Warm: true,
			}
			change(m)
			return m
		}
		for name, refused := range map[string]struct {
			hello *wire.Hello
			want  wire.Reason
		}{
			"a ticket alone":      {m(func(m *wire.Hello) { m.Token = nil }), wire.BadTicket},
			"a token of nobody's": {m(func(m *wire.Hello) { m.Token = foreign }), wire.BadTicket},
			"noise":               {m(func(m *wire.Hello) { m.Token = []byte("let me in") }), wire.BadTicket},
			"an expired one":      {m(func(m *wire.Hello) { m.Token = expired }), wire.BadTicket},
			"another match's":     {m(func(m *wire.Hello) { m.Token = other }), wire.BadTicket},
			"a future protocol":   {m(func(m *wire.Hello) { m.Oldest, m.Newest = 99, 99 }), wire.VersionTooNew},
		} {
			require.Equal(t, refused.want, h.refused(refused.hello), name)
		}
		require.Zero(t, h.srv.WarmLinks("m1"))
		h.zone.standby.Store(false)
		require.Equal(t, wire.UnknownMatch, h.refused(m(func(*wire.Hello) {})), "of a shard that does not stand by")
	})
}

// Of a seat, or of an account that watches, one link is held: the newest. Whoever had the seat before has an older
// token, and takes nobody's place with it.
func TestOneWarmLinkASeatIsHeld(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.standsBy()
		ann := h.warms(h.token("ann", 0, 50))
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, h.warms(h.token("eve", 0, 49))).Reason)
		again := h.warms(h.token("ann", 0, 50))
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, ann).Reason)
		watcher := h.warms(h.token("wim", -1, 50))
		h.warms(h.token("wim", -1, 51))
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, watcher).Reason)
		require.Equal(t, 2, h.srv.WarmLinks("m1"))
		require.NoError(t, again.Close(wire.Left, ""))
		synctest.Wait()
		require.Equal(t, 1, h.srv.WarmLinks("m1"), "one that breaks is held no more")
	})
}

// Warm links of spectators count as spectators do: by address, by account and by match.
func TestWarmLinksOfSpectatorsAreBounded(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.standsBy()
		warms := func(from, player string) *rope {
			c := h.knockFrom(from, &wire.Hello{
				Oldest: 3, Newest: 3, Match: "m1", Token: h.token(player, -1, 5), Warm: true,
			})
			synctest.Wait()
			return c
		}
		for i := range maxAddressGroup {
			warms("10.0.0.1:1", string(rune('a'+i)))
		}
		require.Equal(t, wire.TooManyRequests, want[*wire.Goodbye](t, warms("10.0.0.1:1", "z")).Reason)
		for i := h.srv.WarmLinks("m1"); i < maxWarmWatchers; i++ {
			warms("10.0."+string(rune('1'+i/10))+".1:1", "w"+string(rune('a'+i)))
		}
		require.Equal(t, maxWarmWatchers, h.srv.WarmLinks("m1"))
		require.Equal(t, wire.TooManyRequests, want[*wire.Goodbye](t, warms("10.9.9.9:1", "zz")).Reason)
		ann := h.warms(h.token("ann", 0, 5))
		require.Empty(t, ann.in, "a player has a place")
	})
}

// Who is no more a standby holds no links. A match that is on its way here is neither for a moment.
func TestWarmLinksEndWhenTheShardStandsByNoMore(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.standsBy()
		ann := h.warms(h.token("ann", 0, 5))
		time.Sleep(standEvery / 2)
		h.zone.standby.Store(false)
		time.Sleep(standEvery)
		h.zone.standby.Store(true)
		time.Sleep(5 * standEvery)
		require.Equal(t, 1, h.srv.WarmLinks("m1"))
		h.zone.standby.Store(false)
		time.Sleep(2 * standEvery)
		require.Equal(t, wire.UnknownMatch, want[*wire.Goodbye](t, ann).Reason, "which makes a client wait")
		require.Zero(t, h.srv.WarmLinks("m1"))
	})
}

// What the journal knows of a stint that is over counts before anybody is welcomed; and nobody watches before the
// queue has said who may.
func TestWhoIsBarredMeanwhileDoesNotComeOver(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.withQueue()
		h.seats(0, 1)
		h.standsBy()
		ann, bob := h.warms(h.token("ann", 0, 5)), h.warms(h.token("bob", 1, 5))
		eve, wim := h.warms(h.token("eve", -1, 5)), h.warms(h.token("wim", -1, 5))
		h.zone.spent[table.Over(1)] = true
		h.comes()
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, ann).Reason, "she gave the seat up meanwhile")
		want[*wire.Welcome](t, bob)
		require.Empty(t, wim.in)
		require.Equal(t, 2, h.srv.WarmLinks("m1"), "they wait for the queue's word")
		h.tells("PUT", "/v1/matches/m1", `{"scenario":"duel","revision":1,"barred":["eve"],"seats":[
			{"seat":1,"player":"bob","name":"Bob","sitting":2}]}`)
		h.tick()
		require.Equal(t, wire.Left, want[*wire.Goodbye](t, eve).Reason)
		want[*wire.Welcome](t, wim)
	})
}

// Who comes by an ordinary link while the match is on its way has come later than with the warm link that is held: that
// one does not take the place back, which would be for good.
func TestAWarmLinkTakesNoPlaceFromANewerSession(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.seats(0, 1)
		h.standsBy()
		old := map[int]*rope{0: h.warms(h.token("ann", 0, 5)), -1: h.warms(h.token("wim", -1, 5))}
		bob := h.warms(h.token("bob", 1, 5))
		h.zone.standby.Store(false)
		h.zone.away.Store(false)
		h.srv.adopt(h.zone)
		ann, wim := h.knock(hello("", h.token("ann", 0, 6))), h.knock(hello("", h.token("wim", -1, 6)))
		h.tick()
		synctest.Wait()
		require.Zero(t, h.srv.WarmLinks("m1"))
		for _, c := range old {
			require.Len(t, c.in, 1, "a warm link hears one word")
			require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, c).Reason)
		}
		for _, c := range []*rope{ann, wim, bob} {
			want[*wire.Welcome](t, c)
		}
		require.Equal(t, 3, h.srv.Players())
	})
}

// A seat that AI led at last is its player's with the next tick that the journal has. Nothing is seen before Welcome.
func TestAWarmLinkSeesNothingBeforeItIsWelcomed(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.seats()
		h.standsBy()
		near := h.warmsByPipe()
		sees := func(within time.Duration) error {
			ctx, enough := context.WithTimeout(t.Context(), within)
			defer enough()
			_, err := near.ReceiveFrame(ctx)
			return err
		}
		require.ErrorIs(t, sees(time.Second), context.DeadlineExceeded)
		h.comes()
		asked := h.zone.in.Seats
		h.zone.in.Seats = nil // the journal takes its time
		h.tick()
		require.ErrorIs(t, sees(time.Second), context.DeadlineExceeded, "the match is here, and the seat not hers yet")
		h.zone.in.Seats = asked
		h.tick()
		m, err := near.Receive(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 3, m.(*wire.Welcome).Tick)
		require.NoError(t, sees(time.Second))
	})
}

// warmsByPipe opens a warm link of seat 0 over which frames go.
func (h *house) warmsByPipe() wire.Conn {
	near, far := wire.Pipe()
	h.hall <- far
	require.NoError(h.t, near.Send(h.t.Context(), &wire.Hello{
		Oldest: 3, Newest: 3, Match: "m1", Token: h.token("ann", 0, 5), Warm: true,
	}))
	synctest.Wait()
	require.Equal(h.t, 1, h.srv.WarmLinks("m1"))
	return near
}

// A warm link over which a frame comes is none.
func TestAWarmLinkThatSpeaksIsEnded(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.standsBy()
		near := h.warmsByPipe()
		require.NoError(t, near.SendFrame(t.Context(), []byte{2, 1, 0, 0, 0, 0}))
		m, err := near.Receive(t.Context())
		require.NoError(t, err)
		require.Equal(t, wire.BadMessage, m.(*wire.Goodbye).Reason)
		require.Zero(t, h.srv.WarmLinks("m1"))
	})
}
