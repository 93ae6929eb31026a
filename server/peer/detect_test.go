//go:build unix

package peer

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard"
	"muster/shard/registry"
)

// idle is a shard that runs nothing and remembers when it was to bid.
type idle struct {
	bids chan time.Time
}

func (z *idle) Hosts() []*shard.Host             { return nil }
func (z *idle) Host(string) (*shard.Host, error) { return nil, nil }
func (z *idle) StandBy(string, uint32) error     { return nil }
func (z *idle) StandDown(string)                 {}
func (z *idle) Standing() []shard.Standing       { return nil }
func (z *idle) Bid(context.Context, string) (*shard.Host, error) {
	z.bids <- time.Now()
	return nil, shard.ErrFenced
}

func (z *idle) TakeOver(context.Context, string) (*shard.Host, error) { return nil, shard.ErrEnded }

// idlePeers are those of a shard that runs nothing.
func idlePeers(t *testing.T, id string, reg registry.Registry) (*Peers, *idle) {
	z := &idle{bids: make(chan time.Time, 1024)}
	p, err := New(Config{
		Self:    registry.Shard{ID: id, Began: time.Now().UnixMilli(), Rules: "r"},
		Secrets: func() [][32]byte { return [][32]byte{{1}} }, Registry: reg, Zones: z, Door: &node{},
		Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	})
	require.NoError(t, err)
	return p, z
}

// How soon a peer is missed that is killed or stands still, and how often one is that lives, between two processes, for
// so long. docs/figures.md has what came of it:
//
//	MUSTER_DETECT=10m go test -count=1 -timeout 1h -v -run TestDetection ./server/peer
func TestDetection(t *testing.T) {
	if os.Getenv("MUSTER_BEATS") != "" {
		beatOnly(t)
	}
	long, err := time.ParseDuration(os.Getenv("MUSTER_DETECT"))
	if err != nil {
		t.Skip("takes its time: make detect")
	}
	reg := registry.NewMemory(time.Hour)
	p, z := idlePeers(t, "watcher", reg)
	ctx, stop := context.WithCancel(t.Context())
	var ran sync.WaitGroup
	ran.Go(func() { _ = p.Run(ctx) })
	defer ran.Wait()
	defer stop()
	detect := func(signal syscall.Signal, trials int) (took []time.Duration) {
		for range trials {
			child := p.hearChild(t, reg)
			at := time.Now()
			require.NoError(t, child.Signal(signal))
			took = append(took, (<-z.bids).Sub(at))
			_ = child.Kill()
			_, _ = child.Wait()
			time.Sleep(100 * time.Millisecond)
			for len(z.bids) > 0 {
				<-z.bids
			}
		}
		slices.Sort(took)
		return took
	}
	for name, signal := range map[string]syscall.Signal{"kill -9": syscall.SIGKILL, "SIGSTOP": syscall.SIGSTOP} {
		took := detect(signal, 30)
		t.Logf("%s: p50 %v, p90 %v, most %v", name, took[15], took[27], took[29])
	}
	child := p.hearChild(t, reg)
	most := time.Duration(0)
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		p.mu.Lock()
		most = max(most, p.core.watch.Silence(process("child", p.core.peers["child"].began)))
		p.mu.Unlock()
		if len(z.bids) > 0 {
			<-z.bids
			t.Logf("a false alarm, %v before the end", time.Until(end))
			p.declareChild(t)
		}
	}
	t.Logf("in %v: %d false alarms, silent for %v at most", long, p.core.falseAlarms, most)
	_ = child.Kill()
	_, _ = child.Wait()
}

// hearChild starts a process that beats, and waits until it is heard and stood by for.
func (p *Peers) hearChild(t *testing.T, reg *registry.Memory) *os.Process {
	cmd := exec.Command(os.Args[0], "-test.run=^TestDetection$", "-test.v")
	cmd.Env = append(os.Environ(), "MUSTER_BEATS=1")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	var url, hash string
	for lines := bufio.NewScanner(out); url == "" && lines.Scan(); {
		_, _ = fmt.Sscanf(lines.Text(), "beats at %s %s", &url, &hash)
	}
	cert, err := hex.DecodeString(hash)
	require.NoError(t, err)
	before := int64(0)
	p.mu.Lock()
	if c := p.core.peers["child"]; c != nil {
		before = c.began
	}
	p.mu.Unlock()
	require.NoError(t, reg.PutShard(t.Context(), registry.Shard{
		ID: "child", Control: url, CertHash: cert, Rules: "r", Shared: true, HandsOver: true, Capacity: 1,
	}))
	require.Eventually(t, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		c := p.core.peers["child"]
		return c != nil && c.began != before && p.core.watch.Alive(process("child", c.began))
	}, patience, time.Millisecond)
	p.declareChild(t)
	time.Sleep(200 * time.Millisecond)
	return cmd.Process
}

func (p *Peers) declareChild(t *testing.T) {
	p.mu.Lock()
	began := p.core.peers["child"].began
	delete(p.core.kept, "m1")
	p.mu.Unlock()
	s := p.standings(api.Declaration{
		Owner: "child", Began: began, Matches: []api.DeclaredMatch{{Match: "m1", Epoch: 1}},
	})
	require.Empty(t, s.Matches[0].Refused)
	go func() { // as an owner does every second
		for range 600 {
			time.Sleep(time.Second)
			p.mu.Lock()
			if k := p.core.kept["m1"]; k != nil && k.began == began {
				k.declared = time.Now()
			}
			p.mu.Unlock()
		}
	}()
}

// beatOnly is the other process.
func beatOnly(t *testing.T) {
	p, _ := idlePeers(t, "child", registry.NewMemory(time.Hour))
	s := httptest.NewTLSServer(p.Serve(http.NotFoundHandler()))
	hash := sha256.Sum256(s.Certificate().Raw)
	fmt.Printf("beats at %s %s\n", s.URL, hex.EncodeToString(hash[:]))
	_ = p.Run(context.Background())
}
