package client

import (
	"crypto/ed25519"
	"crypto/rand"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/server"
	"muster/server/wire"
)

// turnStory runs in virtual time with a duel by turns begun.
func turnStory(t *testing.T, clock game.Turns, tell func(t *testing.T, h *house)) {
	keys, err := server.OpenKeys(t.TempDir())
	require.NoError(t, err)
	_, queue, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup := *duel
	setup.Scenario.Turns = clock
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, keys, queue)
		_, err := h.shard.Begin(t.Context(), "m", &setup, 7)
		require.NoError(t, err)
		tell(t, h)
		h.die()
	})
}

var together = game.Turns{Kind: game.Together, Length: 40, Planning: 60}

// planning waits until a turn is planned, and returns its view.
func planning(t *testing.T, c *Client, turn uint32) *game.View {
	return until(t, c, func(u Update) bool {
		return u.View != nil && u.View.Turn.Phase == game.Planning && u.View.Turn.Number == turn
	}).View
}

// plan orders something for a turn and waits for the answer.
func plan(t *testing.T, c *Client, o game.Order) game.Refusal {
	o.Flags |= game.Planned
	seq, err := c.Order(o)
	require.NoError(t, err)
	return refusal(until(t, c, answered(seq)), seq)
}

func refusal(u Update, seq uint32) game.Refusal {
	for _, a := range u.Answers {
		if a.Seq == seq {
			return a.Refusal
		}
	}
	return game.Refusals
}

// film takes the views of a turn that runs, up to where the next one is planned.
func film(t *testing.T, c *Client, turn uint32) (ticks []game.Tick) {
	until(t, c, func(u Update) bool {
		if u.View != nil && u.View.Turn.Phase == game.Running {
			require.Equal(t, turn, u.View.Turn.Number)
			ticks = append(ticks, u.View.Tick)
		}
		return u.View != nil && u.View.Turn.Number == turn+1
	})
	return ticks
}

// Two players plan, change their minds and commit; the film comes to both, tick by tick, and shows what was planned.
func TestTwoPlayersPlayATurn(t *testing.T) {
	turnStory(t, together, func(t *testing.T, h *house) {
		a, b := h.join(0), h.join(1)
		defer a.Close()
		defer b.Close()
		v := planning(t, a, 1)
		require.Equal(t, game.Thinking, v.Turn.Seats[0].State)
		require.NotZero(t, v.Turn.Seats[0].Until)
		require.Zero(t, v.Turn.Seats[1].Until, "others' clocks are theirs")
		to := game.Order{Kind: game.Move, Turn: 1, X: 20 * 16, Y: 30 * 16}
		require.Equal(t, game.Obeyed, plan(t, a, to))
		to.X = 25 * 16
		require.Equal(t, game.Obeyed, plan(t, a, to))
		u := until(t, a, func(u Update) bool { return u.View != nil && len(u.View.Turn.Plan) == 1 })
		require.EqualValues(t, 25*16, u.View.Turn.Plan[0].X)
		require.Empty(t, planning(t, b, 1).Turn.Plan)
		_, err := a.Commit(1)
		require.NoError(t, err)
		until(t, a, func(u Update) bool { return u.View != nil && u.View.Turn.Seats[0].State == game.Done })
		require.Equal(t, game.Committed, plan(t, a, game.Order{Kind: game.Hold, Turn: 1}), "that is final")
		time.Sleep(3 * time.Second)
		require.EqualValues(t, 0, a.ServerTick(time.Now()), "the match stands still")
		_, err = b.Commit(1)
		require.NoError(t, err)
		began := time.Now()
		until(t, b, func(u Update) bool { return u.View != nil && u.View.Turn.Phase == game.Running })
		require.Less(t, time.Since(began), 400*time.Millisecond)
		var squad game.SquadView
		ticks := []game.Tick{}
		until(t, a, func(u Update) bool {
			if u.View != nil && u.View.Tick > 0 {
				ticks, squad = append(ticks, u.View.Tick), u.View.Squads[0]
			}
			return u.View != nil && u.View.Turn.Number == 2
		})
		require.GreaterOrEqual(t, len(ticks), 35)
		require.EqualValues(t, 40, ticks[len(ticks)-1])
		require.Equal(t, game.Move, squad.Order)
		require.Equal(t, game.TooLate, plan(t, a, to), "turn 1 is over")
		planning(t, b, 2)
	})
}

