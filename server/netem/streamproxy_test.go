package netem

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// crossing is a proxy for connections between a client and a server that the test plays itself.
type crossing struct {
	*StreamProxy
	up, down *Line
	server   net.Listener
}

func newCrossing(t *testing.T, cfg Config) *crossing {
	up, err := NewLine(cfg)
	require.NoError(t, err)
	down, err := NewLine(cfg)
	require.NoError(t, err)
	server, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { server.Close() })
	p, err := ListenStreams("127.0.0.1:0", server.Addr().String(), func(netip.AddrPort) (*Line, *Line) {
		return up, down
	})
	require.NoError(t, err)
	running(t, p.Run)
	return &crossing{p, up, down, server}
}

func (c *crossing) dial(t *testing.T) *net.TCPConn {
	conn, err := net.Dial("tcp", c.Addr())
	require.NoError(t, err)
	return ended(t, conn)
}

func (c *crossing) accept(t *testing.T) *net.TCPConn {
	conn, err := c.server.Accept()
	require.NoError(t, err)
	return ended(t, conn)
}

func ended(t *testing.T, conn net.Conn) *net.TCPConn {
	require.NoError(t, conn.SetDeadline(time.Now().Add(soon)))
	t.Cleanup(func() { conn.Close() })
	return conn.(*net.TCPConn)
}

func say(t *testing.T, c net.Conn, what string) {
	_, err := io.WriteString(c, what)
	require.NoError(t, err)
}

func requireHears(t *testing.T, c net.Conn, want string) {
	b := make([]byte, len(want))
	_, err := io.ReadFull(c, b)
	require.NoError(t, err)
	require.Equal(t, want, string(b))
}

// requireQuiet has nothing come. What is late makes a test pass that ought to fail, never the other way.
func requireQuiet(t *testing.T, c *net.TCPConn) {
	require.NoError(t, c.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
	n, err := c.Read(make([]byte, 1))
	require.Zero(t, n)
	require.ErrorContains(t, err, "timeout", "it is not closed either")
	require.NoError(t, c.SetReadDeadline(time.Now().Add(soon)))
}

// Much goes both ways at once, with and without trouble, and comes out as it went in. One side ends its half first: the
// other may still speak.
func TestBothHalvesPassAndEndByThemselves(t *testing.T) {
	for name, cfg := range map[string]Config{
		"clear":   {},
		"trouble": {Delay: 3 * time.Millisecond, Jitter: 2 * time.Millisecond, Rate: 20 << 20, Seed: 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCrossing(t, cfg)
			client := c.dial(t)
			server := c.accept(t)
			asked, told := bytes.Repeat([]byte("ask"), 500_000), bytes.Repeat([]byte("tell"), 500_000)
			got := make(chan []byte, 1)
			go func() {
				b, _ := io.ReadAll(server)
				got <- b
			}()
			_, err := client.Write(asked)
			require.NoError(t, err)
			require.NoError(t, client.CloseWrite())
			require.True(t, bytes.Equal(asked, <-got))
			go func() {
				server.Write(told)
				server.Close()
			}()
			b, err := io.ReadAll(client)
			require.NoError(t, err)
			require.True(t, bytes.Equal(told, b))
		})
	}
}

// A cut is like a cable that is pulled: nothing passes, nothing is closed, new connections hang. When it is mended all
// goes on, and nothing is missing.
func TestACutHoldsAndClosesNothing(t *testing.T) {
	c := newCrossing(t, Config{})
	client := c.dial(t)
	server := c.accept(t)
	say(t, client, "before")
	requireHears(t, server, "before")

	require.NoError(t, c.up.Set(Config{Cut: true}))
	say(t, client, "held")
	requireQuiet(t, server)
	say(t, server, "the way back is whole")
	requireHears(t, client, "the way back is whole")

	late := c.dial(t)
	say(t, late, "new")
	client.Close()
	requireQuiet(t, server)

	require.NoError(t, c.up.Set(Config{}))
	requireHears(t, server, "held")
	_, err := server.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
	requireHears(t, c.accept(t), "new")
}

// Who gave up while the way was cut was never heard of on the other side.
func TestAClientThatGivesUpBehindACutIsNotHeardOf(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere nobody looks: it hangs until the line is mended")
	}
	c := newCrossing(t, Config{Cut: true})
	gone := c.dial(t)
	say(t, gone, "gone")
	require.Eventually(t, func() bool { return len(c.open) == 1 }, soon, time.Millisecond)
	gone.Close()
	require.Eventually(t, func() bool { return len(c.open) == 0 }, soon, time.Millisecond)
	require.NoError(t, c.up.Set(Config{}))
	require.NoError(t, c.down.Set(Config{}))
	say(t, c.dial(t), "here")
	requireHears(t, c.accept(t), "here")
}

