package peer

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
)

// patience is for what must come; a busy machine is slow.
const patience = 30 * time.Second

// cluster is shards of one journal in this process, which meet over loopback.
type cluster struct {
	t      *testing.T
	store  *journal.Memory
	reg    *registry.Memory
	secret atomic.Pointer[[][32]byte]
	nodes  map[string]*node
	ahead  map[string]time.Duration // clocks that are wrong, of nodes that are started from then on
	said   *said
}

// node is a shard with its peers, and a door that only remembers what it is told.
type node struct {
	*Peers
	c       *cluster
	id      string
	shard   *shard.Shard
	http    *httptest.Server
	metrics *prometheus.Registry
	stop    context.CancelFunc
	ran     sync.WaitGroup
	frozen  sync.RWMutex // held for writing while the process stands still

	mu        sync.Mutex
	standbys  map[string]string
	inherited []string
	draining  bool
	players   int
	refuse    func(match string) error // of StandBy; nil for none
	forgot    map[string]struct{}      // says that it stands by for these, and does not; nil for a shard that does
}

func newCluster(t *testing.T, ids ...string) *cluster {
	c := &cluster{
		t: t, store: journal.NewMemory(), reg: registry.NewMemory(time.Hour), nodes: map[string]*node{},
		ahead: map[string]time.Duration{}, said: &said{},
	}
	c.secret.Store(&[][32]byte{{1}})
	for _, id := range ids {
		c.start(id, 4)
	}
	return c
}

// start starts a shard, with matches that run from the beginning.
func (c *cluster) start(id string, capacity int, matches ...string) *node {
	n := &node{c: c, id: id, metrics: prometheus.NewRegistry(), standbys: map[string]string{}}
	c.nodes[id] = n
	var err error
	n.shard, err = shard.Open(c.t.Context(), shard.Config{
		ID: id, Store: c.store, OwnOnly: true, Registry: c.reg, MaxZones: capacity,
		Inherited: func(h *shard.Host) { n.Inherited(h) },
	})
	require.NoError(c.t, err)
	for _, match := range matches {
		n.begin(match)
	}
	n.http = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Serve(http.NotFoundHandler()).ServeHTTP(&freezing{ResponseWriter: w, by: &n.frozen}, r)
	}))
	n.http.StartTLS()
	hash := sha256.Sum256(n.http.Certificate().Raw)
	self := registry.Shard{
		ID: id, Addr: "127.0.0.1:1", CertHash: hash[:], Control: n.http.URL, Rules: "r", Shared: true, HandsOver: true,
		Capacity: capacity, Began: time.Now().UnixMilli(),
	}
	n.Peers, err = New(Config{
		Self: self, Secrets: func() [][32]byte { return *c.secret.Load() }, Registry: c.reg,
		Zones: zones{n.shard, n}, Door: n, Owner: c.owner,
		Log: slog.New(slog.NewTextHandler(c.said, nil)), Metrics: n.metrics,
	})
	require.NoError(c.t, err)
	ahead := c.ahead[id]
	n.trust.now = func() time.Time { return time.Now().Add(ahead) }
	require.NoError(c.t, c.reg.PutShard(c.t.Context(), self))
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	n.ran.Go(func() { _ = n.Run(ctx) })
	c.t.Cleanup(n.kill)
	return n
}

// kill ends all that others see of the process at once; its zones are not told.
func (n *node) kill() {
	n.http.Listener.Close()
	n.http.CloseClientConnections()
	n.stop()
	n.ran.Wait()
	n.http.Close()
	_ = n.shard.Close()
}

// freezing is an answer that waits while its process stands still.
type freezing struct {
	http.ResponseWriter
	by *sync.RWMutex
}

func (f *freezing) Write(b []byte) (int, error) {
	f.by.RLock()
	defer f.by.RUnlock()
	return f.ResponseWriter.Write(b)
}

func (f *freezing) Unwrap() http.ResponseWriter { return f.ResponseWriter }

// zones is a shard that may refuse what it is asked.
type zones struct {
	*shard.Shard
	n *node
}

func (z zones) StandBy(match string, epoch uint32) error {
	z.n.mu.Lock()
	refuse := z.n.refuse
	if z.n.forgot != nil {
		z.n.forgot[match] = struct{}{}
		z.n.mu.Unlock()
		return nil
	}
	z.n.mu.Unlock()
	if refuse != nil {
		if err := refuse(match); err != nil {
			return err
		}
	}
	return z.Shard.StandBy(match, epoch)
}

// Standing says of a shard that forgets that it stands ready.
func (z zones) Standing() []shard.Standing {
	all := z.Shard.Standing()
	z.n.mu.Lock()
	defer z.n.mu.Unlock()
	for match := range z.n.forgot {
		all = append(all, shard.Standing{Match: match, Ready: true, Number: 1})
	}
	return all
}

func (c *cluster) owner(match string, behind uint64) (owner string, err error) {
	recs, _, err := c.store.Read(match, behind+1)
	for _, rec := range recs {
		if r, err := replay.DecodeRecord(rec.Payload); err == nil && r.Kind == replay.TakeOver {
			owner = r.Owner
		}
	}
	return owner, err
}

// The node is its own door.

func (n *node) SetStandby(match string, at *registry.Shard) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if at == nil {
		delete(n.standbys, match)
		return
	}
	n.standbys[match] = at.ID
}

func (n *node) Sessions(string) int  { return n.players }
func (n *node) WarmLinks(string) int { return 0 }

func (n *node) Draining() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.draining
}

func (n *node) Inherit(h *shard.Host) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.inherited = append(n.inherited, h.Match())
}

// has reports whether the door has taken a match up.
func (n *node) has(match string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Contains(n.inherited, match)
}

// begin starts a match.
func (n *node) begin(match string) *shard.Host {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(n.c.t, err)
	h, err := n.shard.Begin(n.c.t.Context(), match, setup, 1)
	require.NoError(n.c.t, err)
	return h
}

// standby waits until a match has a standby that is ready, and says which.
func (n *node) standby(match string) (id string) {
	n.c.eventually(func() bool {
		n.Peers.mu.Lock()
		defer n.Peers.mu.Unlock()
		o := n.core.own[match]
		if o == nil || !o.accepted || !o.standing.Ready {
			return false
		}
		id = o.standby
		return true
	}, "nobody stands by for "+match)
	return id
}

func (n *node) runs(match string) bool {
	h, err := n.shard.Host(match)
	return err == nil && h != nil && h.Latest() != nil
}

func (c *cluster) eventually(cond func() bool, what string) {
	c.t.Helper()
	require.Eventually(c.t, cond, patience, 5*time.Millisecond, what)
}

// whole checks that a match's journal is one that nobody lost anything of.
func (c *cluster) whole(match string, owners int) {
	c.t.Helper()
	recs, _, err := c.store.Read(match, 1)
	require.NoError(c.t, err)
	report, err := replay.Verify(match, recs)
	require.NoError(c.t, err)
	require.Equal(c.t, owners, report.Owners)
}

// figure reads a metric of a node, the sum of all its labels.
func (n *node) figure(name string) (sum float64) {
	families, err := n.metrics.Gather()
	require.NoError(n.c.t, err)
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			sum += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return sum
}
