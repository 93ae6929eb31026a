package netem

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// run sends n datagrams, a millisecond apart, and returns when each came out.
func run(cfg Config, n int) (outs [][]time.Duration) {
	w := NewWay(cfg, 0)
	start := time.Unix(0, 0)
	for i := range n {
		var out []time.Duration
		for _, at := range w.Pass(start.Add(time.Duration(i)*time.Millisecond), 100) {
			out = append(out, at.Sub(start))
		}
		outs = append(outs, out)
	}
	return outs
}

func TestTheSameSeedDecidesTheSame(t *testing.T) {
	cfg := Config{Delay: 50 * time.Millisecond, Jitter: 20 * time.Millisecond, Loss: .1, Dup: .1, Reorder: .1, Seed: 7}
	require.Equal(t, run(cfg, 1000), run(cfg, 1000))
	other := cfg
	other.Seed = 8
	require.NotEqual(t, run(cfg, 1000), run(other, 1000))
}

func TestSharesAreKept(t *testing.T) {
	lost, twice, overtook := 0, 0, 0
	var latest time.Duration
	for _, out := range run(Config{Delay: 50 * time.Millisecond, Loss: .05, Dup: .02, Reorder: .1}, 20000) {
		switch len(out) {
		case 0:
			lost++
			continue
		case 2:
			twice++
		}
		if out[0] < latest {
			overtook++
		}
		latest = max(latest, out[0])
	}
	require.InDelta(t, 1000, lost, 150)
	require.InDelta(t, 380, twice, 90)
	require.InDelta(t, 1900, overtook, 300)
}

func TestJitterKeepsTheOrder(t *testing.T) {
	var last time.Duration
	for i, out := range run(Config{Delay: 50 * time.Millisecond, Jitter: 30 * time.Millisecond}, 1000) {
		require.GreaterOrEqual(t, out[0], last)
		require.InDelta(t, 50, (out[0] - time.Duration(i)*time.Millisecond).Milliseconds(), 31)
		last = out[0]
	}
}

func TestARateQueuesAndThenDrops(t *testing.T) {
	dropped := 0
	outs := run(Config{Rate: 50_000}, 1000) // half of what is sent
	for _, out := range outs {
		if len(out) == 0 {
			dropped++
		}
	}
	require.InDelta(t, 400, dropped, 20, "all but what the queue holds and what went through")
	require.Greater(t, outs[100][0]-100*time.Millisecond, 90*time.Millisecond)
}

// A line that was all but still is free again once it has another rate.
func TestALineThatGetsFasterDropsNoMore(t *testing.T) {
	line, err := NewLine(Config{Rate: 100})
	require.NoError(t, err)
	w := line.Way(1)
	require.Len(t, w.Pass(at(0), 1200), 1)
	require.Empty(t, w.Pass(at(0), 1200), "it would wait for twelve seconds")
	require.NoError(t, line.Set(Config{Rate: 1_000_000}))
	require.Len(t, w.Pass(at(0), 1200), 1)
}

// What is set counts from then on, for every way of the line; what went in before comes out as it was decided.
func TestALineIsChangedWhileItRuns(t *testing.T) {
	line, err := NewLine(Config{Delay: 50 * time.Millisecond})
	require.NoError(t, err)
	w, start := line.Way(1), time.Unix(0, 0)
	require.Equal(t, []time.Time{start.Add(50 * time.Millisecond)}, w.Pass(start, 100))
	require.NoError(t, line.Set(Config{Cut: true}))
	require.Empty(t, w.Pass(start, 100))
	require.Empty(t, line.Way(2).Pass(start, 100))
	require.NoError(t, line.Set(Config{}))
	require.Equal(t, []time.Time{start.Add(50 * time.Millisecond)}, w.Pass(start, 100), "the order is kept")
	require.ErrorContains(t, line.Set(Config{Dup: -1}), "dup")
	require.Equal(t, []time.Time{start}, line.Way(3).Pass(start, 100), "what was refused counts for nothing")
}

func TestBadSettingsAreNamed(t *testing.T) {
	_, err := Listen("127.0.0.1:0", "127.0.0.1:1", Config{Loss: 1.5})
	require.ErrorContains(t, err, "loss: a share from 0 to 1, not 1.5")
	_, err = Listen("127.0.0.1:0", "nowhere", Config{})
	require.ErrorContains(t, err, "nowhere")
}

// echo answers every datagram and tells from where it came.
func echo(t *testing.T) string {
	l, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		b := make([]byte, 1500)
		for {
			_, from, err := l.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = l.WriteTo([]byte(from.String()), from)
		}
	}()
	return l.LocalAddr().String()
}

func TestTheProxyPassesBothWaysAndRebinds(t *testing.T) {
	p, err := Listen("127.0.0.1:0", echo(t), Config{Delay: time.Millisecond})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	c, err := net.Dial("udp", p.Addr())
	require.NoError(t, err)
	defer c.Close()
	ask := func() string {
		_, err := fmt.Fprint(c, "hello")
		require.NoError(t, err)
		b := make([]byte, 100)
		require.NoError(t, c.SetReadDeadline(time.Now().Add(time.Minute)))
		n, err := c.Read(b)
		require.NoError(t, err)
		return string(b[:n])
	}
	first := ask()
	require.Equal(t, first, ask())
	require.NoError(t, p.Rebind())
	require.NotEqual(t, first, ask(), "the server sees another address")
	require.EqualValues(t, 6, p.Passed.Load())
	stop()
	require.NoError(t, <-done)
}
