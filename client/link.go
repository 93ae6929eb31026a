package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"muster/game"
	"muster/server/wire"
)

// Limits of a link, each with its reason.
const (
	joinWithin  = 4 * time.Second       // a server that does not say Welcome in that time is not there
	enterFor    = 15 * time.Second      // a server that starts or stops is tried for the first time
	tickOfSends = 50 * time.Millisecond // how often late answers are looked for
	maxSetup    = 2 << 20               // bytes of an unpacked set-up: the largest map; a larger one is refused
	maxRedirect = 3                     // redirects in a row: two shards may point at each other
	// ticks, the same for all clients: each one costs the server a wake-up, and clients who
	// acknowledge the same share a frame
	ackEvery     = 4
	ordersAtOnce = 32 // in one message, well under what the wire takes
)

// locate learns where the match lives now. Where nobody knows, we go on with what we have; the error is ErrOver alone.
func (c *Client) locate(ctx context.Context) error {
	if c.cfg.Where == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	j, err := c.cfg.Where(ctx, c.join.Match)
	if errors.Is(err, ErrOver) {
		return err
	}
	if err == nil || errors.Is(err, ErrAway) {
		c.mu.Lock()
		c.orderQueue.Kept(time.Now())
		c.mu.Unlock()
	}
	if err != nil {
		c.cfg.Log.Info("cannot find out where the match runs", "why", err)
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	j.Token = c.join.Token
	c.join = j
	return nil
}

// enter opens the first link. A server that has just started, or is about to stop, is tried again for a while. A ticket
// that is refused may have expired on its way here, since the player took time or clocks differ: a fresh
// one is asked for, once.
func (c *Client) enter(ctx context.Context) (wire.Conn, error) {
	for until, asked := time.Now().Add(enterFor), false; ; {
		conn, err := c.connect(ctx)
		if Why(err) == wire.BadTicket.String() && !asked {
			asked = true
			old := c.join.Ticket
			if over := c.locate(ctx); over != nil {
				return nil, over
			}
			if c.join.Ticket != old {
				continue
			}
		}
		if err == nil || Why(err) != wire.ShuttingDown.String() || time.Now().After(until) {
			return conn, err
		}
		wait, ask, giveUp := c.orderQueue.Next(err, time.Now())
		if giveUp || !sleep(ctx, wait) {
			return nil, err
		}
		if ask && c.locate(ctx) != nil {
			return nil, err
		}
	}
}

// sleep is false when ctx ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// connect opens a link and joins; redirects are followed.
func (c *Client) connect(ctx context.Context) (wire.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	for range maxRedirect {
		conn, err := c.dial(ctx)
		if err != nil {
			return nil, fmt.Errorf("join match %s: %w", c.join.Match, err)
		}
		moved, err := c.hello(ctx, conn)
		if err == nil && !moved {
			return conn, nil
		}
		why := wire.Left
		if errors.Is(err, ErrSlow) || errors.Is(err, context.DeadlineExceeded) {
			why = wire.TimedOut // the seat may be ours already: who tries again has not left
		}
		conn.Close(why, "")
		if err != nil {
			return nil, fmt.Errorf("join match %s: %w", c.join.Match, err)
		}
	}
	return nil, fmt.Errorf("join match %s: redirected %d times in a row", c.join.Match, maxRedirect)
}

// dial opens a link by the first of the server's addresses that answers, which is tried first from then on.
func (c *Client) dial(ctx context.Context) (wire.Conn, error) {
	j := c.join
	conn, err := c.first(ctx, j.Addr, j.Others, slices.Concat(j.CertHash, j.WebHashes))
	if err != nil {
		return nil, err
	}
	if i := slices.Index(j.Others, conn.Remote()); i >= 0 {
		others := slices.Clone(j.Others) // the caller's
		others[i] = j.Addr
		c.mu.Lock()
		c.join.Addr, c.join.Others = conn.Remote(), others
		c.mu.Unlock()
	}
	return conn, nil
}

// first opens a link by the first of a server's addresses that answers.
func (c *Client) first(ctx context.Context, addr string, others []string, cert []byte) (wire.Conn, error) {
	all := append([]string{addr}, others...)
	return wire.First(ctx, all, func(ctx context.Context, addr string) (wire.Conn, error) {
		return c.cfg.Dial(ctx, addr, cert)
	})
}

// hello says who we are and waits for Welcome. moved says that the match lives elsewhere now.
func (c *Client) hello(ctx context.Context, conn wire.Conn) (moved bool, err error) {
	h := &wire.Hello{
		Oldest: wire.OldestProtocol, Newest: wire.NewestProtocol, Build: "muster", Match: c.join.Match,
		Ticket: c.join.Ticket, Token: c.join.Token,
	}
	if c.setup != nil {
		h.SetupHash = c.setup.Hash()
	}
	if err := conn.Send(ctx, h); err != nil {
		return false, err
	}
	for {
		m, err := conn.Receive(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			return false, ErrSlow
		}
		if err != nil {
			return false, err
		}
		switch m := m.(type) {
		case *wire.Welcome:
			return false, c.welcome(m)
		case *wire.Redirect:
			c.mu.Lock()
			c.join.moved(m)
			c.mu.Unlock()
			return true, nil
		case *wire.Goodbye:
			return false, &wire.CloseError{Reason: m.Reason, Text: m.Text, Remote: true}
		}
	}
}

// serve runs one link until it ends and says why, or until a warm one takes its place.
func (c *Client) serve(ctx context.Context, conn wire.Conn) (next *arrival, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 3)
	for _, part := range []func(context.Context, wire.Conn) error{c.listen, c.watch, c.send} {
		go func() {
			defer c.cfg.Catch()
			ended <- part(ctx, conn)
		}()
	}
	why, running := wire.TimedOut, 3
	select {
	case err = <-ended:
		running--
	case next = <-c.comes:
	}
	if next == nil && ctx.Err() != nil { // we leave: say so, so that the seat is led at once
		why = wire.Left
		bye, done := context.WithTimeout(context.Background(), 200*time.Millisecond)
		conn.Send(bye, &wire.Goodbye{Reason: wire.Left})
		done()
	}
	cancel()
	conn.Close(why, "") // who comes back has not left: the others are told so
	for range running {
		if other := <-ended; final(other) && !final(err) {
			err = other // Goodbye came by one way while the link broke by another
		}
	}
	return next, err
}

