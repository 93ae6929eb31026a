package netem

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// soon is how long a test waits for what must come, before it calls it missing.
const soon = time.Minute

// running runs a proxy until the test ends, and then looks that nothing of it is left: no test runs beside another.
func running(t *testing.T, run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
		require.Eventually(t, func() bool { return !strings.Contains(stacks(), "netem.(*") }, soon, time.Millisecond,
			"a goroutine of it is left")
	})
}

// stacks is what all goroutines do.
func stacks() string {
	b := make([]byte, 1<<20)
	return string(b[:runtime.Stack(b, true)])
}

func listenUDP(t *testing.T) *net.UDPConn {
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now().Add(soon)))
	t.Cleanup(func() { c.Close() })
	return c
}

func dialUDP(t *testing.T, addr string) *net.UDPConn {
	c, err := net.Dial("udp", addr)
	require.NoError(t, err)
	require.NoError(t, c.SetDeadline(time.Now().Add(soon)))
	t.Cleanup(func() { c.Close() })
	return c.(*net.UDPConn)
}

func read(t *testing.T, c *net.UDPConn) []byte {
	b := make([]byte, maxDatagram)
	n, err := c.Read(b)
	require.NoError(t, err)
	return b[:n]
}

// One way is cut and then mended; the other way passes all the while.
func TestOneWayIsCutWhileTheOtherPasses(t *testing.T) {
	up, err := NewLine(Config{})
	require.NoError(t, err)
	down, err := NewLine(Config{})
	require.NoError(t, err)
	server := listenUDP(t)
	p, err := ListenLines("127.0.0.1:0", server.LocalAddr().String(), func(netip.AddrPort) (*Line, *Line) {
		return up, down
	})
	require.NoError(t, err)
	running(t, p.Run)
	client := dialUDP(t, p.Addr())
	fmt.Fprint(client, "1")
	b := make([]byte, 100)
	_, from, err := server.ReadFrom(b)
	require.NoError(t, err)

	require.NoError(t, down.Set(Config{Cut: true}))
	server.WriteTo([]byte("lost"), from)
	fmt.Fprint(client, "2")
	require.Equal(t, "2", string(read(t, server)))
	require.Eventually(t, func() bool { return p.Dropped.Load() == 1 }, soon, time.Millisecond)
	require.NoError(t, down.Set(Config{}))
	server.WriteTo([]byte("heard"), from)
	require.Equal(t, "heard", string(read(t, client)))
}

// Whoever asks for the lines may take his time: what comes in meanwhile is passed on in its order once they are known.
func TestADatagramWaitsUntilItsLineIsKnown(t *testing.T) {
	line, err := NewLine(Config{})
	require.NoError(t, err)
	known := make(chan struct{})
	server := listenUDP(t)
	asked := atomic.Int32{}
	p, err := ListenLines("127.0.0.1:0", server.LocalAddr().String(), func(netip.AddrPort) (*Line, *Line) {
		asked.Add(1)
		<-known
		return line, line
	})
	require.NoError(t, err)
	running(t, p.Run)
	client := dialUDP(t, p.Addr())
	for n := range maxEarly + 5 {
		fmt.Fprint(client, n)
	}
	require.Eventually(t, func() bool { return p.Dropped.Load() == 5 }, soon, time.Millisecond)
	close(known)
	for n := range maxEarly {
		require.Equal(t, fmt.Sprint(n), string(read(t, server)))
	}
	require.EqualValues(t, 1, asked.Load())
	require.Zero(t, p.held.Load())
}

// What waits for its line counts among all that waits: many new addresses at once fill no memory.
func TestEarlyDatagramsFillNoMemory(t *testing.T) {
	known := make(chan struct{})
	p, err := ListenLines("127.0.0.1:0", listenUDP(t).LocalAddr().String(), func(netip.AddrPort) (*Line, *Line) {
		<-known
		l, _ := NewLine(Config{})
		return l, l
	})
	require.NoError(t, err)
	running(t, p.Run)
	t.Cleanup(func() { close(known) })
	fmt.Fprint(dialUDP(t, p.Addr()), "waits")
	require.Eventually(t, func() bool { return p.held.Load() == 5 }, soon, time.Millisecond)
	p.held.Add(maxWaiting)
	fmt.Fprint(dialUDP(t, p.Addr()), "too much")
	require.Eventually(t, func() bool { return p.Dropped.Load() == 1 }, soon, time.Millisecond)
	p.held.Add(-maxWaiting)
}

