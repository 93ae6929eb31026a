package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go/testutils/simnet"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

// router stands between one client and the world, under an address of its own that changes when it forgets its client.
type router struct {
	client *net.UDPAddr

	mu      sync.Mutex
	outside net.UDPAddr
	nodes   map[string]simnet.PacketReceiver
}

func (r *router) AddNode(addr net.Addr, n simnet.PacketReceiver) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.nodes[addr.String()] = n
}

func (r *router) SendPacket(p simnet.Packet) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch p.To.String() {
	case r.outside.String():
		p.To = r.client
	case r.client.String():
		return nil // nobody outside knows it
	}
	if p.From.String() == r.client.String() {
		at := r.outside
		p.From = &at
	}
	if to := r.nodes[p.To.String()]; to != nil {
		time.AfterFunc(10*time.Millisecond, func() { to.RecvPacket(p) })
	}
	return nil
}

func (r *router) rebind() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outside.Port++
}

// A router that forgets its clients gives them new addresses: the same link goes on.
func TestAClientWhoseAddressChangesPlaysOn(t *testing.T) {
	keys, err := server.NewKeys()
	require.NoError(t, err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		host, err := shard.Open(t.Context(), shard.Config{ID: "one", Store: journal.NewMemory()})
		require.NoError(t, err)
		defer host.Close()
		_, err = host.Begin(t.Context(), "m", setup, 7)
		require.NoError(t, err)
		lines := &router{
			client:  &net.UDPAddr{IP: net.IPv4(192, 168, 0, 2), Port: 1},
			outside: net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 1},
			nodes:   map[string]simnet.PacketReceiver{},
		}
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

		ticket, err := api.SignJoin(private, api.JoinClaims{
			ID: [16]byte{1}, Match: "m", Seat: 0, Player: "p", Expires: time.Now().Add(time.Hour),
		})
		require.NoError(t, err)
		c, err := Dial(t.Context(), Config{
			Join: Join{Match: "m", Ticket: ticket},
			Dial: func(ctx context.Context, _ string, _ []byte) (wire.Conn, error) {
				return wire.DialFrom(ctx, simnet.NewBlockingSimConn(lines.client, lines), at, keys.CertHash())
			},
		})
		require.NoError(t, err)
		for range 3 {
			seq, err := c.Order(game.Order{Kind: game.Hold})
			require.NoError(t, err)
			u := until(t, c, func(u Update) bool { return len(u.Answers) > 0 })
			require.Equal(t, seq, u.Answers[0].Seq)
			lines.rebind()
			first := until(t, c, func(u Update) bool { return u.View != nil }).View.Tick
			until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > first+20 })
		}
		require.Zero(t, c.Stats().Reconnects, "it was one link all the time")
		require.NoError(t, c.Close())
		stop()
		work.Wait()
	})
}