// listen takes control messages.
func (c *Client) listen(ctx context.Context, conn wire.Conn) error {
	for {
		m, err := conn.Receive(ctx)
		if err != nil {
			return err
		}
		if bye, ok := m.(*wire.Goodbye); ok {
			return &wire.CloseError{Reason: bye.Reason, Text: bye.Text, Remote: true}
		}
		c.receive(m)
	}
}

func (c *Client) receive(m wire.Message) {
	c.publish(func(u *Update) {
		switch m := m.(type) {
		case *wire.Answers:
			news := c.orderQueue.Answered(m.Answers)
			u.Answers = append(u.Answers, news...)
			if c.prediction != nil {
				c.prediction.Answered(news)
			}
		case *wire.Renew:
			c.join.Token, c.stats.s.Server = m.Token, m.Health
		case *wire.Seats:
			u.Seats = append(u.Seats, m.Seats...)
			c.reseat(m.Seats)
		case *wire.Talk:
			u.Talk = append(u.Talk, m.Talk)
		case *wire.Notice:
			u.Notices = append(u.Notices, *m)
		case *wire.Waiting:
			u.Waiting = m
		case *wire.Over:
			c.end(u, m)
		case *wire.Redirect:
			c.sentOn(m)
		case *wire.Standby:
			c.standBy(m)
		}
	})
}

// end shows the final view, if it was not shown: it comes with the message, whatever was lost.
func (c *Client) end(u *Update, m *wire.Over) {
	v, err := wire.NewIncoming(c.setup).Receive(m.View)
	if err != nil || v == nil {
		c.cfg.Log.Warn("cannot read the final view", "error", err)
		return
	}
	if _, show := c.orderQueue.NoteView(v.Tick, false); show {
		u.View = v
	}
}

func (c *Client) reseat(news []wire.SeatNews) {
	for _, n := range news {
		for i := range c.seats {
			if c.seats[i].Seat == n.Seat {
				c.seats[i] = n
			}
		}
	}
}

// watch takes views and acknowledges them. A view at or below the newest one shown is passed over, on any link.
func (c *Client) watch(ctx context.Context, conn wire.Conn) error {
	in := wire.NewIncoming(c.setup)
	ack, acked := make([]byte, 0, 8), game.Tick(0)
	for {
		b, err := conn.ReceiveFrame(ctx)
		if err != nil {
			return err
		}
		v, err := in.Receive(b)
		if err != nil || v == nil {
			continue // the next one may be fine
		}
		if slot := in.Number()/ackEvery + 1; slot != acked {
			if err := conn.SendFrame(ctx, in.AppendAck(ack[:0])); err != nil {
				return err
			}
			acked = slot
		}
		c.addView(v, conn.Stats())
	}
}

func (c *Client) addView(v *game.View, link wire.Stats) {
	c.publish(func(u *Update) {
		now, still := time.Now(), standsStill(v)
		switch {
		case still:
			c.clock.Stand(v.Tick)
			c.stats.still(link)
		case v.Tick > 0: // before the first tick time stands still, and its view comes again and again
			c.clock.Observe(v.Tick, time.Duration(link.RTTMicros)*time.Microsecond, now)
			c.stats.view(now, v.Tick, link)
		}
		if c.prediction != nil {
			c.prediction.Seen(v)
		}
		first, show := c.orderQueue.NoteView(v.Tick, still)
		if first {
			c.stats.link()
			poke(c.wake)
		}
		u.Link, u.Stopped = Connected, false
		if show {
			u.View = v
		}
	})
}

// send sends new orders at once and late ones again.
func (c *Client) send(ctx context.Context, conn wire.Conn) error {
	again := time.NewTicker(tickOfSends)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-conn.Done():
			return conn.Err()
		case <-c.wake:
		case <-again.C:
		}
		c.mu.Lock()
		orders, talk := c.orderQueue.Due(time.Now()), c.says
		c.says = nil
		c.mu.Unlock()
		for len(orders) > 0 {
			n := min(len(orders), ordersAtOnce)
			if err := conn.Send(ctx, &wire.Orders{Orders: orders[:n]}); err != nil {
				return err
			}
			orders = orders[n:]
		}
		for _, t := range talk {
			if err := conn.Send(ctx, &wire.Talk{Talk: t}); err != nil {
				return err
			}
		}
	}
}
