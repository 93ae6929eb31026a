package server

import (
	"context"
	"crypto/ed25519"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/table"
	"muster/server/wire"
)

// house is a server with one match on stage, in virtual time.
type house struct {
	t    *testing.T
	zone *stage
	srv  *Server
	hall hall
	key  ed25519.PrivateKey
	keys *Keys
	stop func()

	alone   atomic.Bool                                        // no matchmaker is known
	reports func(ctx context.Context, r api.MatchReport) error // of the next server; nil for none
}

// keeper has squad 0 hold whenever it is asked.
type keeper struct{}

func (keeper) Think(*game.View, []game.Talk) []game.Order {
	return []game.Order{{Kind: game.Hold}}
}

func newKeys(t *testing.T) *Keys {
	keys, err := OpenKeys(t.TempDir())
	require.NoError(t, err)
	return keys
}

// play runs the story f against a server in a bubble of virtual time, and sees that nothing is left running.
func play(t *testing.T, f func(t *testing.T, h *house)) {
	keys := newKeys(t)
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, zone: newStage(), keys: keys}
		_, h.key, _ = ed25519.GenerateKey(nil)
		h.open()
		defer func() { h.stop() }() // h.stop is another one after a restart
		f(t, h)
	})
}

func (h *house) open() {
	h.hall = make(hall)
	srv, err := open(Config{
		ID: "s1", Listener: h.hall, Keys: h.keys,
		JoinKeys:  h.joinKeys,
		Report:    h.reports,
		Commander: func(string, *game.Setup, uint8, uint64) ai.Commander { return keeper{} },
	}, cast{h.zone})
	require.NoError(h.t, err)
	if m := srv.matches["m1"]; m != nil {
		m.packed = func() []byte { return []byte("set-up") }
	}
	h.srv = srv
	ctx, cancel := context.WithCancel(h.t.Context())
	var running sync.WaitGroup
	running.Go(func() { srv.Run(ctx) })
	h.stop = func() { cancel(); running.Wait() }
}

func (h *house) joinKeys() []ed25519.PublicKey {
	if h.alone.Load() {
		return nil
	}
	return []ed25519.PublicKey{h.key.Public().(ed25519.PublicKey)}
}

// tick lets everything settle, publishes a tick and lets it settle.
func (h *house) tick() {
	synctest.Wait()
	h.zone.step()
	synctest.Wait()
	time.Sleep(wordsAfter)
	synctest.Wait()
}

func (h *house) ticket(id byte, seat int) string { return h.ticketOf("ann", id, seat, 0) }

// ticketOf is a ticket of a player for a stint.
func (h *house) ticketOf(player string, id byte, seat int, stint int64) string {
	s, err := api.SignJoin(h.key, api.JoinClaims{
		ID: [16]byte{id}, Match: "m1",
		Shard: "s1", Seat: seat, Stint: stint, Audience: 255, Player: player, Name: "Ann",
		Expires: time.Now().Add(time.Minute),
	})
	require.NoError(h.t, err)
	return s
}

func (h *house) knock(m wire.Message) *rope { return h.knockFrom("here", m) }

func (h *house) knockFrom(address string, m wire.Message) *rope {
	client, server := newRope(1024)
	server.remote = address
	h.hall <- server
	require.NoError(h.t, client.Send(h.t.Context(), m))
	return client
}

func hello(ticket string, token []byte) *wire.Hello {
	return &wire.Hello{Oldest: 1, Newest: wire.NewestProtocol, Match: "m1", Ticket: ticket, Token: token}
}

func (h *house) join(id byte, seat int) (*rope, *wire.Welcome) {
	c := h.knock(hello(h.ticket(id, seat), nil))
	h.tick()
	return c, want[*wire.Welcome](h.t, c)
}

func TestWelcomeComesOnlyWhenTheTicketIsSpent(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c := h.knock(hello(h.ticket(1, 0), nil))
		synctest.Wait()
		require.Empty(t, c.in, "nothing is said before the seat change is published")
		h.tick()
		w := want[*wire.Welcome](t, c)
		require.EqualValues(t, 0, w.Seat)
		require.Equal(t, "set-up", string(w.Setup))
		require.Equal(t, wire.SeatNews{Seat: 0, Team: 0, Leader: game.Player, Name: "Ann"}, w.Seats[0])

		again := h.knock(hello(h.ticket(1, 0), nil))
		h.tick()
		require.Equal(t, wire.TicketSpent, want[*wire.Goodbye](t, again).Reason)
	})
}

