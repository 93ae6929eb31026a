package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/journal"
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
	prev := journal.Hash{}
	for f := (etcd.Fill{Quota: 1}); f.InUse*100 < f.Quota*71; { // in use is told a moment late: each record is small
		r := journal.Seal(prev, make([]byte, 256<<10))
		outcome := make(chan error)
		j.Append("large", r, func(err error) { outcome <- err })
		require.NoError(t, <-outcome)
		prev = r.Hash()
		f, err = j.Store.(*etcd.Store).Fill(t.Context())
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return s.known(t, "one").StoreFull }, patience, lookEvery)
	err = s.control(t, "one").OpenMatch(t.Context(), "m2", api.OpenMatch{Scenario: "arena", Seed: 5})
	require.ErrorContains(t, err, "the store of the journals is nearly full")
	require.Equal(t, 1, strings.Count(log.String(), "no new matches"), "it is logged once")
	records := func() uint64 {
		_, n, err := j.Read("m1", 1)
		require.NoError(t, err)
		return n
	}
	was := records()
	require.Eventually(t, func() bool { return records() > was }, patience, lookEvery, "the match goes on")

	require.NoError(t, j.GiveUp("large"))
	c := j.Store.(*etcd.Store).Client()
	now, err := c.Get(t.Context(), "now")
	require.NoError(t, err)
	_, err = c.Compact(t.Context(), now.Header.Revision)
	require.NoError(t, err)
	_, err = c.Defragment(t.Context(), m.Addr())
	require.NoError(t, err)
	require.Eventually(t, func() bool { return !s.known(t, "one").StoreFull }, patience, lookEvery)
	s.open(t, "m2")
}
