package shard_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/shard"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
)

// On a real shared store: a killed owner's matches go on where they are stood by for, and one that is handed over comes
// without being asked for.
func TestAStandbyOnEtcd(t *testing.T) {
	m, err := member.Start(member.Config{Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0"})
	require.NoError(t, err)
	defer m.Stop()
	inherited := make(chan *shard.Host, 2)
	open := func(id string) *shard.Shard {
		store, err := etcd.Open(t.Context(), etcd.Config{Endpoints: []string{m.Addr()}, Patience: 3 * time.Minute})
		require.NoError(t, err)
		t.Cleanup(func() { store.Close() })
		s, err := shard.Open(t.Context(), shard.Config{
			ID: id, Store: store, Sidecar: store.Sidecar(), OwnOnly: true,
			Inherited: func(h *shard.Host) { inherited <- h },
		})
		require.NoError(t, err)
		t.Cleanup(func() { s.Close() })
		return s
	}
	one, two := open("one"), open("two")
	setup, err := assets.Embedded().Setup("arena")
	require.NoError(t, err)
	for _, match := range []string{"killed", "moved"} {
		_, err = one.Begin(t.Context(), match, setup, 7)
		require.NoError(t, err)
		require.NoError(t, two.StandBy(match, 0))
	}
	require.Eventually(t, func() bool {
		n := 0
		for _, at := range two.Standing() {
			if at.Ready && at.Tick > 10 {
				n++
			}
		}
		return n == 2
	}, time.Minute, 10*time.Millisecond)

	moved, err := one.Host("moved")
	require.NoError(t, err)
	moved.HandOver()
	<-moved.Done()
	require.ErrorIs(t, moved.Err(), shard.ErrHandedOver)
	require.Equal(t, "moved", (<-inherited).Match())

	killed, err := one.Host("killed")
	require.NoError(t, err)
	last := killed.Latest().Tick
	h, err := two.Bid(t.Context(), "killed") // whether it is dead or only silent
	for errors.Is(err, shard.ErrGaveUp) {    // it writes on
		h, err = two.Bid(t.Context(), "killed")
	}
	require.NoError(t, err)
	require.Same(t, h, <-inherited)
	require.GreaterOrEqual(t, h.Latest().Tick, last)
	<-killed.Done()
	require.ErrorIs(t, killed.Err(), shard.ErrFenced)
}