func TestOneTicketOnTwoLinksAtOnceOpensOnce(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		one, two := h.knock(hello(h.ticket(1, 0), nil)), h.knock(hello(h.ticket(1, 0), nil))
		synctest.Wait()
		h.tick()
		welcomes, goodbyes := 0, 0
		for _, c := range []*rope{one, two} {
			m, err := c.Receive(t.Context())
			require.NoError(t, err)
			switch m := m.(type) {
			case *wire.Welcome:
				welcomes++
			case *wire.Goodbye:
				require.Equal(t, wire.TicketSpent, m.Reason)
				goodbyes++
			}
		}
		require.Equal(t, []int{1, 1}, []int{welcomes, goodbyes})
	})
}

func TestAnOrderIsAnsweredAndTheFloodIsNot(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, _ := h.join(1, 0)
		require.NoError(t, c.Send(t.Context(), &wire.Orders{Orders: []game.Order{{Seq: 1, Kind: game.Hold, Seat: 9}}}))
		h.tick()
		require.Equal(t, []game.Answer{{Seat: 0, Seq: 1, Tick: 2}}, want[*wire.Answers](t, c).Answers)

		flood := make([]game.Order, 2*table.OrderBurst)
		for i := range flood {
			flood[i] = game.Order{Seq: uint32(i + 2), Kind: game.Hold}
		}
		require.NoError(t, c.Send(t.Context(), &wire.Orders{Orders: flood}))
		synctest.Wait()
		refused := want[*wire.Answers](t, c).Answers
		require.GreaterOrEqual(t, len(refused), table.OrderBurst)
		require.Equal(t, game.TooMany, refused[0].Refusal)
		require.Zero(t, refused[0].Tick)

		time.Sleep(time.Second)
		require.NoError(t, c.Send(t.Context(), &wire.Orders{Orders: []game.Order{{Seq: 0}}}))
		synctest.Wait()
		require.Equal(t, game.Malformed, want[*wire.Answers](t, c).Answers[0].Refusal)
	})
}

func TestAIHoldsTheSeatWhileThePlayerIsAway(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, w := h.join(1, 0)
		require.Equal(t, game.Player, h.zone.leader[0])
		c.Close(wire.Left, "")
		h.tick()
		require.Equal(t, game.AI, h.zone.leader[0], "from the next tick")
		h.zone.ai = nil
		h.tick()
		require.Contains(t, h.zone.ai, game.Order{Seat: 0, Leader: game.AI, Kind: game.Hold})

		c = h.knock(hello("", w.Token))
		h.tick()
		require.EqualValues(t, 0, want[*wire.Welcome](t, c).Seat)
		require.Equal(t, game.Player, h.zone.leader[0])
	})
}

func TestANewerSessionTakesTheSeat(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		old, w := h.join(1, 0)
		c := h.knock(hello("", w.Token))
		h.tick()
		require.Equal(t, wire.SeatTaken, want[*wire.Goodbye](t, old).Reason)
		want[*wire.Welcome](t, c)
		h.tick()
		require.Equal(t, game.Player, h.zone.leader[0], "the end of the old one does not call the AI")
	})
}

func TestTheTokenOpensARestartedServer(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		_, w := h.join(1, 0)
		h.stop()
		h.open()
		h.tick() // the server finds a seat whose player is not here
		h.tick()
		require.Equal(t, game.AI, h.zone.leader[0])
		c := h.knock(hello("", w.Token))
		h.tick()
		require.Equal(t, "Ann", want[*wire.Welcome](t, c).Seats[0].Name)
	})
}

func TestTheTokenIsRenewed(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, w := h.join(1, 0)
		for range 20 {
			h.tick()
		}
		token := want[*wire.Renew](t, c).Token
		require.NotEqual(t, w.Token, token)
		r, ok := openToken(h.keys.tokens(), token, time.Now())
		require.True(t, ok)
		require.EqualValues(t, 21, r.Number, "it witnesses the head of its tick")
	})
}

