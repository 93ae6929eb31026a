package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go/testutils/simnet"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/netem"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
)

// cluster is shards on one journal and one network, in virtual time. Who notices that a shard is silent is not there:
// the story says it.
type cluster struct {
	t       *testing.T
	queue   ed25519.PrivateKey
	store   journal.Store
	sidecar *journal.MemorySidecar
	meet    registry.Registry
	lines   *badNet
	ports   atomic.Int32
	parted  sync.Map // by host: nothing passes from there or to there
}

// AddNode implements simnet.Router.
func (c *cluster) AddNode(addr net.Addr, r simnet.PacketReceiver) { c.lines.AddNode(addr, r) }

// SendPacket implements simnet.Router.
func (c *cluster) SendPacket(p simnet.Packet) error {
	for _, end := range []net.Addr{p.From, p.To} {
		if cut, ok := c.parted.Load(end.(*net.UDPAddr).IP.String()); ok && cut.(bool) {
			return nil
		}
	}
	return c.lines.SendPacket(p)
}

// member is a shard of it and its door.
type member struct {
	id    string
	addr  *net.UDPAddr
	keys  *server.Keys
	store *paused
	shard *shard.Shard
	door  *server.Server
	stop  func()
}

// paused is a store as a process sees it that can be stopped and go on.
type paused struct {
	journal.Store
	mu   sync.Mutex
	held []func()
	on   bool
}

func (p *paused) Append(zone string, r journal.Sealed, done func(error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on {
		p.held = append(p.held, func() { p.Store.Append(zone, r, done) })
		return
	}
	p.Store.Append(zone, r, done)
}

func (p *paused) set(on bool) {
	p.mu.Lock()
	p.on = on
	held := p.held
	p.held = nil
	p.mu.Unlock()
	for _, do := range held {
		do()
	}
}

// across runs a story in a cluster of members "1", "2" and so on, with a duel begun at the first.
func across(t *testing.T, members int, tell func(t *testing.T, c *cluster, m []*member)) {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	acrossWith(t, setup, members, tell)
}

// acrossWith is across with another match begun.
func acrossWith(
	t *testing.T, setup *game.Setup, members int, tell func(t *testing.T, c *cluster, m []*member),
) {
	keys := make([]*server.Keys, members)
	for i := range keys {
		var err error
		keys[i], err = server.OpenKeys(t.TempDir())
		require.NoError(t, err)
		keys[i].ShareTokens(func() [][32]byte { return [][32]byte{{1}} })
	}
	_, queue, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		c := &cluster{
			t: t, queue: queue, store: journal.NewMemory(), sidecar: journal.NewMemorySidecar(),
			meet: registry.NewMemory(24 * time.Hour), lines: newBadNet(netem.Config{Delay: 10 * time.Millisecond}),
		}
		var all []*member
		for i := range members {
			all = append(all, c.open(i+1, keys[i]))
		}
		_, err := all[0].shard.Begin(t.Context(), "m", setup, 7)
		require.NoError(t, err)
		tell(t, c, all)
		for _, m := range all {
			m.stop()
		}
		time.Sleep(2 * time.Second) // under a browser's link the connection ends a moment later
	})
}

// open starts a member.
func (c *cluster) open(n int, keys *server.Keys) *member {
	m := &member{id: fmt.Sprint(n), keys: keys, store: &paused{Store: c.store}}
	m.addr = &net.UDPAddr{IP: net.IPv4(10, 0, 0, byte(n)), Port: 1}
	cfg := keys.ListenConfig("")
	cfg.Conn = simnet.NewBlockingSimConn(m.addr, c)
	listener, err := wire.Listen(cfg)
	require.NoError(c.t, err)
	var door atomic.Pointer[server.Server]
	m.shard, err = shard.Open(c.t.Context(), shard.Config{
		ID: m.id, Store: m.store, Sidecar: c.sidecar, Registry: c.meet, OwnOnly: true,
		Inherited: func(h *shard.Host) { door.Load().Inherit(h) },
	})
	require.NoError(c.t, err)
	m.door, err = server.New(server.Config{
		ID: m.id, Shard: m.shard, Listener: listener, Keys: keys, Registry: c.meet,
		JoinKeys: func() []ed25519.PublicKey { return []ed25519.PublicKey{c.queue.Public().(ed25519.PublicKey)} },
	})
	require.NoError(c.t, err)
	door.Store(m.door)
	require.NoError(c.t, c.meet.PutShard(c.t.Context(), *m.entry()))
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = m.door.Run(ctx) })
	m.stop = sync.OnceFunc(func() {
		m.shard.Close()
		cancel()
		running.Wait()
	})
	return m
}

func (m *member) entry() *registry.Shard {
	return &registry.Shard{
		ID: m.id, Addr: m.addr.String(), CertHash: m.keys.CertHash(), WebHashes: m.keys.WebHashes(), Shared: true,
	}
}

// cut parts a host from all others, or lets it come back.
func (c *cluster) cut(host string, off bool) { c.parted.Store(host, off) }

// dies is kill -9: nothing comes from a member any more, and it says goodbye to nobody. A killed process takes no time:
// the story goes on while the remains of this one wait for links that nobody answers.
func (c *cluster) dies(m *member) {
	c.cut(m.addr.IP.String(), true)
	m.shard.Close()
	go m.stop()
}

