package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go/testutils/simnet"
	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/netem"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

// badNet is a network whose every way is bad, in virtual time.
type badNet struct {
	cfg     netem.Config
	cut     atomic.Bool  // nothing passes
	carries int          // bytes of UDP payload that pass; 0 for any
	most    atomic.Int64 // bytes of what was sent
	ended   atomic.Int32 // players who heard how the match ended

	mu    sync.Mutex
	nodes map[string]simnet.PacketReceiver
	ways  map[string]*netem.Way
}

func newBadNet(cfg netem.Config) *badNet {
	return &badNet{nodes: map[string]simnet.PacketReceiver{}, ways: map[string]*netem.Way{}, cfg: cfg}
}

func (n *badNet) AddNode(addr net.Addr, r simnet.PacketReceiver) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.nodes[addr.String()] = r
	n.ways[addr.String()] = netem.NewWay(n.cfg, uint64(len(n.ways)))
}

func (n *badNet) SendPacket(p simnet.Packet) error {
	n.mu.Lock()
	to, way := n.nodes[p.To.String()], n.ways[p.From.String()]
	n.most.Store(max(n.most.Load(), int64(len(p.Data))))
	n.mu.Unlock()
	if to == nil || n.cut.Load() || n.carries > 0 && len(p.Data) > n.carries {
		return nil
	}
	for _, at := range way.Pass(time.Now(), len(p.Data)) {
		time.AfterFunc(time.Until(at), func() { to.RecvPacket(p) })
	}
	return nil
}

// gallery keeps what a zone published, to compare with what clients were shown.
type gallery struct {
	mu    sync.Mutex
	views map[game.Tick][]*game.View
}

func (g *gallery) Publish(p *shard.Publication) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.views[p.Tick] = p.Views
}

// requireShown holds a client's view against the one that was published.
func (g *gallery) requireShown(t *testing.T, v *game.View) {
	g.mu.Lock()
	defer g.mu.Unlock()
	require.NotNil(t, g.views[v.Tick], "tick %d was shown and not published", v.Tick)
	want := g.views[v.Tick][v.Audience]
	require.Equal(t, len(want.Units), len(v.Units), "tick %d", v.Tick)
	for i := range want.Units {
		require.True(t, want.Units[i] == v.Units[i], "tick %d: %+v came as %+v", v.Tick, want.Units[i], v.Units[i])
	}
	require.Equal(t, want.Scores, v.Scores)
	require.Equal(t, len(want.CombatEvents), len(v.CombatEvents))
}

