package client

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
)

// signpost is a door that sends everybody on, and notes who asked where.
type signpost struct {
	mu    sync.Mutex
	asked []string
	to    func(addr string) wire.Message
	pass  func(ctx context.Context, addr string, cert []byte) (wire.Conn, error)
}

func (s *signpost) dial(ctx context.Context, addr string, cert []byte) (wire.Conn, error) {
	s.mu.Lock()
	s.asked = append(s.asked, addr)
	s.mu.Unlock()
	m := s.to(addr)
	if m == nil {
		return s.pass(ctx, addr, cert)
	}
	near, far := wire.Pipe()
	go func() {
		if _, err := far.Receive(ctx); err == nil {
			_ = far.Send(ctx, m)
		}
	}()
	return near, nil
}

func TestAClientGoesWhereItIsSentOn(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		post := &signpost{pass: h.dial, to: func(addr string) wire.Message {
			if addr == "old" {
				return &wire.Redirect{Addr: "new", CertHash: []byte{1}}
			}
			return nil
		}}
		c := h.join(0)
		ticket := c.Resume()
		require.NoError(t, c.Close())
		ticket.Addr = "old"
		c, err := Dial(t.Context(), Config{Join: ticket, Dial: post.dial})
		require.NoError(t, err)
		defer c.Close()
		require.Equal(t, []string{"old", "new"}, post.asked)
		require.Equal(t, "new", c.Resume().Addr, "and knows for the next time")
		until(t, c, func(u Update) bool { return u.View != nil })
	})
}

// A server has several addresses, and not all of them lead to it from everywhere.
func TestAClientTriesEachOfAServersAddresses(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		ticket := c.Resume()
		require.NoError(t, c.Close())
		ticket.Addr, ticket.Others = "nowhere", []string{"nowhere either", "pipe"}
		asked := make(chan string, 9)
		cfg := Config{Join: ticket, Dial: func(ctx context.Context, addr string, cert []byte) (wire.Conn, error) {
			asked <- addr
			if addr == "pipe" { // as the links of the house call their other end
				return h.dial(ctx, addr, cert)
			}
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		began := time.Now()
		c, err := Dial(t.Context(), cfg)
		require.NoError(t, err)
		defer c.Close()
		require.Less(t, time.Since(began), time.Second)
		require.Len(t, asked, 3)
		now := c.Resume()
		require.Equal(t, "pipe", now.Addr, "it is tried first from now on")
		require.Equal(t, []string{"nowhere either", "nowhere"}, now.Others)
		require.Equal(t, []string{"nowhere either", "pipe"}, ticket.Others)
		until(t, c, func(u Update) bool { return u.View != nil })
	})
}

func TestAServerThatLetsNobodyInIsNotTakenForOneThatIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		silent := func(context.Context, string, []byte) (wire.Conn, error) {
			near, _ := wire.Pipe()
			return near, nil
		}
		_, err := Dial(t.Context(), Config{Join: Join{Addr: "a", Match: "m"}, Dial: silent})
		require.ErrorIs(t, err, ErrSlow)
		require.Equal(t, "timed_out", Why(err))
		synctest.Wait()
	})
}

func TestTwoServersThatPointAtEachOtherAreNotFollowedForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		post := &signpost{to: func(addr string) wire.Message {
			return &wire.Redirect{Addr: map[string]string{"a": "b", "b": "a"}[addr]}
		}}
		_, err := Dial(t.Context(), Config{Join: Join{Addr: "a", Match: "m"}, Dial: post.dial})
		require.ErrorContains(t, err, "redirected 3 times in a row")
		synctest.Wait()
	})
}

// A server that has just started, or is about to stop, is tried again before a player is told that it does not work.
func TestAServerThatJustStartsIsTriedAgain(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		ticket := c.Resume()
		require.NoError(t, c.Close())
		tries, patient := 0, true
		post := &signpost{pass: h.dial, to: func(string) wire.Message {
			if tries++; tries <= 3 || !patient {
				return &wire.Goodbye{Reason: wire.ShuttingDown, Text: "this shard knows no matchmaker yet"}
			}
			return nil
		}}
		c, err := Dial(t.Context(), Config{Join: ticket, Dial: post.dial})
		require.NoError(t, err)
		defer c.Close()
		require.Equal(t, 4, tries)
		until(t, c, func(u Update) bool { return u.View != nil })

		patient = false
		began := time.Now()
		_, err = Dial(t.Context(), Config{Join: ticket, Dial: post.dial})
		require.ErrorContains(t, err, "no matchmaker", "and why, in the end")
		require.InDelta(t, enterFor.Seconds(), time.Since(began).Seconds(), 1)
	})
}
