package client

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/server/wire"
)

// bare is a client without its run, whose dials come to far.
func bare(t *testing.T, far chan<- wire.Conn) *Client {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	c := &Client{
		wake: make(chan struct{}, 1), news: make(chan struct{}, 1), comes: make(chan *arrival), setup: setup,
		join: Join{Addr: "owner", Match: "m", Token: []byte("the newest")},
	}
	c.live, c.cancel = context.WithCancel(t.Context())
	c.cfg = Config{
		Log: slog.New(slog.DiscardHandler), Catch: func() {},
		Dial: func(context.Context, string, []byte) (wire.Conn, error) {
			near, other := wire.Pipe()
			far <- other
			return near, nil
		},
	}
	return c
}

// A warm link may have become a session while it is given up. Its player has left only if the match was left.
func TestWhoGivesAWarmLinkUpHasNotLeft(t *testing.T) {
	for name, s := range map[string]struct {
		ends func(c *Client)
		want wire.Reason
	}{
		"another standby":    {func(c *Client) { c.mu.Lock(); defer c.mu.Unlock(); c.chill() }, wire.TimedOut},
		"the match was left": {func(c *Client) { c.cancel() }, wire.Left},
	} {
		synctest.Test(t, func(t *testing.T) {
			far := make(chan wire.Conn, 1)
			c := bare(t, far)
			c.standBy(&wire.Standby{Addr: "standby"})
			held := <-far
			synctest.Wait()
			require.NotNil(t, c.warm.up, name)
			s.ends(c)
			<-held.Done()
			var closed *wire.CloseError
			require.ErrorAs(t, held.Err(), &closed)
			require.Equal(t, s.want, closed.Reason, name)
			c.warmth.Wait()
			c.cancel()
		})
	}
}

// An owner that ends a link is alive, and no standby takes its match over: the client goes back to it at once. It waits
// on the warm link when the owner is silent or has the match no more, unless it lives at neither.
func TestAWarmLinkIsWaitedForOnlyIfTheMatchMayMove(t *testing.T) {
	bye := func(r wire.Reason) *wire.Goodbye { return &wire.Goodbye{Reason: r} }
	for name, s := range map[string]struct {
		said  []wire.Message // before the link breaks
		waits time.Duration
	}{
		"it broke":                 {nil, standInWithin},
		"the match has moved":      {[]wire.Message{bye(wire.UnknownMatch)}, standInWithin},
		"the owner shuts down":     {[]wire.Message{bye(wire.ShuttingDown)}, standInWithin},
		"a client too slow":        {[]wire.Message{bye(wire.TimedOut)}, 0},
		"a client too loud":        {[]wire.Message{bye(wire.TooManyRequests)}, 0},
		"a match that was stopped": {[]wire.Message{bye(wire.Quarantined)}, 0},
		"it moved to the standby":  {[]wire.Message{&wire.Redirect{Addr: "b"}, bye(wire.UnknownMatch)}, standInWithin},
		"it moved elsewhere":       {[]wire.Message{&wire.Redirect{Addr: "c"}, bye(wire.UnknownMatch)}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := bare(t, nil)
			c.warm = &warm{
				to: wire.Standby{Addr: "a", Others: []string{"b"}}, cancel: func() {}, up: make(chan struct{}),
			}
			near, far := wire.Pipe()
			go func() {
				for _, m := range s.said {
					_ = far.Send(t.Context(), m)
				}
				if s.said == nil {
					near.Close(wire.TimedOut, "no packets came")
				}
			}()
			began := time.Now()
			require.Error(t, c.stay(t.Context(), near))
			require.Equal(t, s.waits, time.Since(began), name)
		})
	}
}

// A warm link's token is as old as the link, so that the standby does not see by it that the journal has lost what was
// shown since. The client does: it says Hello there with its newest token, which tells.
func TestAWarmLinkToAnEarlierMomentIsNotGoneOverTo(t *testing.T) {
	for name, s := range map[string]struct {
		welcome wire.Welcome
		behind  bool
	}{
		"an earlier moment":  {wire.Welcome{Epoch: 8, Tick: 899}, true},
		"the last one shown": {wire.Welcome{Epoch: 8, Tick: 900}, false},
		"pardoned":           {wire.Welcome{Epoch: pardon, Pardoned: pardon, Tick: 5}, false},
		"a late spectator's": {wire.Welcome{Epoch: 8, Tick: 5, Audience: game.All}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := bare(t, nil)
			c.orderQueue, c.seat = *running(t, 7, 0), -1
			s.welcome.Seat = -1
			near, far := wire.Pipe()
			a := &arrival{near, &s.welcome, wire.Standby{Addr: "standby", Others: []string{"b"}}}
			err := c.goOver(a)
			require.Equal(t, Join{
				Addr: "standby", Others: []string{"b"}, Match: "m", Token: c.join.Token,
			}, c.join, name)
			if !s.behind {
				require.NoError(t, err, name)
				require.NoError(t, far.Err(), name)
				return
			}
			require.ErrorIs(t, err, errBehind, name)
			require.Equal(t, []byte("the newest"), c.join.Token, name)
			require.False(t, final(err), name)
			var closed *wire.CloseError
			require.ErrorAs(t, far.Err(), &closed, name)
			require.Equal(t, wire.TimedOut, closed.Reason, name)
		})
	}
}
