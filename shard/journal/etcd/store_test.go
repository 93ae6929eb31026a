package etcd_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	clientv3 "go.etcd.io/etcd/client/v3"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
)

// alone is a server in this process, with the patience of a test.
func alone(t *testing.T) (s *etcd.Store, addr string) {
	m, err := member.Start(member.Config{Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0"})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	return openAt(t, m.Addr()), m.Addr()
}

func openAt(t *testing.T, addr string) *etcd.Store {
	s, err := etcd.Open(t.Context(), etcd.Config{Endpoints: []string{addr}, Patience: patience})
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// grow appends n records behind a chain.
func grow(t *testing.T, s *etcd.Store, zone string, behind journal.Hash, n int) journal.Hash {
	outcomes := make(chan error, n)
	for i := range n {
		r := journal.Seal(behind, fmt.Append(nil, "record ", i))
		s.Append(zone, r, func(err error) { outcomes <- err })
		behind = r.Hash()
	}
	for range n {
		require.NoError(t, <-outcomes)
	}
	return behind
}

// A long chain is read in pages, from anywhere.
func TestALongChainIsReadInPages(t *testing.T) {
	s, addr := alone(t)
	const n = 1500
	head := grow(t, s, "z", journal.Hash{}, n)
	for _, from := range []uint64{1, 2, 511, 512, 513, 1024, n - 1, n} {
		recs, durable, err := openAt(t, addr).Read("z", from)
		require.NoError(t, err)
		require.EqualValues(t, n, durable)
		require.Len(t, recs, int(n-from+1))
		require.Equal(t, from, recs[0].Number)
		require.Equal(t, head, recs[len(recs)-1].Hash)
	}
	for _, from := range []uint64{n + 1, n + 100} {
		recs, durable, err := s.Read("z", from)
		require.NoError(t, err)
		require.Empty(t, recs)
		require.EqualValues(t, n, durable)
	}
	require.NoError(t, s.GiveUp("z"), "in pieces")
	left, err := s.Client().Get(t.Context(), "", clientv3.WithPrefix(), clientv3.WithKeysOnly())
	require.NoError(t, err)
	require.Empty(t, left.Kvs)
}

// Whoever died while giving a zone up leaves the rest to those who look for idle ones. Until then nobody begins it
// anew, and nobody takes it for damaged.
func TestAZoneThatIsHalfGivenUpIsFinished(t *testing.T) {
	s, _ := alone(t)
	grow(t, s, "half", journal.Hash{}, 10)
	grow(t, s, "whole", journal.Hash{}, 10)
	soon := time.Now().Add(time.Hour)
	zones, err := s.Idle(time.Now().Add(-time.Hour))
	require.NoError(t, err)
	require.Empty(t, zones)
	_, err = s.Client().Delete(t.Context(), "muster/journal/record/half/000000000001",
		clientv3.WithRange("muster/journal/record/half/000000000004"))
	require.NoError(t, err)
	for _, from := range []uint64{1, 3, 5} { // the third one has gone too
		recs, _, err := s.Read("half", from)
		if from == 5 {
			require.NoError(t, err)
			require.Len(t, recs, 6)
			continue
		}
		require.ErrorIs(t, err, journal.ErrGoing)
		var damage *journal.DamageError
		require.NotErrorAs(t, err, &damage)
	}
	outcome := make(chan error, 1)
	s.Append("half", journal.Seal(journal.Hash{}, []byte("anew")), func(err error) { outcome <- err })
	require.ErrorIs(t, <-outcome, journal.ErrConflict)
	zones, err = s.Idle(soon)
	require.NoError(t, err)
	require.Equal(t, []string{"whole"}, zones)
	zones, err = s.Zones()
	require.NoError(t, err)
	require.Equal(t, []string{"whole"}, zones)
	grow(t, s, "half", journal.Hash{}, 1)
}

// What the servers hold is not believed: a changed record, a missing one and a lost end are found.
func TestWhatIsChangedInTheStoreIsFound(t *testing.T) {
	for name, change := range map[string]func(c *clientv3.Client) error{
		"changed": func(c *clientv3.Client) error {
			got, err := c.Get(context.Background(), "muster/journal/record/z/000000000003")
			if err == nil {
				_, err = c.Put(context.Background(), string(got.Kvs[0].Key), string(got.Kvs[0].Value[:25])+"changed")
			}
			return err
		},
		"missing": func(c *clientv3.Client) error {
			_, err := c.Delete(context.Background(), "muster/journal/record/z/000000000003")
			return err
		},
		"end": func(c *clientv3.Client) error {
			_, err := c.Delete(context.Background(), "muster/journal/record/z/000000000005")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := alone(t)
			grow(t, s, "z", journal.Hash{}, 5)
			require.NoError(t, change(s.Client()))
			recs, _, err := s.Read("z", 1)
			var damage *journal.DamageError
			require.ErrorAs(t, err, &damage)
			require.EqualValues(t, len(recs)+1, damage.Number)
			for recs, err := range s.Follow(t.Context(), "z", 1) {
				if len(recs) == 0 {
					require.ErrorAs(t, err, &damage)
				}
			}
		})
	}
}

// A follower misses nothing when what it is about to watch was compacted while it was busy with what it had read.
func TestAFollowerBearsCompaction(t *testing.T) {
	s, _ := alone(t)
	head := grow(t, s, "z", journal.Hash{}, 3)
	count := uint64(0)
	for recs, err := range s.Follow(t.Context(), "z", 1) {
		require.NoError(t, err)
		for _, r := range recs {
			count++
			require.Equal(t, count, r.Number)
		}
		if count >= 60 {
			break
		}
		head = grow(t, s, "z", head, 20)
		now, err := s.Client().Get(t.Context(), "x")
		require.NoError(t, err)
		_, err = s.Client().Compact(t.Context(), now.Header.Revision)
		require.NoError(t, err)
	}
}

// The first record of a large match is larger than etcd takes by default; one that is larger still is
// refused before it is sent.
func TestALargeRecordIsTaken(t *testing.T) {
	s, _ := alone(t)
	for size, ok := range map[int]bool{7 << 20: true, 8 << 20: false} {
		outcome := make(chan error, 1)
		s.Append(fmt.Sprint("of ", size), journal.Seal(journal.Hash{}, make([]byte, size)), func(err error) {
			outcome <- err
		})
		if err := <-outcome; ok {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, "the most is")
		}
	}
}

// When nobody answers an append is of unknown outcome, and a store that is closed tells all that wait so.
func TestAnAppendThatNobodyAnswersIsOfUnknownOutcome(t *testing.T) {
	c := newCluster(t, 1)
	s, err := etcd.Open(t.Context(), etcd.Config{Endpoints: c.addrs(), Patience: time.Second})
	require.NoError(t, err)
	c.servers[0].kill()
	outcomes := make(chan error, 100)
	for i := range 100 {
		s.Append(fmt.Sprint(i), journal.Seal(journal.Hash{}, []byte("begin")), func(err error) { outcomes <- err })
	}
	for range 100 {
		err := <-outcomes
		require.Error(t, err)
		require.NotErrorIs(t, err, journal.ErrConflict)
	}
	_, _, err = s.Read("0", 1)
	require.Error(t, err)
	for i := range 100 {
		s.Append(fmt.Sprint(i), journal.Seal(journal.Hash{}, []byte("begin")), func(err error) { outcomes <- err })
	}
	require.NoError(t, s.Close())
	require.Len(t, outcomes, 100)
}
