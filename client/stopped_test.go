package client

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
)

// operated is a server whose match was stopped, and the queue beside it.
type operated struct {
	mu     sync.Mutex
	door   wire.Message // what is said to a Hello; nil for a server that is stopped
	queue  error        // what is said to who asks where the match is
	hellos []*wire.Hello
	asked  int
}

func (o *operated) is(door wire.Message, queue error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.door, o.queue = door, queue
}

func (o *operated) dial(ctx context.Context, _ string, _ []byte) (wire.Conn, error) {
	o.mu.Lock()
	door := o.door
	o.mu.Unlock()
	if door == nil {
		return nil, errors.New("connection refused")
	}
	near, far := wire.Pipe()
	go func() {
		m, err := far.Receive(ctx)
		if err != nil {
			return
		}
		o.mu.Lock()
		o.hellos = append(o.hellos, m.(*wire.Hello))
		o.mu.Unlock()
		_ = far.Send(ctx, door)
	}()
	return near, nil
}

func (o *operated) where(context.Context, string) (Join, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked++
	return Join{Match: "m", Ticket: "a new ticket"}, o.queue
}

// lost is a client of it that has lost its link.
func (o *operated) lost(t *testing.T) (c *Client, stop func()) {
	c = &Client{
		cfg:        Config{Dial: o.dial, Where: o.where, Log: slog.New(slog.DiscardHandler), Catch: func() {}},
		orderQueue: OrderQueue{queue: true}, join: Join{Match: "m", Token: []byte("of the lost future")},
		done: make(chan struct{}), news: make(chan struct{}, 1), wake: make(chan struct{}, 1),
	}
	ctx, cancel := context.WithCancel(t.Context())
	go c.run(ctx, nil)
	return c, func() { cancel(); <-c.done }
}

func (c *Client) now() (link LinkStatus, stopped bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.update.Link, c.update.Stopped, c.update.Err
}

// A match that was stopped waits for its operator, and whoever plays in it for the match: hours, also while its server
// is stopped for that, as long as the queue says that the match is there. When it is void the player is told.
func TestAStoppedMatchIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &operated{door: &wire.Goodbye{Reason: wire.Quarantined}}
		c, stop := o.lost(t)
		defer stop()
		for _, v := range []struct {
			door  wire.Message
			queue error
		}{
			{&wire.Goodbye{Reason: wire.Quarantined}, nil},
			{nil, Told(503, errors.New("its shard is away"))},
			{&wire.Goodbye{Reason: wire.Quarantined}, errors.New("the queue is away too")},
			{&wire.Goodbye{Reason: wire.ShuttingDown}, nil},
		} {
			o.is(v.door, v.queue)
			time.Sleep(3 * time.Hour)
			link, stopped, err := c.now()
			require.NoError(t, err)
			require.NotEqual(t, Closed, link)
			require.True(t, stopped)
		}
		require.Less(t, o.asked, 12*3600, "and asks now and then")
		o.is(nil, Told(410, errors.New("it is void")))
		time.Sleep(10 * time.Second)
		link, _, err := c.now()
		require.Equal(t, Closed, link)
		require.ErrorIs(t, err, ErrOver)
	})
}

// Where nobody says any more that the match is there, it is given up like any other.
func TestAStoppedMatchThatNobodyKnowsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &operated{door: &wire.Goodbye{Reason: wire.Quarantined}, queue: errors.New("away")}
		c, stop := o.lost(t)
		defer stop()
		time.Sleep(2 * giveUpAfter)
		o.is(nil, errors.New("away"))
		time.Sleep(giveUpAfter - 10*time.Second)
		link, _, _ := c.now()
		require.NotEqual(t, Closed, link)
		time.Sleep(20 * time.Second)
		link, _, _ = c.now()
		require.Equal(t, Closed, link)
	})
}

// Whoever joined first in a future that the match has lost holds a token that opens nothing any
// more, and asks for a ticket.
func TestARefusedTokenIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &operated{door: &wire.Goodbye{Reason: wire.BadTicket}}
		_, stop := o.lost(t)
		defer stop()
		time.Sleep(3 * time.Second)
		o.mu.Lock()
		defer o.mu.Unlock()
		require.Empty(t, o.hellos[0].Ticket)
		require.Equal(t, "a new ticket", o.hellos[1].Ticket, "at once")
	})
}