// The whole stack over a bad link: 5 % lost, 100 ms there and back with jitter, some doubled, some overtaking, and ten
// seconds of nothing. Every view that a client is shown is the one that was published, and each
// follows the match again.
func TestAMatchOverABadLink(t *testing.T) {
	keys, err := server.NewKeys()
	require.NoError(t, err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	for seed := range uint64(2) {
		lines := newBadNet(netem.Config{
			Delay: 50 * time.Millisecond, Jitter: 20 * time.Millisecond, Loss: .05, Dup: .01, Reorder: .02, Seed: seed,
		})
		synctest.Test(t, func(t *testing.T) { overABadLink(t, lines, lines.cutOff, setup, keys, public, private) })
	}
}

// The whole stack over a path that carries no payload over 1,200 bytes, as in a tunnel through a tunnel: everybody
// joins and follows the match.
func TestAMatchOverAPathThatCarriesLittle(t *testing.T) {
	keys, err := server.NewKeys()
	require.NoError(t, err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	setup, err := assets.Embedded().Setup("front")
	require.NoError(t, err)
	lines := newBadNet(netem.Config{Delay: 10 * time.Millisecond})
	lines.carries = 1200
	while := func(*testing.T, *shard.Host) { time.Sleep(5 * time.Second) }
	synctest.Test(t, func(t *testing.T) { overABadLink(t, lines, while, setup, keys, public, private) })
	require.EqualValues(t, lines.carries, lines.most.Load(),
		"a set-up fills its packets, and nothing is sent that cannot pass")
}

// The same to the end of the match, which everybody must hear of.
func TestAWholeMatchOverABadLink(t *testing.T) {
	keys, err := server.NewKeys()
	require.NoError(t, err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup.Scenario.Clock = 4 * 60 * 20
	lines := newBadNet(netem.Config{
		Delay: 50 * time.Millisecond, Jitter: 20 * time.Millisecond, Loss: .05, Dup: .01, Reorder: .02, Seed: 9,
	})
	synctest.Test(t, func(t *testing.T) { overABadLink(t, lines, lines.toItsEnd, setup, keys, public, private) })
}

func overABadLink(
	t *testing.T, lines *badNet, while func(*testing.T, *shard.Host), setup *game.Setup, keys *server.Keys,
	public ed25519.PublicKey, private ed25519.PrivateKey,
) {
	host, err := shard.Open(t.Context(), shard.Config{ID: "one", Store: journal.NewMemory()})
	require.NoError(t, err)
	defer host.Close()
	zone, err := host.Begin(t.Context(), "m", setup, 7)
	require.NoError(t, err)
	shown := &gallery{views: map[game.Tick][]*game.View{}}
	defer zone.Subscribe(shown)()
	at := &net.UDPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 1}
	cfg := keys.ListenConfig("")
	cfg.Conn = simnet.NewBlockingSimConn(at, lines)
	listener, err := wire.Listen(cfg)
	require.NoError(t, err)
	door, err := server.New(server.Config{
		ID: "one", Shard: host, Listener: listener, Keys: keys, JoinKeys: func() []ed25519.PublicKey {
			return []ed25519.PublicKey{public}
		},
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { door.Run(ctx) })

	var newest [2]atomic.Uint32
	for seat := range 2 {
		work.Go(func() { playBadly(ctx, t, lines, at, keys, private, seat, shown, &newest[seat], &lines.ended) })
	}
	while(t, zone)
	for seat := range newest {
		require.Greater(t, newest[seat].Load(), uint32(zone.Latest().Tick)-10, "seat %d follows the match", seat)
	}
	stop()
	work.Wait()
}

// cutOff lets nothing pass for a while.
func (n *badNet) cutOff(*testing.T, *shard.Host) {
	time.Sleep(40 * time.Second)
	n.cut.Store(true)
	time.Sleep(10 * time.Second)
	n.cut.Store(false)
	time.Sleep(40 * time.Second)
}

// toItsEnd does so and waits until the match is over.
func (n *badNet) toItsEnd(t *testing.T, z *shard.Host) {
	n.cutOff(t, z)
	<-z.Done()
	time.Sleep(5 * time.Second)
	require.EqualValues(t, 2, n.ended.Load(), "both hear how it ended")
}

// playBadly has a commander play over a line of its own, each view held against what was published.
func playBadly(
	ctx context.Context, t *testing.T, lines *badNet, at net.Addr, keys *server.Keys, key ed25519.PrivateKey, seat int,
	shown *gallery, newest *atomic.Uint32, ended *atomic.Int32,
) {
	ticket, err := api.SignJoin(key, api.JoinClaims{
		ID: [16]byte{byte(seat + 1)}, Match: "m", Seat: seat, Player: "p", Expires: time.Now().Add(time.Hour),
	})
	require.NoError(t, err)
	port := 1
	c, err := Dial(ctx, Config{
		Join: Join{Match: "m", Ticket: ticket},
		Dial: func(ctx context.Context, _ string, _ []byte) (wire.Conn, error) {
			port++ // a socket for each link
			from := simnet.NewBlockingSimConn(&net.UDPAddr{IP: net.IPv4(10, 0, 1, byte(seat)), Port: port}, lines)
			return wire.DialFrom(ctx, from, at, keys.CertHash())
		},
	})
	require.NoError(t, err)
	defer c.Close()
	commander := ai.New(c.Setup(), uint8(seat), 1)
	for {
		u, err := c.Next(ctx)
		if err != nil {
			return
		}
		if u.View == nil {
			require.NotEqual(t, Closed, u.Link, "%v", u.Err)
			continue
		}
		shown.requireShown(t, u.View)
		require.Greater(t, uint32(u.View.Tick), newest.Swap(uint32(u.View.Tick)), "time never runs backwards")
		if u.View.Result.Reason != game.NotOver {
			ended.Add(1)
			return
		}
		for _, o := range commander.Think(u.View, u.Talk) {
			if _, err := c.Order(o); err != nil {
				break
			}
		}
	}
}
