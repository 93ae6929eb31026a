package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

// house is a whole server in virtual time: the real door, the real zone, the journal in memory
// and links that are pipes.
type house struct {
	t       *testing.T
	store   journal.Store
	sidecar journal.Sidecar
	keys    *server.Keys
	queue   ed25519.PrivateKey
	shard   *shard.Shard
	door    *wire.PipeListener
	cancel  context.CancelFunc
	gone    chan struct{}

	mu    sync.Mutex // clients look for the door while the house is rebuilt
	links []wire.Conn
}

func newHouse(t *testing.T, keys *server.Keys, queue ed25519.PrivateKey) *house {
	h := &house{
		t: t, store: &paused{Store: journal.NewMemory()}, sidecar: journal.NewMemorySidecar(), keys: keys, queue: queue,
	}
	h.start()
	return h
}

func (h *house) start() {
	var err error
	h.shard, err = shard.Open(h.t.Context(), shard.Config{ID: "one", Store: h.store, Sidecar: h.sidecar})
	require.NoError(h.t, err)
	door := wire.NewPipeListener()
	srv, err := server.New(server.Config{
		ID: "one", Shard: h.shard, Listener: door, Keys: h.keys,
		JoinKeys: func() []ed25519.PublicKey { return []ed25519.PublicKey{h.queue.Public().(ed25519.PublicKey)} },
	})
	require.NoError(h.t, err)
	h.mu.Lock()
	h.door = door
	h.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel, h.gone = cancel, make(chan struct{})
	go func() { defer close(h.gone); srv.Run(ctx) }()
}

// die cuts every link and stops the server where it is: no goodbye reaches anybody.
func (h *house) die() {
	h.cut()
	h.shard.Close()
	h.cancel()
	<-h.gone
}

// cut breaks every link.
func (h *house) cut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.links {
		l.Close(wire.TimedOut, "")
	}
}

func (h *house) dial(ctx context.Context, addr string, cert []byte) (wire.Conn, error) {
	h.mu.Lock()
	door := h.door
	h.mu.Unlock()
	c, err := door.Dial(ctx, addr, cert)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil {
		h.links = append(h.links, c)
	}
	return c, err
}

func (h *house) ticket(seat int) string {
	var id [16]byte
	rand.Read(id[:])
	ticket, err := api.SignJoin(h.queue, api.JoinClaims{
		ID: id, Match: "m", Seat: seat, Player: "p", Name: "Ada", Expires: time.Now().Add(time.Minute),
	})
	require.NoError(h.t, err)
	return ticket
}

func (h *house) join(seat int) *Client {
	return h.joinBy(seat, func(c wire.Conn) wire.Conn { return c })
}

// joinBy is join over a link that is changed.
func (h *house) joinBy(seat int, by func(wire.Conn) wire.Conn) *Client {
	dial := func(ctx context.Context, addr string, cert []byte) (wire.Conn, error) {
		c, err := h.dial(ctx, addr, cert)
		if err != nil {
			return nil, err
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		c = by(c)
		h.links[len(h.links)-1] = c
		return c, nil
	}
	c, err := Dial(h.t.Context(), Config{Join: Join{Match: "m", Ticket: h.ticket(seat)}, Dial: dial})
	require.NoError(h.t, err)
	return c
}

// story runs in virtual time with a duel begun.
func story(t *testing.T, tell func(t *testing.T, h *house)) {
	keys, err := server.OpenKeys(t.TempDir())
	require.NoError(t, err)
	_, queue, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, keys, queue)
		_, err := h.shard.Begin(t.Context(), "m", setup, 7)
		require.NoError(t, err)
		tell(t, h)
		h.die()
	})
}

// until takes updates until one is as wanted.
func until(t *testing.T, c *Client, wanted func(u Update) bool) Update {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		u, err := c.Next(ctx)
		require.NoError(t, err)
		if wanted(u) {
			return u
		}
	}
}

func answered(seq uint32) func(Update) bool {
	return func(u Update) bool {
		for _, a := range u.Answers {
			if a.Seq == seq {
				return true
			}
		}
		return false
	}
}

func TestAPlayerJoinsOrdersAndSeesTheSquadObey(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		require.Equal(t, 0, c.Seat())
		require.EqualValues(t, 0, c.Audience())
		require.Equal(t, "duel", c.Setup().Scenario.Name)
		require.Equal(t, game.Player, c.Seats()[0].Leader)
		require.Equal(t, game.AI, c.Seats()[1].Leader)
		seq, err := c.Order(game.Order{Kind: game.Move, Squad: 2, X: 20 * 16, Y: 30 * 16})
		require.NoError(t, err)
		u := until(t, c, answered(seq))
		require.Equal(t, game.Obeyed, u.Answers[0].Refusal)
		u = until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > 100 })
		require.Equal(t, game.Move, u.View.Squads[2].Order)
		bad, err := c.Order(game.Order{Kind: game.Move, Squad: 99})
		require.NoError(t, err)
		require.Equal(t, game.UnknownSquad, until(t, c, answered(bad)).Answers[0].Refusal)
		require.Positive(t, c.Stats().Views)
	})
}