// What cannot be planned is refused by the fold, each with its reason, and nothing is lost by it.
func TestBadPlansAreRefusedWithAReason(t *testing.T) {
	clock := together
	clock.Kind = game.Alternate
	turnStory(t, clock, func(t *testing.T, h *house) {
		a, b := h.join(0), h.join(1)
		defer a.Close()
		defer b.Close()
		planning(t, a, 1)
		planning(t, b, 1)
		hold := game.Order{Kind: game.Hold, Turn: 1}
		require.Equal(t, game.NotYourTurn, plan(t, b, hold), "the other side moves")
		with := func(change func(o *game.Order)) game.Order { o := hold; change(&o); return o }
		require.Equal(t, game.NotYourTurn, plan(t, a, with(func(o *game.Order) { o.Turn = 2 })))
		require.Equal(t, game.TooLate, plan(t, a, with(func(o *game.Order) { o.Turn = 0 })))
		require.Equal(t, game.TooLate, plan(t, a, with(func(o *game.Order) { o.At = 40 })))
		require.Equal(t, game.UnknownSquad, plan(t, a, with(func(o *game.Order) { o.Squad = 99 })))
		require.Equal(t, game.OffMap, plan(t, a, game.Order{Kind: game.Move, Turn: 1, X: 65535}))
		require.Equal(t, game.Malformed, plan(t, a, game.Order{Kind: game.OrderKinds, Turn: 1}))
		seq, err := a.Order(game.Order{Kind: game.Hold})
		require.NoError(t, err)
		require.Equal(t, game.TooLate, refusal(until(t, a, answered(seq)), seq), "an order that names no turn")
		require.Equal(t, game.Obeyed, plan(t, a, hold))
		until(t, a, func(u Update) bool { return u.View != nil && len(u.View.Turn.Plan) == 1 })
		require.Equal(t, game.Obeyed, plan(t, a, game.Order{Turn: 1, Flags: game.Commit}))
		require.Equal(t, game.TooLate, plan(t, a, hold), "the turn runs, and it is told when the next one is planned")
		planning(t, b, 2)
		require.Equal(t, game.NotYourTurn, plan(t, a, with(func(o *game.Order) { o.Turn = 2 })))
	})
}

// A link that breaks while a turn is planned, or a server that is killed, costs nothing: the plan and the deadline are
// as they were, and what was not answered is planned once.
func TestAPlanOutlivesLinksAndServers(t *testing.T) {
	clock := together
	clock.Planning = 25
	turnStory(t, clock, func(t *testing.T, h *house) {
		a, b := h.join(0), h.join(1)
		defer a.Close()
		defer b.Close()
		until0 := planning(t, a, 1).Turn.Seats[0].Until
		require.Equal(t, game.Obeyed, plan(t, a, game.Order{Kind: game.Hold, Turn: 1}))
		for n, trouble := range []func(){h.cut, func() { h.die(); time.Sleep(time.Second); h.start() }} {
			trouble()
			seq, err := a.Order(game.Order{Kind: game.Hold, Squad: uint8(n + 1), Turn: 1, Flags: game.Planned})
			require.NoError(t, err)
			u := until(t, a, answered(seq))
			require.Equal(t, game.Obeyed, refusal(u, seq))
			until(t, a, func(u Update) bool {
				return u.View != nil && u.Link == Connected && len(u.View.Turn.Plan) == n+2 &&
					u.View.Turn.Seats[0].Until == until0
			})
			require.Equal(t, game.Player, a.Seats()[0].Leader, "nobody else has led the seat")
		}
		time.Sleep(10 * time.Second)
		require.Equal(t, game.Player, a.Seats()[1].Leader)
		until(t, b, func(u Update) bool { return u.View != nil && u.View.Turn.Phase == game.Running })
		require.InDelta(t, float64(until0), float64(time.Now().UnixMilli()), 500, "the deadline stands")
		h.die() // within the film
		time.Sleep(time.Second)
		h.start()
		v := planning(t, a, 2)
		require.EqualValues(t, 40, v.Tick)
		planning(t, b, 2)
	})
}

// Who comes in the middle of a long film sees it at once, though the seat change waits for its end, and plans the next
// turn.
func TestWhoComesWithinAFilmIsLetIn(t *testing.T) {
	clock := together
	clock.Length = 600
	turnStory(t, clock, func(t *testing.T, h *house) {
		a := h.join(0)
		defer a.Close()
		planning(t, a, 1)
		_, err := a.Commit(1)
		require.NoError(t, err)
		until(t, a, func(u Update) bool { return u.View != nil && u.View.Turn.Phase == game.Running })
		began := time.Now()
		b := h.join(1)
		defer b.Close()
		require.Less(t, time.Since(began), time.Second)
		require.NotEmpty(t, film(t, b, 1))
		planning(t, b, 2)
		require.Equal(t, game.Obeyed, plan(t, b, game.Order{Kind: game.Hold, Turn: 2}))
		require.Equal(t, game.Player, b.Seats()[1].Leader)
		require.Equal(t, game.Thinking, planning(t, b, 2).Turn.Seats[1].State, "AI has committed nothing for him")
	})
}