// A sender that nobody reads is held up: the proxy takes a window and what the kernel takes, and no more.
func TestASenderThatNobodyReadsIsHeldUp(t *testing.T) {
	c := newCrossing(t, Config{})
	client := c.dial(t)
	server := c.accept(t)
	require.NoError(t, c.up.Set(Config{Cut: true}))
	b, sent := make([]byte, 1<<20), 0
	for {
		require.NoError(t, client.SetWriteDeadline(time.Now().Add(200*time.Millisecond)))
		n, err := client.Write(b)
		if sent += n; err != nil {
			require.ErrorContains(t, err, "timeout")
			break
		}
		require.Less(t, sent, 1<<30, "it is taken without end")
	}
	require.LessOrEqual(t, c.held.Load(), int64(window))
	require.NoError(t, c.up.Set(Config{}))
	require.NoError(t, client.CloseWrite())
	n, err := io.Copy(io.Discard, server)
	require.NoError(t, err)
	require.EqualValues(t, sent, n)
	client.Close()
	server.Close()
	require.Eventually(t, func() bool { return c.held.Load() == 0 }, soon, time.Millisecond)
}

// A process that is killed resets its connections; the other end hears it.
func TestAResetPasses(t *testing.T) {
	c := newCrossing(t, Config{Delay: time.Millisecond})
	client := c.dial(t)
	server := c.accept(t)
	say(t, client, "x")
	requireHears(t, server, "x")
	reset(server)
	_, err := io.ReadAll(client)
	require.ErrorContains(t, err, "reset")
}

func TestAServerThatIsNotThereResets(t *testing.T) {
	c := newCrossing(t, Config{})
	c.server.Close()
	client, err := net.Dial("tcp", c.Addr())
	if err == nil {
		_, err = io.ReadAll(ended(t, client))
	}
	require.ErrorContains(t, err, "reset")
}

// The kernel tells of a reset once: a pipe that hears of an end after the other one heard of the reset passes no end
// on. And what a slow line had queued up leaves no large buffer behind.
func TestAPipeOfABrokenConnectionResets(t *testing.T) {
	c := newCrossing(t, Config{})
	client := c.dial(t)
	say(t, client, "x")
	server := c.accept(t)
	requireHears(t, server, "x")
	direct, err := net.Dial("tcp", c.server.Addr().String())
	require.NoError(t, err)
	peer := c.accept(t)
	var broken atomic.Bool
	var held atomic.Int64
	p := &pipe{dst: ended(t, direct), held: &held, broken: &broken, ended: true}
	p.waits.Write(make([]byte, 4*readAtOnce))
	require.False(t, p.write(4*readAtOnce))
	require.Zero(t, p.waits.Cap())
	requireHears(t, peer, string(make([]byte, 4*readAtOnce)))
	broken.Store(true)
	require.True(t, p.write(1))
	_, err = peer.Read(make([]byte, 1))
	require.ErrorContains(t, err, "reset")
}

// refusing is a listener that has no descriptor left.
type refusing struct {
	net.Listener
	asked int
	ended atomic.Bool
}

func (r *refusing) Accept() (net.Conn, error) {
	if r.asked++; r.asked > 1000 || r.ended.Load() {
		return nil, net.ErrClosed
	}
	return nil, syscall.EMFILE
}

func (r *refusing) Close() error {
	r.ended.Store(true)
	return nil
}

// A proxy that cannot accept tries again, and not as fast as it can.
func TestAProxyWithoutDescriptorsDoesNotSpin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &refusing{}
		p := &StreamProxy{listen: l}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		require.NoError(t, p.Run(ctx))
		require.InDelta(t, time.Second/acceptAgain, l.asked, 2)
	})
}

// What a slow line has taken goes on when it is healed, also while nothing new is sent.
func TestAHealedConnectionGoesOn(t *testing.T) {
	c := newCrossing(t, Config{})
	client := c.dial(t)
	server := c.accept(t)
	say(t, client, "x")
	requireHears(t, server, "x")
	require.NoError(t, c.up.Set(Config{Rate: 1}))
	large := strings.Repeat("muster", 1000)
	say(t, client, large)
	require.Eventually(t, func() bool { return c.held.Load() == int64(len(large)) }, soon, time.Millisecond)
	require.NoError(t, c.up.Set(Config{}))
	requireHears(t, server, large)
}

// A proxy ends while connections stand still behind a cut, are being opened, and carry.
func TestAProxyEndsWhateverStandsStill(t *testing.T) {
	c := newCrossing(t, Config{})
	carries := c.dial(t)
	say(t, carries, "x")
	requireHears(t, c.accept(t), "x")
	require.NoError(t, c.up.Set(Config{Cut: true}))
	hangs := c.dial(t)
	say(t, hangs, "x")
	require.Eventually(t, func() bool { return len(c.open) == 2 }, soon, time.Millisecond)
}