// standsBy has one member stand by for the match of another, whose players are told.
func (c *cluster) standsBy(m, owner *member) {
	h, err := owner.shard.Host("m")
	require.NoError(c.t, err)
	require.NoError(c.t, m.shard.StandBy("m", h.Latest().Epoch))
	owner.door.SetStandby("m", m.entry())
	time.Sleep(500 * time.Millisecond)
	require.True(c.t, m.shard.Standing()[0].Ready)
}

// bids is what a standby does that has found its owner silent.
func (c *cluster) bids(m *member) *shard.Host {
	h, err := m.shard.Bid(c.t.Context(), "m")
	require.NoError(c.t, err)
	return h
}

// ticket is a join ticket, for a seat or, at -1, to watch with a team.
func (c *cluster) ticket(player string, seat int) string {
	var id [16]byte
	rand.Read(id[:])
	s, err := api.SignJoin(c.queue, api.JoinClaims{
		ID: id, Match: "m", Seat: seat, Stint: int64(seat + 1), Player: player, Name: player,
		Expires: time.Now().Add(time.Minute),
	})
	require.NoError(c.t, err)
	return s
}

// join has a player come in at a member. Its host is 10.0.1.seat.
func (c *cluster) join(at *member, player string, seat int) *seen {
	return c.joinBy(at, player, seat, wire.DialFrom)
}

// joinFromBrowser is join over WebTransport.
func (c *cluster) joinFromBrowser(at *member, player string, seat int) *seen {
	return c.joinBy(at, player, seat, wire.DialWebFrom)
}

func (c *cluster) joinBy(
	at *member, player string, seat int,
	dial func(ctx context.Context, from net.PacketConn, to net.Addr, certHashes []byte) (wire.Conn, error),
) *seen {
	cl, err := Dial(c.t.Context(), Config{
		Join: Join{
			Addr: at.addr.String(), CertHash: at.keys.CertHash(), WebHashes: at.keys.WebHashes(),
			Match: "m", Ticket: c.ticket(player, seat),
		},
		Dial: func(ctx context.Context, addr string, cert []byte) (wire.Conn, error) {
			host, _, _ := strings.Cut(addr, ":")
			from := &net.UDPAddr{IP: net.IPv4(10, 0, 1, byte(seat+1)), Port: int(c.ports.Add(1))}
			to := &net.UDPAddr{IP: net.ParseIP(host), Port: 1}
			return dial(ctx, simnet.NewBlockingSimConn(from, c), to, cert)
		},
	})
	require.NoError(c.t, err)
	s := &seen{t: c.t, Client: cl, store: c.store, last: time.Now(), gone: make(chan struct{})}
	go s.follow()
	return s
}

// seen is what a player sees.
type seen struct {
	*Client
	t     *testing.T
	store journal.Store
	gone  chan struct{}

	mu      sync.Mutex
	tick    game.Tick
	view    *game.View
	last    time.Time     // when the newest view came
	silence time.Duration // the longest, since it was asked for last
	moved   int
	links   []LinkStatus // as they changed
	err     error
	answers []replay.Answer
}

func (s *seen) follow() {
	defer close(s.gone)
	for s.next() {
	}
}

func (s *seen) next() bool {
	u, err := s.Next(context.Background())
	require.NoError(s.t, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.View != nil {
		require.True(s.t, u.View.Tick > s.tick || u.View.Tick == s.tick && standsStill(u.View),
			"time never runs backwards")
		s.silence, s.tick, s.last = max(s.silence, time.Since(s.last)), u.View.Tick, time.Now()
		s.view = u.View
	}
	for _, a := range u.Answers {
		s.answers = append(s.answers, replay.Answer{
			Match: "m", Seat: uint8(s.Seat()), Seq: a.Seq, Tick: a.Tick, Refusal: a.Refusal,
		})
	}
	if u.Moved {
		s.moved++
	}
	if n := len(s.links); n == 0 || s.links[n-1] != u.Link {
		s.links = append(s.links, u.Link)
	}
	s.err = u.Err
	return u.Link != Closed
}

// quiet is the longest silence since it was asked for last.
func (s *seen) quiet() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	longest := max(s.silence, time.Since(s.last))
	s.silence = 0
	return longest
}

// orders gives so many orders, a while apart.
func (s *seen) orders(n int) {
	for range n {
		_, err := s.Order(game.Order{Kind: game.Hold})
		require.NoError(s.t, err)
		time.Sleep(70 * time.Millisecond)
	}
}

// requireAnswered holds the answers against the journal: each order is in it once, at the tick that was told.
func (s *seen) requireAnswered(n int) {
	time.Sleep(time.Second)
	recs, _, err := s.store.Read("m", 1)
	require.NoError(s.t, err)
	report, err := replay.Verify("m", recs)
	require.NoError(s.t, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	audit := replay.Check(s.answers, map[string]*replay.Taken{"m": &report.Taken}, true)
	require.Zero(s.t, audit.Wrong(), "%v", audit.First)
	require.Equal(s.t, n, audit.Found)
	require.Zero(s.t, s.orderQueue.Unanswered())
}

// awaits waits until the newest view is as wanted.
func (s *seen) awaits(wanted func(v *game.View) bool) *game.View {
	for until := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		v := s.view
		s.mu.Unlock()
		if v != nil && wanted(v) {
			return v
		}
		require.True(s.t, time.Now().Before(until), "no such view came")
	}
}

func (s *seen) states() (moved int, links []LinkStatus) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moved, s.links
}

func (s *seen) leave() {
	require.NoError(s.t, s.Close())
	<-s.gone
}
