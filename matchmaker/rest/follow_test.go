package rest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/shard/registry"
)

// pipes is a listener in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, errors.New("nobody listens")
	}
}

// Whoever follows a ticket by events hears of it for as long as it waits, longer than any deadline of the server's and
// longer than one stream lasts, and hears at once when it has a seat.
func TestATicketIsFollowedForAsLongAsItWaits(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		reg := registry.NewMemory(time.Hour)
		h := wired(t, dir, reg, Config{hashing: 64})
		h.m.shards.Dial = func(registry.Shard) shards.Client { return host{} }
		h.leads(t, 0)
		defer h.stop()
		line := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: h.m.Handler()}
		go func() { _ = server.Serve(line) }() // ends with Close
		defer server.Close()
		transport := &http.Transport{DialContext: line.dial}
		defer transport.CloseIdleConnections()
		nobody := api.NewClient("http://queue", &http.Client{Transport: transport})
		g, err := nobody.Guest(t.Context(), "")
		require.NoError(t, err)
		c := nobody.In(g, nil)
		ticket, err := c.CreateTicket(t.Context(), "duel")
		require.NoError(t, err)

		began, heard, longest := time.Now(), time.Now(), time.Duration(0)
		var last api.Ticket
		err = c.Follow(t.Context(), ticket.ID, func(v api.Ticket) error {
			last, longest, heard = v, max(longest, time.Since(heard)), time.Now()
			if time.Since(began) > maxFollowed+time.Minute && v.Status == api.Waiting {
				return reg.PutShard(t.Context(), registry.Shard{ID: "s1", Addr: "127.0.0.1:1", Capacity: 9})
			}
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, api.Assigned, last.Status)
		require.Greater(t, time.Since(began), maxFollowed+time.Minute)
		require.LessOrEqual(t, longest, eventEvery+time.Second, "it is never quiet for long")
	})
}

// host is a shard that runs whatever it is asked to, and sees nobody.
type host struct{ shards.Client }

func (host) OpenMatch(context.Context, string, api.OpenMatch) error { return nil }
func (host) Presence(context.Context) ([]api.Presence, error)       { return nil, nil }
func (host) Close()                                                 {}
