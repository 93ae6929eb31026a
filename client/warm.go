package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"muster/game"
	"muster/server/wire"
)

// Limits of warm links, each with its reason.
const (
	// before a warm link that broke is dialled again, doubling; a standby that refuses it is asked no more often than
	// that: it says itself when it stands by
	firstWarm, longestWarm = 250 * time.Millisecond, 5 * time.Second
	// for Welcome on the warm link while that is up, when the other is lost: the standby needs a moment to be sure
	standInWithin = 3 * time.Second
	// of that before a player is told: what is over sooner is hardly seen
	unseenFor = time.Second
)

// warm is a link to the standby of the match, tended in the background. The server says Welcome over it when it owns
// the match: then it takes the place of the client's link, and nobody needed to notice that the old server is gone.
type warm struct {
	to     wire.Standby
	setup  *game.Setup
	cancel context.CancelFunc
	up     chan struct{} // closed when the link breaks; nil while there is none. Under Client.mu
}

// arrival is a warm link that Welcome came over.
type arrival struct {
	conn    wire.Conn
	welcome *wire.Welcome
	to      wire.Standby
}

// standBy takes in which server stands by for the match now. It is said when that changes only: the same address again
// is another process, which holds nothing of ours. The caller holds mu.
func (c *Client) standBy(m *wire.Standby) {
	c.chill()
	if m.Addr == "" {
		return
	}
	ctx, cancel := context.WithCancel(c.live)
	w := &warm{to: *m, setup: c.setup, cancel: cancel}
	c.warm = w
	c.warmth.Go(func() {
		defer c.cfg.Catch()
		defer cancel()
		c.keepWarm(ctx, w)
	})
}

// chill gives the warm link up. The caller holds mu.
func (c *Client) chill() {
	if c.warm != nil {
		c.warm.cancel()
		c.warm = nil
	}
}

// keepWarm has a warm link until Welcome comes over it. All who are in a match hear of its standby at once: they do not
// knock there at once.
func (c *Client) keepWarm(ctx context.Context, w *warm) {
	if !sleep(ctx, rand.N(firstWarm)) {
		return
	}
	for wait := firstWarm; ; wait = min(2*wait, longestWarm) {
		began := time.Now()
		a, err := c.warmUp(ctx, w)
		if err == nil {
			select {
			case c.comes <- a:
			case <-ctx.Done():
				c.giveUp(a.conn)
			}
			return
		}
		switch {
		case time.Since(began) > longestWarm:
			wait = firstWarm // it held
		case Why(err) != "":
			wait = longestWarm // it was refused
		}
		if ctx.Err() != nil {
			return
		}
		c.cfg.Log.Info("no link to the standby", "at", w.to.Addr, "why", err, "again_in", wait)
		if !sleep(ctx, wait) {
			return
		}
	}
}

