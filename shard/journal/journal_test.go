package journal

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// stores are the implementations that the suite is run over.
var stores = map[string]func(t *testing.T) Store{
	"memory": func(*testing.T) Store { return NewMemory() },
	"files": func(t *testing.T) Store {
		s, err := OpenFiles(t.TempDir())
		require.NoError(t, err)
		return s
	},
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
	s.Append(zone, prev, []byte(payload), func(err error) { outcome <- err })
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

func TestAppendsOfOneCallerKeepTheirOrder(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		const n = 100
		outcomes, head := make(chan error, n), Hash{}
		for i := range n {
			payload := []byte{byte(i)}
			s.Append("z", head, payload, func(err error) { outcomes <- err })
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

func TestAClosedStoreSaysSo(t *testing.T) {
	conform(t, func(t *testing.T, s Store) {
		require.NoError(t, s.Close())
		_, err := add(s, "z", Hash{}, "late")
		require.ErrorIs(t, err, ErrClosed)
		_, _, err = s.Read("z", 1)
		require.ErrorIs(t, err, ErrClosed)
	})
}
