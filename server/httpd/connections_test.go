package httpd

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/clientip"
)

// piped is a listener of connections within the process, each with the address that it says it comes from.
type piped struct {
	conns  chan net.Conn
	closed context.Context
	close  func()
}

func newPiped() *piped {
	p := &piped{conns: make(chan net.Conn)}
	p.closed, p.close = context.WithCancel(context.Background())
	return p
}

func (p *piped) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed.Done():
		return nil, net.ErrClosed
	}
}

func (p *piped) Close() error {
	p.close()
	return nil
}
func (p *piped) Addr() net.Addr { return &net.TCPAddr{} }

type placed struct {
	net.Conn
	at net.Addr
}

func (p placed) RemoteAddr() net.Addr { return p.at }

// caller is the far end of a connection.
type caller struct {
	net.Conn
	answers *bufio.Reader
}

// dial makes a connection from an address.
func (p *piped) dial(from string) *caller {
	mine, theirs := net.Pipe()
	p.conns <- placed{theirs, net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(from), 1))}
	return &caller{mine, bufio.NewReader(mine)}
}

// asks makes a request and reads the answer.
func (c *caller) asks(t *testing.T) {
	_, err := fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: here\r\n\r\n")
	require.NoError(t, err)
	r, err := http.ReadResponse(c.answers, nil)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, r.Body)
	require.NoError(t, err)
}

// open reports whether a connection is still there.
func (c *caller) open() bool {
	_ = c.SetReadDeadline(time.Now().Add(time.Millisecond)) // a pipe has them
	defer c.SetReadDeadline(time.Time{})
	_, err := c.answers.Peek(1)
	return err != nil && err != io.EOF
}

// listens serves a handler on a bounded listener in virtual time.
func listens(t *testing.T, handler http.HandlerFunc, f func(t *testing.T, p *piped, c *connections)) {
	synctest.Test(t, func(t *testing.T) {
		p := newPiped()
		trusted, err := clientip.Trust([]string{"10.0.0.1"})
		require.NoError(t, err)
		c := bounded(p, 1, trusted)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- Serve(ctx, c, handler) }()
		f(t, p, c)
		stop()
		require.NoError(t, <-done)
		synctest.Wait()
		require.Zero(t, c.all, "nothing is left of who is gone")
		require.Empty(t, c.from)
		require.Zero(t, c.silent.Len()+c.idle.Len())
	})
}

func empty(http.ResponseWriter, *http.Request) {}

func TestConnectionsOfOneAddressAreBounded(t *testing.T) {
	listens(t, empty, func(t *testing.T, p *piped, c *connections) {
		c.each = 2
		one, two := p.dial("192.0.2.1"), p.dial("192.0.2.1")
		one.asks(t)
		require.False(t, p.dial("192.0.2.1").open(), "one too many")
		require.True(t, one.open() && two.open(), "and the others stay")
		p.dial("192.0.2.2").asks(t)
		for range 5 {
			p.dial("10.0.0.1").asks(t) // a trusted proxy's are many clients'
		}
		require.NoError(t, one.Close())
		synctest.Wait()
		p.dial("192.0.2.1").asks(t)
	})
	require.Equal(t, maxConnectionsFrom, bounded(nil, 0, nil).each, "who lowers the rate does not lock a LAN party out")
	require.Equal(t, 4*maxConnectionsFrom, bounded(nil, 4, nil).each)
}

// A crowd of connections that say nothing locks nobody out: the oldest of them make room.
func TestConnectionsThatSayNothingMakeRoom(t *testing.T) {
	listens(t, empty, func(t *testing.T, p *piped, c *connections) {
		working := p.dial("192.0.2.9")
		working.asks(t)
		var silent []*caller
		for i := range maxSilent + 10 {
			silent = append(silent, p.dial(fmt.Sprintf("198.51.%d.%d", 100+i>>8, i&255)))
		}
		synctest.Wait()
		require.False(t, silent[9].open())
		require.True(t, silent[10].open())
		p.dial("192.0.2.8").asks(t)
		working.asks(t)
		time.Sleep(headerWithin)
		synctest.Wait()
		require.Zero(t, c.silent.Len(), "they have had their time")
	})
}

// In all there are so many: beyond that, those make room that nobody uses, before those whose request is under way.
func TestConnectionsThatNobodyUsesMakeRoom(t *testing.T) {
	var stay chan struct{} // of virtual time
	wait := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			<-stay
		}
	}
	listens(t, wait, func(t *testing.T, p *piped, c *connections) {
		stay = make(chan struct{})
		waiting := p.dial("192.0.2.1")
		_, err := fmt.Fprint(waiting, "GET /wait HTTP/1.1\r\nHost: here\r\n\r\n")
		require.NoError(t, err)
		idle, later := p.dial("192.0.2.2"), p.dial("192.0.2.3")
		idle.asks(t)
		synctest.Wait() // the server notes that it is idle when the answer has left
		later.asks(t)
		synctest.Wait()
		c.mu.Lock()
		c.most = c.all
		c.mu.Unlock()
		p.dial("192.0.2.4").asks(t)
		synctest.Wait()
		require.False(t, idle.open(), "it was idle for longest")
		require.True(t, later.open())
		close(stay)
		r, err := http.ReadResponse(waiting.answers, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, r.StatusCode)
	})
}

func TestIdleConnectionsEnd(t *testing.T) {
	listens(t, empty, func(t *testing.T, p *piped, c *connections) {
		one, began := p.dial("192.0.2.1"), time.Now()
		one.asks(t)
		_, err := one.answers.ReadByte()
		require.ErrorIs(t, err, io.EOF)
		require.Equal(t, idleFor, time.Since(began))
	})
}

func TestAHeaderHasABound(t *testing.T) {
	listens(t, empty, func(t *testing.T, p *piped, c *connections) {
		one := p.dial("192.0.2.1")
		go fmt.Fprintf(one, "GET / HTTP/1.1\r\nHost: here\r\nX: %s\r\n\r\n", strings.Repeat("x", 2*maxHeader))
		r, err := http.ReadResponse(one.answers, nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, r.StatusCode)
		require.NoError(t, one.Close())
	})
}

// The server says of TLS connections what becomes of those below: they are bounded like all others.
func TestConnectionsAreBoundedBelowTLS(t *testing.T) {
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer plain.Close()
	c := bounded(plain, 1, nil)
	require.Same(t, c, counted(c))
	require.Same(t, c, counted(&secured{tls.NewListener(c, &tls.Config{}), c}))
	require.Nil(t, counted(plain), "an operator's page that is not bounded")
}