// A proxy whose socket breaks ends with an error, and leaves nobody waiting.
func TestAProxyThatLosesItsSocketEnds(t *testing.T) {
	p, err := Listen("127.0.0.1:0", echo(t), Config{})
	require.NoError(t, err)
	p.near.Close()
	require.ErrorIs(t, p.Run(t.Context()), net.ErrClosed)
}

// Delayed datagrams come out in the order in which they went in, also where many are due at once.
func TestDelayedDatagramsKeepTheirOrder(t *testing.T) {
	server := listenUDP(t)
	p, err := Listen("127.0.0.1:0", server.LocalAddr().String(),
		Config{Delay: 5 * time.Millisecond, Jitter: 4 * time.Millisecond})
	require.NoError(t, err)
	running(t, p.Run)
	client := dialUDP(t, p.Addr())
	fmt.Fprint(client, "first")
	require.Equal(t, "first", string(read(t, server)))
	for n := range 200 {
		fmt.Fprint(client, n)
	}
	for n := range 200 {
		require.Equal(t, fmt.Sprint(n), string(read(t, server)))
	}
	require.Zero(t, p.held.Load())
}

func TestTheLargestDatagramPassesWhole(t *testing.T) {
	server := listenUDP(t)
	p, err := Listen("127.0.0.1:0", server.LocalAddr().String(), Config{})
	require.NoError(t, err)
	running(t, p.Run)
	client := dialUDP(t, p.Addr())
	large := bytes.Repeat([]byte("muster"), 65000/6)
	_, err = client.Write(large)
	require.NoError(t, err)
	require.True(t, bytes.Equal(large, read(t, server)))
}

// A train of datagrams comes out as the same datagrams, whether it passes at once or each by itself.
func TestATrainOfDatagramsKeepsItsLengths(t *testing.T) {
	for name, cfg := range map[string]Config{"at once": {}, "one by one": {Delay: time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			server := listenUDP(t)
			p, err := Listen("127.0.0.1:0", server.LocalAddr().String(), cfg)
			require.NoError(t, err)
			running(t, p.Run)
			client := newSocket(dialUDP(t, p.Addr()))
			train := bytes.Repeat([]byte("0123456789"), 1005)
			client.write(train, 1000, netip.AddrPort{}) // ten of 1,000 bytes and one of 50
			for n := range 11 {
				require.Len(t, read(t, server), min(1000, len(train)-1000*n))
			}
			require.EqualValues(t, 11, p.Passed.Load())
		})
	}
}

// A flow that is silent for long is forgotten, and made anew when something comes again.
func TestASilentFlowIsForgotten(t *testing.T) {
	p, err := Listen("127.0.0.1:0", echo(t), Config{})
	require.NoError(t, err)
	running(t, p.Run)
	client := dialUDP(t, p.Addr())
	ask := func() string {
		fmt.Fprint(client, "hello")
		return string(read(t, client))
	}
	first := ask()
	for range 4 {
		p.forget()
	}
	require.Equal(t, first, ask(), "not yet: it spoke again")
	for range 5 {
		p.forget()
	}
	require.NotEqual(t, first, ask(), "the server sees another address")
}

// A server that is away and comes back is reached again.
func TestTheServerComesBack(t *testing.T) {
	server := listenUDP(t)
	addr := server.LocalAddr().(*net.UDPAddr)
	p, err := Listen("127.0.0.1:0", addr.String(), Config{})
	require.NoError(t, err)
	running(t, p.Run)
	client := dialUDP(t, p.Addr())
	fmt.Fprint(client, "1")
	read(t, server)
	server.Close()
	for range 10 {
		fmt.Fprint(client, "nobody listens") // its ICMP errors end nothing
	}
	again, err := net.ListenUDP("udp", addr)
	require.NoError(t, err)
	defer again.Close()
	require.Eventually(t, func() bool {
		fmt.Fprint(client, "2")
		_ = again.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		_, err := again.Read(make([]byte, 100))
		return err == nil
	}, soon, time.Millisecond)
}