// AI leads a seat that nobody has taken, plans at once and commits.
func TestAIPlansForAnEmptySeat(t *testing.T) {
	turnStory(t, together, func(t *testing.T, h *house) {
		a := h.join(0)
		defer a.Close()
		for turn := uint32(1); turn <= 3; turn++ {
			planning(t, a, turn)
			_, err := a.Commit(turn)
			require.NoError(t, err)
			began := time.Now()
			require.NotEmpty(t, film(t, a, turn))
			require.Less(t, time.Since(began), 2*time.Second+time.Second)
		}
	})
}

// Who is gone holds nobody up for longer than his deadline, twice; then AI leads his seat. Who leaves is replaced at
// once.
func TestWhoIsAwayIsWaitedForUntilHisTimeIsUp(t *testing.T) {
	clock := together
	clock.Planning = 10
	turnStory(t, clock, func(t *testing.T, h *house) {
		a, b := h.join(0), h.join(1)
		defer a.Close()
		planning(t, a, 1)
		b.cancel()
		h.cut()
		<-b.done
		began := time.Now()
		for turn := uint32(1); turn <= 4; turn++ {
			planning(t, a, turn)
			_, err := a.Commit(turn)
			require.NoError(t, err)
			film(t, a, turn)
		}
		require.Equal(t, game.AI, a.Seats()[1].Leader)
		require.Less(t, time.Since(began), 35*time.Second, "two turns were waited for")
		c := h.join(1)
		defer c.Close()
		planning(t, c, 5)
		c.Close()
		until(t, a, func(u Update) bool { return len(u.Seats) > 0 && u.Seats[len(u.Seats)-1].Leader == game.AI })
	})
}

// A release that knows no turns is told so, and plays others as before.
func TestAnOlderReleaseIsRefusedAMatchByTurns(t *testing.T) {
	turnStory(t, together, func(t *testing.T, h *house) {
		conn, err := h.dial(t.Context(), "", nil)
		require.NoError(t, err)
		defer conn.Close(wire.Left, "")
		hello := &wire.Hello{Oldest: 1, Newest: wire.TurnsSince - 1, Match: "m", Ticket: h.ticket(0)}
		require.NoError(t, conn.Send(t.Context(), hello))
		m, err := conn.Receive(t.Context())
		require.NoError(t, err)
		require.Equal(t, &wire.Goodbye{
			Reason: wire.VersionTooOld,
			Text:   "match m is played by turns, which is protocol 4, and you speak 3: update the game",
		}, m)
	})
}

// Who gives nothing in time is stood in for by his AI, where the scenario says so, for that turn; he leads on.
func TestAIStandsInForWhoGaveNothing(t *testing.T) {
	clock := together
	clock.Planning, clock.TimeUp = 3, game.AIPlans
	turnStory(t, clock, func(t *testing.T, h *house) {
		a, b := h.join(0), h.join(1)
		defer a.Close()
		defer b.Close()
		for turn := uint32(1); turn <= 2; turn++ {
			planning(t, a, turn)
			v := until(t, a, func(u Update) bool { return u.View != nil && u.View.Turn.Phase == game.Running }).View
			require.True(t, turn > 1 || len(v.Turn.Plan) > 0, "later it may leave squads at what they do")
			for _, o := range v.Turn.Plan {
				require.Equal(t, game.AI, o.Leader)
			}
			require.Equal(t, game.Player, a.Seats()[0].Leader)
		}
		planning(t, a, 3)
		require.Equal(t, game.Obeyed, plan(t, a, game.Order{Kind: game.Hold, Turn: 3}))
		v := until(t, a, func(u Update) bool { return u.View != nil && u.View.Turn.Phase == game.Running }).View
		require.Len(t, v.Turn.Plan, 1, "who gave something has planned that")
	})
}

// A spectator of everybody sees turns as late as others, by the match's time, and nobody's plan.
func TestASpectatorSeesTurnsLate(t *testing.T) {
	clock := together
	clock.Planning, clock.Length = 1, 1000
	turnStory(t, clock, func(t *testing.T, h *house) {
		w := h.watch(255)
		defer w.Close()
		time.Sleep(2 * time.Minute)
		var last game.Tick
		for range 300 {
			u := until(t, w, func(u Update) bool { return u.View != nil })
			require.Empty(t, u.View.Turn.Plan)
			require.Less(t, last, u.View.Tick)
			last = u.View.Tick
			require.LessOrEqual(t, last+1800, h.tick())
		}
	})
}
