package server

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// stage is a zone whose ticks the test decides.
type stage struct {
	at game.Tick // of Latest

	stopped error // why it has, once done is closed
	setup   *game.Setup
	done    chan struct{}

	started atomic.Bool
	away    atomic.Bool // the match is another shard's
	standby atomic.Bool // and this one stands by for it

	mu     sync.Mutex
	in     game.Input
	tick   game.Tick
	leader map[uint8]game.Leader
	last   map[uint8]uint32
	spent  map[game.TicketID]bool
	subs   []shard.Subscriber
	ai     []game.Order
	result game.Result
	hears  func(ctx context.Context) error // has a witness wait; nil for not
	all    func(t game.Tick) *game.View    // what everybody together sees; nil for nothing
}

func newStage() *stage {
	return &stage{
		setup: &game.Setup{
			Rules: game.Rules{TickRate: 20},
			Scenario: game.Scenario{
				Teams: make([]game.TeamSetup, 2), Seats: []game.SeatSetup{{Team: 0}, {Team: 1}, {Team: 0}},
			},
		},
		done: make(chan struct{}), leader: map[uint8]game.Leader{0: game.AI, 1: game.AI, 2: game.AI},
		last: map[uint8]uint32{}, spent: map[game.TicketID]bool{},
	}
}

func (z *stage) Match() string         { return "m1" }
func (z *stage) Setup() *game.Setup    { return z.setup }
func (z *stage) Done() <-chan struct{} { return z.done }

func (z *stage) Latest() *shard.Publication {
	p := &shard.Publication{Tick: z.at}
	if z.all != nil {
		p.Views = append(make([]*game.View, len(z.setup.Scenario.Teams)), z.all(z.at))
	}
	return p
}

func (z *stage) Witness(ctx context.Context, _ shard.Witness) error {
	if z.hears != nil {
		return z.hears(ctx)
	}
	return nil
}
func (z *stage) Err() error { return z.stopped }
func (z *stage) Abandon()   { z.result = game.Result{Winner: game.NoTeam, Reason: game.Abandoned} }

func (z *stage) Enqueue(o game.Order) game.Refusal {
	z.mu.Lock()
	defer z.mu.Unlock()
	if o.Leader == game.AI {
		z.ai = append(z.ai, o)
		return game.Obeyed
	}
	if z.leader[o.Seat] != o.Leader {
		return game.NotYourSeat
	}
	z.in.Orders = append(z.in.Orders, o)
	return game.Obeyed
}

func (z *stage) Seat(c game.SeatChange) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.in.Seats = append(z.in.Seats, c)
}

func (z *stage) Start() { z.started.Store(true) }

func (z *stage) Sleep() {}

func (z *stage) Say(t game.Talk) game.Refusal {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.in.Talk = append(z.in.Talk, t)
	return game.Obeyed
}

func (z *stage) Subscribe(s shard.Subscriber) func() {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.subs = append(z.subs, s)
	return func() {}
}

func (z *stage) Player(seat uint8, t game.TicketID) (game.Leader, uint32, bool) {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.leader[seat], z.last[seat], z.spent[t]
}

// step is one tick, made durable and published.
func (z *stage) step() {
	z.mu.Lock()
	z.tick++
	in := z.in
	z.in = game.Input{}
	p := &shard.Publication{
		Match: "m1", Tick: z.tick, Seats: in.Seats, Talk: in.Talk, Result: z.result, Number: uint64(z.tick),
	}
	for _, c := range in.Seats {
		z.leader[c.Seat] = c.Leader
		if c.Ticket != (game.TicketID{}) {
			z.spent[c.Ticket] = true
		}
	}
	for _, o := range in.Orders {
		z.last[o.Seat] = max(z.last[o.Seat], o.Seq)
		p.Answers = append(p.Answers, game.Answer{Seat: o.Seat, Leader: o.Leader, Seq: o.Seq, Tick: z.tick})
	}
	for _, a := range []game.Audience{0, 1, game.All} {
		p.Views = append(p.Views, &game.View{Tick: z.tick, Audience: a})
	}
	if z.all != nil {
		p.Views[2] = z.all(z.tick)
	}
	subs := z.subs
	z.mu.Unlock()
	for _, s := range subs {
		s.Publish(p)
	}
}