func TestWhoIsTurnedAway(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		forged := make([]byte, 100)
		forged[0] = tokenVersion
		for name, c := range map[string]struct {
			m    wire.Message
			want wire.Reason
		}{
			"no hello":     {&wire.Talk{}, wire.BadMessage},
			"nothing":      {hello("", nil), wire.BadTicket},
			"forged token": {hello("", forged), wire.BadTicket},
			"garbage":      {hello("a.b.c", nil), wire.BadTicket},
			"no such seat": {hello(h.ticket(9, 7), nil), wire.BadTicket},
			"other match": {&wire.Hello{
				Oldest: 1, Newest: wire.NewestProtocol, Match: "m2", Ticket: h.ticket(9, 0),
			}, wire.BadTicket},
			"too old":       {&wire.Hello{}, wire.VersionTooOld},
			"from tomorrow": {&wire.Hello{Oldest: 9, Newest: 9}, wire.VersionTooNew},
		} {
			require.Equal(t, c.want, want[*wire.Goodbye](t, h.knock(c.m)).Reason, name)
		}
		client, server := newRope(8)
		h.hall <- server
		time.Sleep(helloWithin + time.Millisecond)
		require.Equal(t, wire.TimedOut, want[*wire.Goodbye](t, client).Reason, "silent")
	})
}

func TestASlowReaderDelaysNobody(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		slow, server := newRope(0) // takes nothing
		h.hall <- server
		require.NoError(t, slow.Send(t.Context(), hello(h.ticket(1, 0), nil)))
		c, _ := h.join(2, 1)
		for seq := range uint32(10) {
			require.NoError(t, c.Send(t.Context(), &wire.Orders{Orders: []game.Order{{Seq: seq + 1, Kind: game.Hold}}}))
			h.tick()
			require.Equal(t, seq+1, want[*wire.Answers](t, c).Answers[0].Seq)
		}
		time.Sleep(sendWithin + time.Second)
		h.tick()
		require.Equal(t, game.AI, h.zone.leader[0], "it is let go in the end")
	})
}

func TestTalkOfATeamStaysInTheTeam(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		ann, _ := h.join(1, 0)
		bob, _ := h.join(2, 1)
		cid, _ := h.join(3, 2)
		for _, k := range []game.TalkKind{game.ChatTeam, game.ChatAll} {
			require.NoError(t, ann.Send(t.Context(), &wire.Talk{Talk: game.Talk{Kind: k, Text: "hi", Seat: 1}}))
			h.tick()
		}
		require.Equal(t, game.Talk{Kind: game.ChatTeam, Text: "hi"}, want[*wire.Talk](t, cid).Talk)
		require.Equal(t, game.ChatAll, want[*wire.Talk](t, bob).Talk.Kind, "the other team hears only what is for all")
	})
}

func TestSpectatorsOfAllAreLate(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c := h.knock(hello(h.ticket(1, -1), nil))
		h.tick()
		require.Equal(t, game.All, want[*wire.Welcome](t, c).Audience)
		all := h.srv.matches["m1"].audience(game.All)
		for range 90 * 20 {
			h.tick()
			require.Zero(t, all.tick())
		}
		h.tick()
		h.tick()
		require.EqualValues(t, 2, all.tick(), "the newest of every second view that is 90 s old at tick 1803")
	})
}

func TestTheEndIsToldAndReported(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, _ := h.join(1, 0)
		tries := 0
		h.srv.cfg.Report = func(_ context.Context, r api.MatchReport) error {
			if tries++; tries < 3 {
				return context.DeadlineExceeded
			}
			require.Equal(t, api.MatchReport{Match: "m1", Winner: -1, Reason: "abandoned"}, r)
			return nil
		}
		h.zone.Abandon()
		h.tick()
		require.Equal(t, game.Abandoned, want[*wire.Over](t, c).Result.Reason)
		require.Equal(t, wire.MatchEnded, want[*wire.Goodbye](t, c).Reason)
		require.Equal(t, wire.MatchEnded, want[*wire.Goodbye](t, h.knock(hello(h.ticket(2, 1), nil))).Reason)
		require.True(t, h.srv.Untold(), "who stops the shard waits for the queue to know")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, 3, tries)
		require.False(t, h.srv.Untold())
	})
}

func TestShutdownSaysGoodbye(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		c, _ := h.join(1, 0)
		h.stop()
		require.Equal(t, wire.ShuttingDown, want[*wire.Goodbye](t, c).Reason)
	})
}
