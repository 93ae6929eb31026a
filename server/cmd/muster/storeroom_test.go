package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/matchmaker/api"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
	"muster/shard/sources"
)

// When a shared journal is nearly full no match is begun, and everybody is told why; the one that runs goes on. When
// there is room again matches are begun again.
func TestNoMatchIsBegunInAStoreThatIsNearlyFull(t *testing.T) {
	m, err := member.Start(member.Config{
		Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0", Quota: 64 << 20,
	})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	s := newStage(t)
	s.journal = "etcd://" + m.Addr()
	_, log := s.start(t, "one", nil)
	s.open(t, "m1")
	j, err := sources.OpenShared(t.Context(), s.journal, etcd.Access{}, false)
	require.NoError(t, err)
	defer j.Close()
	store := j.Store.(*etcd.Store)
	for n, f := 0, (etcd.Fill{Quota: 1}); f.InUse*100 < f.Quota*71; n++ { // in use is told a moment late: each is small
		answers(t, func() error {
			_, err := store.Client().Put(t.Context(), fmt.Sprint("large/", n), strings.Repeat("x", 256<<10))
			return err
		})
		answers(t, func() (err error) {
			f, err = store.Fill(t.Context())
			return err
		})
	}
	require.Eventually(t, func() bool { return s.known(t, "one").StoreFull }, patience, lookEvery)
	err = s.control(t, "one").OpenMatch(t.Context(), "m2", api.OpenMatch{Scenario: "arena", Seed: 5})
	require.ErrorContains(t, err, "the store of the journals is nearly full")
	require.Equal(t, 1, strings.Count(log.String(), "no new matches"), "it is logged once")
	records := func() (n uint64) {
		answers(t, func() (err error) {
			_, n, err = j.Read("m1", 1)
			return err
		})
		return n
	}
	for was := records(); records() == was; { // the match goes on
		time.Sleep(lookEvery)
	}

	answers(t, func() error { return makeRoom(t.Context(), store, m.Addr()) })
	require.Eventually(t, func() bool { return !s.known(t, "one").StoreFull }, patience, lookEvery)
	s.open(t, "m2")
}

// answers asks a store on a busy machine until it answers.
func answers(t *testing.T, ask func() error) {
	t.Helper()
	var err error
	for began := time.Now(); time.Since(began) < patience; time.Sleep(lookEvery) {
		if err = ask(); err == nil {
			return
		}
	}
	require.NoError(t, err)
}

// makeRoom takes out of a store what filled it.
func makeRoom(ctx context.Context, s *etcd.Store, at string) error {
	c := s.Client()
	gone, err := c.Delete(ctx, "large/", clientv3.WithPrefix())
	if err != nil {
		return err
	}
	_, err = c.Compact(ctx, gone.Header.Revision)
	if err == nil || errors.Is(err, rpctypes.ErrCompacted) { // by an earlier try
		_, err = c.Defragment(ctx, at)
	}
	return err
}
