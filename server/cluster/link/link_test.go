package link

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

// soon is how long a test waits for what must come, before it calls it missing.
const soon = time.Minute

// TestMain makes a child of the test: it dials what it is told on its standard input, and says what it hears.
func TestMain(m *testing.M) {
	if os.Getenv("MUSTER_TEST_DIALS") == "" {
		os.Exit(m.Run())
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var network, addr string
		fmt.Sscan(in.Text(), &network, &addr)
		answer, err := ask(network, addr)
		fmt.Println(answer, err)
	}
}

// ask says something to a server and returns its answer.
func ask(network, addr string) (string, error) {
	c, err := net.Dial(network, addr)
	if err != nil {
		return "", err
	}
	defer c.Close()
	return exchange(c)
}

func exchange(c net.Conn) (string, error) {
	if err := c.SetDeadline(time.Now().Add(soon)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(c, "who"); err != nil {
		return "", err
	}
	b := make([]byte, 100)
	n, err := c.Read(b)
	return string(b[:n]), err
}

// answering is a server for each network that answers whatever it hears.
func answering(t *testing.T) (tcp, udp string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				b := make([]byte, 100)
				for n, err := c.Read(b); err == nil; n, err = c.Read(b) {
					_, _ = c.Write(b[:n])
				}
			}()
		}
	}()
	u, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { u.Close() })
	go func() {
		b := make([]byte, 100)
		for n, from, err := u.ReadFrom(b); err == nil; n, from, err = u.ReadFrom(b) {
			_, _ = u.WriteTo(b[:n], from)
		}
	}()
	return l.Addr().String(), u.LocalAddr().String()
}

func open(t *testing.T, cfg Config) *Net {
	n, err := Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, n.Close()) })
	return n
}

// Who dials is found by its local port: the same address is whole for one process and cut for another.
func TestWhoDialsIsFoundByItsPort(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there are no socket tables: everybody counts as a player")
	}
	tcp, udp := answering(t)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "MUSTER_TEST_DIALS=1")
	in, err := child.StdinPipe()
	require.NoError(t, err)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	said := bufio.NewScanner(out)
	t.Cleanup(func() {
		in.Close()
		require.NoError(t, child.Wait())
	})
	asked := map[string]*atomic.Int32{"shard-1": {}, "shard-2": {}, "": {}}
	requireAsked := func(who string, times int) {
		t.Helper()
		require.Eventually(t, func() bool { return int(asked[who].Load()) == times }, soon, time.Millisecond)
	}
	times := 0
	owner := OwnerOf(func() map[string][]int {
		return map[string][]int{"shard-1": {os.Getpid()}, "shard-2": {child.Process.Pid}}
	})
	n := open(t, Config{Owner: func(network string, local, remote netip.AddrPort) string {
		node := owner(network, local, remote)
		asked[node].Add(1)
		return node
	}})
	_, err = n.Set("shard-1", "journal", plan.Trouble{Cut: true})
	require.NoError(t, err)
	for network, target := range map[string]string{"tcp": tcp, "udp": udp} {
		addr, err := map[string]func(string, string) (string, error){"tcp": n.TCP, "udp": n.UDP}[network](
			"journal-1", target)
		require.NoError(t, err)
		fmt.Fprintln(in, network, addr)
		require.True(t, said.Scan())
		require.Equal(t, "who <nil>", said.Text(), network)

		c, err := net.Dial(network, addr)
		require.NoError(t, err)
		defer c.Close()
		for range 3 {
			_, err = c.Write([]byte("who"))
			require.NoError(t, err)
		}
		times++
		requireAsked("shard-1", times) // only then is it known that this way is cut
		require.NoError(t, c.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
		_, err = c.Read(make([]byte, 1))
		require.ErrorContains(t, err, "timeout", network)
	}
	requireAsked("shard-1", 2) // once for each connection and each flow, whatever it says
	requireAsked("shard-2", 2)
}

// What is set counts for connections that are open, and is healed; the address before a listener stays.
func TestTroubleIsSetAndHealedWhileItRuns(t *testing.T) {
	tcp, udp := answering(t)
	n := open(t, Config{Base: []plan.Link{{From: "players", To: "all", Trouble: plan.Trouble{Latency: 1}}}})
	at, err := n.TCP("shard-1", tcp)
	require.NoError(t, err)
	again, err := n.TCP("shard-1", tcp)
	require.NoError(t, err)
	require.Equal(t, at, again)
	datagrams, err := n.UDP("shard-1", udp)
	require.NoError(t, err)
	c, err := net.Dial("tcp", at)
	require.NoError(t, err)
	defer c.Close()
	d, err := net.Dial("udp", datagrams)
	require.NoError(t, err)
	defer d.Close()
	for _, c := range []net.Conn{c, d} {
		answer, err := exchange(c)
		require.NoError(t, err)
		require.Equal(t, "who", answer)
	}

	undo, err := n.Set("shards", "players", plan.Trouble{Cut: true})
	require.NoError(t, err)
	require.Equal(t, plan.Trouble{Cut: true}, n.Trouble("shard-1", "players"))
	require.Len(t, n.Links(), 2)
	for _, c := range []net.Conn{c, d} {
		_, err = c.Write([]byte("held"))
		require.NoError(t, err)
		require.NoError(t, c.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
		_, err = c.Read(make([]byte, 1))
		require.ErrorContains(t, err, "timeout")
	}
	undo()
	require.NoError(t, c.SetReadDeadline(time.Now().Add(soon)))
	b := make([]byte, 4)
	_, err = io.ReadFull(c, b)
	require.NoError(t, err)
	require.Equal(t, "held", string(b), "of a stream nothing is missing")
	answer, err := exchange(d)
	require.NoError(t, err)
	require.Contains(t, []string{"who", "held"}, answer, "on a busy machine the other one may not have met the cut")

	require.NoError(t, n.Close())
	_, err = n.TCP("shard-2", tcp)
	require.ErrorContains(t, err, "closed")
	_, err = c.Read(b)
	require.Error(t, err)
}

func TestTroubleThatCannotBeIsRefused(t *testing.T) {
	_, err := Open(Config{Base: []plan.Link{{From: "shards", To: "journal", Trouble: plan.Trouble{Loss: 2}}}})
	require.ErrorContains(t, err, "link from shards to journal: loss: a share from 0 to 1, not 2")
	n := open(t, Config{})
	_, err = n.Set("shards", "journal", plan.Trouble{Rate: -1})
	require.ErrorContains(t, err, "nothing below 0")
	require.Empty(t, n.Links())
	_, err = n.UDP("shard-1", "nowhere")
	require.ErrorContains(t, err, "link to shard-1")
}

// The jitter of a plan adds to its latency, up to all of it.
func TestJitterOnlyAdds(t *testing.T) {
	cfg := config(plan.Trouble{Latency: 10, Jitter: 4})
	require.EqualValues(t, 10, cfg.Delay-cfg.Jitter)
	require.EqualValues(t, 14, cfg.Delay+cfg.Jitter)
}
