package registry_test

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// cable is a way over TCP that can be cut.
type cable struct {
	net.Listener
	to string

	mu    sync.Mutex
	off   bool
	conns []net.Conn
}

func startCable(t *testing.T, to string) *cable {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{Listener: l, to: to}
	var busy sync.WaitGroup
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		c.cut()
		busy.Wait()
	})
	busy.Go(func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			busy.Go(func() { c.carry(here) })
		}
	})
	return c
}

// carry takes bytes both ways until either end is closed, or the cable is cut.
func (c *cable) carry(here net.Conn) {
	defer here.Close()
	there, err := net.Dial("tcp", c.to)
	if err != nil {
		return // it is away
	}
	defer there.Close()
	if !c.keep(here, there) {
		return
	}
	go func() {
		_, _ = io.Copy(there, here)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
}

func (c *cable) keep(conns ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conns = append(c.conns, conns...)
	return !c.off
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = true
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
}

func (c *cable) heal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = false
}
