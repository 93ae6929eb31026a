package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/server/wire/lossy"
	"muster/shard"
	"muster/shard/journal"
)

// A router that forgets its clients gives them new addresses: the same link goes on, over real UDP.
func TestAClientWhoseAddressChangesPlaysOn(t *testing.T) {
	keys, err := server.NewKeys()
	require.NoError(t, err)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	host, err := shard.Open(t.Context(), shard.Config{ID: "one", Store: journal.NewMemory()})
	require.NoError(t, err)
	defer host.Close()
	_, err = host.Begin(t.Context(), "m", setup, 7)
	require.NoError(t, err)
	listener, err := wire.Listen(keys.ListenConfig("127.0.0.1:0"))
	require.NoError(t, err)
	door, err := server.New(server.Config{
		ID: "one", Shard: host, Listener: listener, Keys: keys, JoinKeys: func() []ed25519.PublicKey { return []ed25519.PublicKey{public} },
	})
	require.NoError(t, err)
	router, err := lossy.Listen("127.0.0.1:0", listener.Addr(), lossy.Config{})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go door.Run(ctx)
	go router.Run(ctx)

	ticket, err := api.SignJoin(private, api.JoinClaims{ID: [16]byte{1}, Match: "m", Seat: 0, Player: "p", Expires: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	c, err := Dial(t.Context(), Config{Join: Join{Addr: router.Addr(), CertHash: keys.CertHash(), Match: "m", Ticket: ticket}})
	require.NoError(t, err)
	defer c.Close()
	for range 3 {
		seq, err := c.Order(game.Order{Kind: game.Hold})
		require.NoError(t, err)
		u := until(t, c, func(u Update) bool { return len(u.Answers) > 0 })
		require.Equal(t, seq, u.Answers[0].Seq)
		require.NoError(t, router.Rebind())
		first := until(t, c, func(u Update) bool { return u.View != nil }).View.Tick
		until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > first+20 })
	}
	require.Zero(t, c.Stats().Reconnects, "it was one link all the time")
}