// warmUp opens a warm link and waits on it for Welcome, however long.
func (c *Client) warmUp(ctx context.Context, w *warm) (*arrival, error) {
	conn, err := c.handshakeWarm(ctx, w)
	if err != nil {
		return nil, err
	}
	up := make(chan struct{})
	c.mu.Lock()
	w.up = up
	c.mu.Unlock()
	welcome, err := c.await(ctx, conn)
	if err == nil {
		return &arrival{conn, welcome, w.to}, nil
	}
	c.giveUp(conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	w.up = nil
	close(up)
	return nil, err
}

// handshakeWarm says Hello to the standby. No version is offered that has no warm links: a server of such a version
// would take it for an ordinary Hello.
func (c *Client) handshakeWarm(ctx context.Context, w *warm) (wire.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	conn, err := c.first(ctx, w.to.Addr, w.to.Others, slices.Concat(w.to.CertHash, w.to.WebHashes))
	if err != nil {
		return nil, err
	}
	h := &wire.Hello{
		Oldest: wire.StandbySince, Newest: wire.NewestProtocol, Build: "muster", SetupHash: w.setup.Hash(), Warm: true,
	}
	c.mu.Lock()
	h.Match, h.Token = c.join.Match, c.join.Token
	c.mu.Unlock()
	if err := conn.Send(ctx, h); err != nil {
		c.giveUp(conn)
		return nil, err
	}
	return conn, nil
}

// giveUp closes a warm link. It may be a session by now, and who comes back has not left: the others are told so.
func (c *Client) giveUp(conn wire.Conn) {
	why := wire.TimedOut
	if c.live.Err() != nil {
		why = wire.Left
	}
	conn.Close(why, "")
}

// await waits for Welcome.
func (c *Client) await(ctx context.Context, conn wire.Conn) (*wire.Welcome, error) {
	for {
		m, err := conn.Receive(ctx)
		if err != nil {
			return nil, err
		}
		switch m := m.(type) {
		case *wire.Welcome:
			c.mu.Lock()
			defer c.mu.Unlock()
			if !c.orderQueue.Believes(m) {
				return nil, fmt.Errorf("the standby has an older state of the match, of epoch %d", m.Epoch)
			}
			return m, nil
		case *wire.Redirect:
			return nil, errors.New("the standby sends us on")
		case *wire.Goodbye:
			return nil, &wire.CloseError{Reason: m.Reason, Text: m.Text, Remote: true}
		}
	}
}

// stay serves a link, and the warm ones that take its place, until there is none any more.
func (c *Client) stay(ctx context.Context, conn wire.Conn) error {
	for {
		next, err := c.serve(ctx, conn)
		if next == nil && ctx.Err() == nil && mayMove(err) {
			next = c.standIn(ctx)
		}
		if next != nil {
			err = c.goOver(next)
		}
		if next == nil || err != nil {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.chill()
			return err
		}
		conn = next.conn
	}
}

// mayMove reports whether another server may go on with the match now that a link has ended: the owner fell silent, or
// says that it has the match no more. One that ended the link for any other reason is alive and has it still.
func mayMove(err error) bool {
	var closed *wire.CloseError
	if !errors.As(err, &closed) || !closed.Remote {
		return !final(err)
	}
	return closed.Reason == wire.UnknownMatch || closed.Reason == wire.ShuttingDown
}

// sentOn takes in where the match lives now. A warm link to anywhere else is waited for no more. The caller holds mu.
func (c *Client) sentOn(to *wire.Redirect) {
	c.join.moved(to)
	if w := c.warm; w != nil && to.Addr != w.to.Addr && !slices.Contains(w.to.Others, to.Addr) {
		c.chill()
	}
}

// standIn waits for the standby to take over while the warm link is up; nil if it does not. The player hears of it only
// if it takes long.
func (c *Client) standIn(ctx context.Context) *arrival {
	c.mu.Lock()
	w := c.warm
	if w == nil || w.up == nil {
		c.mu.Unlock()
		return nil
	}
	up := w.up
	c.mu.Unlock()
	unseen, enough := time.NewTimer(unseenFor), time.NewTimer(standInWithin)
	defer unseen.Stop()
	defer enough.Stop()
	for {
		select {
		case a := <-c.comes:
			return a
		case <-unseen.C:
			c.publish(func(u *Update) { u.Link = Reconnecting })
		case <-up:
			return nil
		case <-enough.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// errBehind is that the standby goes on from before what was shown: the journal may have lost that. The token that the
// warm link was opened with is too old to tell, the newest one does.
var errBehind = errors.New("the standby goes on with the match from before what it has shown us")

// moveTo takes in that the match lives where a warm link led. The caller holds mu.
func (c *Client) moveTo(a *arrival) {
	c.join.moved((*wire.Redirect)(&a.to))
}

// goOver makes a warm link the client's link. Orders that are unanswered go over it with its first view. With errBehind
// the client is to say Hello there with its newest token.
func (c *Client) goOver(a *arrival) error {
	c.mu.Lock()
	behind := c.orderQueue.Behind(a.welcome)
	c.mu.Unlock()
	err := errBehind
	if !behind {
		err = c.welcome(a.welcome)
	}
	if err != nil {
		c.giveUp(a.conn)
		if behind {
			c.publish(func(*Update) { c.moveTo(a) })
		}
		return err
	}
	c.cfg.Log.Info("another server goes on with the match", "at", a.to.Addr, "tick", a.welcome.Tick)
	c.publish(func(u *Update) {
		u.Moved = true
		c.moveTo(a)
		c.stats.switched()
		c.chill()
	})
	return nil
}
