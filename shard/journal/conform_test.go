package journal_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	. "muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
)

// stores are the implementations that the suite is run over.
var stores = map[string]func(t *testing.T) Store{
	"memory": func(*testing.T) Store { return NewMemory() },
	"files": func(t *testing.T) Store {
		s, err := OpenFiles(t.TempDir())
		require.NoError(t, err)
		return s
	},
	"etcd": func(t *testing.T) Store { return openEtcd(t) },
}

// openEtcd opens a store on a member alone, in this process.
func openEtcd(t *testing.T) *etcd.Store {
	m, err := member.Start(member.Config{Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0"})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	s, err := etcd.Open(t.Context(), etcd.Config{Endpoints: []string{m.Addr()}, Patience: time.Minute})
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// conform runs a story over every implementation.
func conform(t *testing.T, story func(t *testing.T, s Store)) {
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			defer s.Close()
			story(t, s)
		})
	}
}

// add appends and waits.
func add(s Store, zone string, prev Hash, payload string) (Hash, error) {
	outcome := make(chan error)
	s.Append(zone, Seal(prev, []byte(payload)), func(err error) { outcome <- err })
	return Link(prev, []byte(payload)), <-outcome
}

func TestAChainGrowsByItsLastHashOnly(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		one, err := add(s, "z", Hash{}, "one")
		require.NoError(t, err)
		two, err := add(s, "z", one, "two")
		require.NoError(t, err)
		_, err = add(s, "z", one, "other")
		require.ErrorIs(t, err, ErrConflict, "the place is taken")
		_, err = add(s, "z", one, "two")
		require.ErrorIs(t, err, ErrConflict, "a repeated append lands once")
		recs, durable, err := s.Read("z", 1)
		require.NoError(t, err)
		require.Equal(t, []Record{{1, one, []byte("one")}, {2, two, []byte("two")}}, recs)
		require.EqualValues(t, 2, durable)
	})
}

// Whoever makes a record up does not get it into a chain.
func TestARecordThatWasNotSealedPanics(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		require.Panics(t, func() { s.Append("z", Sealed{}, func(error) {}) })
		one, err := add(s, "z", Hash{}, "one")
		require.NoError(t, err)
		recs, _, err := s.Read("z", 1)
		require.NoError(t, err)
		require.Len(t, recs, 1)
		require.Equal(t, one, recs[0].Hash)
	})
}

func TestAppendsOfOneCallerKeepTheirOrder(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		const n = 100
		outcomes, head := make(chan error, n), Hash{}
		for i := range n {
			payload := []byte{byte(i)}
			s.Append("z", Seal(head, payload), func(err error) { outcomes <- err })
			head = Link(head, payload)
		}
		for range n {
			require.NoError(t, <-outcomes)
		}
		recs, _, err := s.Read("z", 50)
		require.NoError(t, err)
		require.Len(t, recs, 51)
		require.EqualValues(t, 50, recs[0].Number)
		require.Equal(t, head, recs[50].Hash)
	})
}

func TestZonesAreApart(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		for _, zone := range []string{"b", "a"} {
			_, err := add(s, zone, Hash{}, "first of "+zone)
			require.NoError(t, err)
		}
		zones, err := s.Zones()
		require.NoError(t, err)
		require.Equal(t, []string{"a", "b"}, zones)
		recs, durable, err := s.Read("nobody", 1)
		require.NoError(t, err)
		require.Empty(t, recs)
		require.Zero(t, durable)
	})
}

// A zone that is given up is gone, and may begin anew; the others are not touched.
func TestAZoneIsGivenUp(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		kept, err := add(s, "kept", Hash{}, "one")
		require.NoError(t, err)
		head, err := add(s, "over", Hash{}, "one")
		require.NoError(t, err)
		require.NoError(t, s.GiveUp("over"))
		require.NoError(t, s.GiveUp("never heard of"))
		zones, err := s.Zones()
		require.NoError(t, err)
		require.Equal(t, []string{"kept"}, zones)
		recs, durable, err := s.Read("over", 1)
		require.NoError(t, err)
		require.Empty(t, recs)
		require.Zero(t, durable)
		_, err = add(s, "over", head, "two")
		require.Error(t, err, "nothing goes on from what is gone")
		_, err = add(s, "over", Hash{}, "another one")
		require.NoError(t, err)
		_, err = add(s, "kept", kept, "two")
		require.NoError(t, err)
	})
}

func TestAClosedStoreSaysSo(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		require.NoError(t, s.Close())
		_, err := add(s, "z", Hash{}, "late")
		require.ErrorIs(t, err, ErrClosed)
		_, _, err = s.Read("z", 1)
		require.ErrorIs(t, err, ErrClosed)
	})
}

// A follower sees every durable record once and in order, whether it was there before or comes later, and waits for a
// zone that nobody has written to.
func TestAFollowerSeesTheChainGrow(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		const before, n = 20, 50
		head := Hash{}
		ctx, moved := WhileItMoves(t)
		grow := func(i int) {
			var err error
			head, err = add(s, "z", head, fmt.Sprint("record ", i))
			require.NoError(t, err)
			moved()
		}
		seen, done := make(chan Record, 4*n), make(chan error, 2)
		watch := func(from uint64) {
			count := from
			for recs, err := range s.Follow(ctx, "z", from) {
				if err != nil {
					done <- err
					return
				}
				for _, r := range recs {
					if r.Number != count {
						done <- fmt.Errorf("record %d came where %d was next", r.Number, count)
						return
					}
					count++
					seen <- r
				}
				if count == n+1 {
					break
				}
			}
			done <- ctx.Err()
		}
		go watch(1)
		for i := 1; i <= n; i++ {
			if grow(i); i == before {
				go watch(before / 2)
			}
		}
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		require.Len(t, seen, n+n-before/2+1)
		for range n {
			if r := <-seen; r.Number == n {
				require.Equal(t, head, r.Hash)
			}
		}
	})
}

func TestAFollowerLeavesWhenItIsTold(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		ctx, stop := context.WithCancel(context.Background())
		time.AfterFunc(20*time.Millisecond, stop)
		for _, err := range s.Follow(ctx, "nobody", 1) {
			t.Fatal("something came of a zone that nobody wrote to", err)
		}
		require.NoError(t, s.Close())
		for _, err := range s.Follow(context.Background(), "z", 1) {
			require.ErrorIs(t, err, ErrClosed)
		}
	})
}

func TestTheFirstRecordOfAZoneIsOnesAlone(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		_, err := add(s, "match 1.of/the*day", Hash{}, "begin")
		require.NoError(t, err)
		_, err = add(s, "match 1.of/the*day", Hash{}, "another begin")
		require.ErrorIs(t, err, ErrConflict)
		_, err = add(s, "other", Hash{1}, "behind nothing")
		require.ErrorIs(t, err, ErrConflict)
		zones, err := s.Zones()
		require.NoError(t, err)
		require.Equal(t, []string{"match 1.of/the*day"}, zones)
	})
}