func TestALostLinkIsFoundAgainAndEveryOrderCountsOnce(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		before := until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > 40 }).View.Tick
		h.cut()
		first, _ := c.Order(game.Order{Kind: game.Hold, Squad: 0})
		second, _ := c.Order(game.Order{Kind: game.Hold, Squad: 1})
		require.Equal(t, first+1, second)
		u := until(t, c, answered(second))
		require.Equal(t, Connected, u.Link)
		u = until(t, c, func(u Update) bool { return u.View != nil })
		require.Greater(t, u.View.Tick, before, "time never runs back")
		require.Equal(t, 1, c.Stats().Reconnects)
	})
}

// The seat is found again as quickly after minutes as after seconds: what is sent is the newest view
// and nothing of the past.
func TestTheSeatIsFoundAgainWithinASecondAtAnyAge(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		for _, age := range []game.Tick{100, 4000} {
			until(t, c, func(u Update) bool { return u.View != nil })
			time.Sleep(time.Duration(age) * 50 * time.Millisecond)
			until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick >= age })
			h.cut()
			began := time.Now()
			until(t, c, func(u Update) bool { return u.Link == Reconnecting })
			until(t, c, func(u Update) bool { return u.View != nil && u.Link == Connected })
			require.Less(t, time.Since(began), time.Second)
		}
		require.Equal(t, 2, c.Stats().Reconnects)
	})
}

func TestAServerThatDiesAndComesBackLosesNothing(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		seq, _ := c.Order(game.Order{Kind: game.Move, Squad: 0, X: 300, Y: 500})
		answer := until(t, c, answered(seq)).Answers[0]
		shown := until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > answer.Tick+10 }).View.Tick
		h.die()
		late, _ := c.Order(game.Order{Kind: game.Hold, Squad: 1})
		time.Sleep(time.Second)
		h.start()
		u := until(t, c, answered(late))
		require.Equal(t, game.Obeyed, u.Answers[0].Refusal)
		u = until(t, c, func(u Update) bool { return u.View != nil })
		require.Greater(t, u.View.Tick, shown)
		host, err := h.shard.Host("m")
		require.NoError(t, err)
		_, last, _ := host.Player(0, game.TicketID{})
		require.Equal(t, late, last)
	})
}

func TestANewerSessionTakesTheSeatAndTheOlderGivesUp(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		older := h.join(0)
		defer older.Close()
		newer := h.join(0)
		defer newer.Close()
		u := until(t, older, func(u Update) bool { return u.Link == Closed })
		require.ErrorContains(t, u.Err, "seat_taken")
		until(t, newer, func(u Update) bool { return u.View != nil })
		_, err := older.Order(game.Order{Kind: game.Hold})
		require.ErrorIs(t, err, ErrClosed)
	})
}

func TestARefusedTicketSaysWhy(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		_, err := Dial(t.Context(), Config{Join: Join{Match: "m", Ticket: "nonsense"}, Dial: h.dial})
		var closed *wire.CloseError
		require.ErrorAs(t, err, &closed)
		require.Equal(t, wire.BadTicket, closed.Reason)
	})
}

func TestTheWindowOfUnansweredOrdersIsBounded(t *testing.T) {
	c := &OrderQueue{}
	for range game.AnswerWindow - 1 {
		_, err := c.Give(game.Order{})
		require.NoError(t, err)
	}
	_, err := c.Give(game.Order{})
	require.NoError(t, err)
	_, err = c.Give(game.Order{})
	require.ErrorIs(t, err, ErrTooMany)
	c.Answered([]game.Answer{{Seq: 5, Tick: 9}})
	_, err = c.Give(game.Order{})
	require.ErrorIs(t, err, ErrTooMany, "the range counts, not the number of open orders")
	c.Answered([]game.Answer{{Seq: 1, Tick: 9}})
	_, err = c.Give(game.Order{})
	require.NoError(t, err)
}

func TestAnOrderThatWasNotAdmittedGoesAgainEmpty(t *testing.T) {
	c, now := &OrderQueue{seen: true}, time.Unix(100, 0)
	seq, _ := c.Give(game.Order{Kind: game.Move, X: 5})
	require.Len(t, c.Due(now), 1)
	require.Empty(t, c.Due(now.Add(resendAfter/2)), "it waits for its answer")
	require.Len(t, c.Answered([]game.Answer{{Seq: seq, Refusal: game.TooMany}}), 1)
	require.Equal(t, []game.Order{{Seq: seq}}, c.Due(now.Add(resendAfter)))
	require.Empty(t, c.Answered([]game.Answer{{Seq: seq, Tick: 7}}), "it was told of already")
	require.Empty(t, c.open)
}

// Who gives more than the door admits must not be starved by what he sends again: the oldest orders go first, and no
// more than the door takes.
func TestResendingDoesNotCrowdOutTheOldestOrder(t *testing.T) {
	c, now := &OrderQueue{seen: true}, time.Unix(100, 0)
	for range 40 {
		_, err := c.Give(game.Order{Kind: game.Move})
		require.NoError(t, err)
	}
	require.Len(t, c.Due(now), 40)
	next := uint32(1) // that the zone takes
	for range 20 {
		now = now.Add(resendAfter)
		tokens := 12
		for _, o := range c.Due(now) {
			if tokens--; tokens >= 0 && o.Seq == next {
				c.Answered([]game.Answer{{Seq: o.Seq, Tick: 1}})
				next++
			}
		}
	}
	require.Zero(t, c.Unanswered())
}