// cast is a shard of one stage, or the standby of that one.
type cast struct{ zone *stage }

func (c cast) begin(context.Context, string, *game.Setup, uint64, shard.Wait) (zone, error) {
	return c.zone, nil
}

func (c cast) takeOver(_ context.Context, m string) (zone, error) {
	switch m {
	case "m1":
		return c.zone, nil
	case "over":
		return nil, shard.ErrEnded
	case "foreign", "void":
		return c.find(m)
	}
	return nil, errors.New("the journal holds no such match")
}

func (c cast) ended(m string) (game.Result, bool) {
	return game.Result{Winner: 1, Reason: game.Elimination, Tick: 900}, m == "over"
}

func (c cast) standing(string) bool { return c.zone.standby.Load() }

func (c cast) wake(context.Context, string) (zone, error) { return c.zone, nil }

func (c cast) asleep() []string { return nil }

func (c cast) all() []zone {
	if c.zone.away.Load() {
		return nil
	}
	return []zone{c.zone}
}

func (c cast) find(m string) (zone, error) {
	switch m {
	case "m1":
		if c.zone.away.Load() {
			return nil, nil
		}
		return c.zone, nil
	case "foreign":
		return nil, fmt.Errorf("%w: release v2", shard.ErrForeign)
	case "void":
		return nil, shard.ErrVoid
	}
	return nil, nil
}

var errCut = errors.New("the link is cut")

// rope is one end of a link in memory.
type rope struct {
	in, out chan wire.Message
	frames  chan []byte
	end     *ropeEnd
	remote  string // where it comes from
}

type ropeEnd struct {
	once   sync.Once
	done   chan struct{}
	reason wire.Reason
	why    error // what the other end is told of it; nil for a cut
}

func (e *ropeEnd) err() error {
	if e.why != nil {
		return e.why
	}
	return errCut
}

func newRope(room int) (client, server *rope) {
	a, b := make(chan wire.Message, 1024), make(chan wire.Message, room)
	f, end := make(chan []byte), &ropeEnd{done: make(chan struct{})}
	return &rope{b, a, f, end, "here"}, &rope{a, b, f, end, "here"}
}

func (r *rope) Send(ctx context.Context, m wire.Message) error {
	select {
	case r.out <- m:
		return nil
	case <-r.end.done:
		return errCut
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *rope) Receive(ctx context.Context) (wire.Message, error) {
	select {
	case m := <-r.in:
		return m, nil
	default:
	}
	select {
	case m := <-r.in:
		return m, nil
	case <-r.end.done:
		return nil, r.end.err()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *rope) SendFrame(context.Context, []byte) error { return nil }
func (r *rope) SendNow([]byte) bool                     { return false }

func (r *rope) ReceiveFrame(ctx context.Context) ([]byte, error) {
	select {
	case <-r.end.done:
		return nil, r.end.err()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *rope) Close(reason wire.Reason, _ string) error {
	r.end.once.Do(func() { r.end.reason = reason; close(r.end.done) })
	return nil
}

// closes ends the link so that the other end learns the reason.
func (r *rope) closes(reason wire.Reason) {
	r.end.why = &wire.CloseError{Reason: reason, Remote: true}
	r.Close(reason, "")
}

func (r *rope) Stats() wire.Stats     { return wire.Stats{} }
func (r *rope) Remote() string        { return r.remote }
func (r *rope) Done() <-chan struct{} { return r.end.done }
func (r *rope) Err() error            { return errCut }

// hall is a listener whose links the test makes.
type hall chan wire.Conn

func (h hall) Addr() string { return "127.0.0.1:1" }
func (h hall) Close() error { return nil }
func (h hall) Accept(ctx context.Context) (wire.Conn, error) {
	select {
	case c := <-h:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// want reads messages until one of type M comes.
func want[M wire.Message](t *testing.T, r *rope) M {
	t.Helper()
	for {
		m, err := r.Receive(t.Context())
		require.NoError(t, err)
		if got, ok := m.(M); ok {
			return got
		}
	}
}
