package shard

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/registry"
)

var errNow = errors.New("not now")

// dim is a sidecar that cannot be read for a while.
type dim struct {
	journal.Sidecar
	reasons, pardons atomic.Bool // which of it
}

func (a *dim) Quarantined(zone string) (string, error) {
	if a.reasons.Load() {
		return "", errNow
	}
	return a.Sidecar.Quarantined(zone)
}

func (a *dim) Pardoned(zone string) ([]byte, error) {
	if a.pardons.Load() {
		return nil, errNow
	}
	return a.Sidecar.Pardoned(zone)
}

// What lies beside a journal says whether a match may go on, and what was forgiven it. Until that is read nothing is
// written: neither by the shard that starts on it, nor by one that is to take it over.
func TestNothingIsWrittenBeforeTheSidecarIsRead(t *testing.T) {
	for name, hide := range map[string]func(*dim) *atomic.Bool{
		"why it must not be resumed": func(a *dim) *atomic.Bool { return &a.reasons },
		"what is forgiven":           func(a *dim) *atomic.Bool { return &a.pardons },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := newKeeper()
				s := k.open(t)
				playOn(begin(t, s, "m"), 5*time.Second)
				require.NoError(t, s.Close())
				before := head(t, k.store)
				sidecar := &dim{Sidecar: k.sidecar}
				hide(sidecar).Store(true)
				other, err := Open(t.Context(), Config{ID: "two", Store: k.store, Sidecar: sidecar, OwnOnly: true})
				require.NoError(t, err)
				defer other.Close()
				_, err = other.TakeOver(t.Context(), "m")
				require.ErrorIs(t, err, errUnread)
				require.Equal(t, before, head(t, k.store))

				time.AfterFunc(10*time.Second, func() { hide(sidecar).Store(false) })
				began := time.Now()
				s, err = Open(t.Context(), Config{ID: "one", Store: k.store, Sidecar: sidecar})
				require.NoError(t, err)
				defer s.Close()
				require.GreaterOrEqual(t, time.Since(began), 10*time.Second, "it waits")
				h, err := s.Host("m")
				require.NoError(t, err, "it may be whole, and is")
				require.NotNil(t, h)
			})
		})
	}
}

// hazy is a store that fails the first reads from one record on.
type hazy struct {
	journal.Store
	from  uint64
	fails atomic.Int32
}

func (s *hazy) Read(zone string, from uint64) ([]journal.Record, uint64, error) {
	if from == s.from && s.fails.Add(-1) >= 0 {
		return nil, 0, errNow
	}
	return s.Store.Read(zone, from)
}

// What was told of a journal is held against it before anything is written, also where the first try to read it fails:
// a journal that cannot be read bears nothing out.
func TestAWitnessIsHeardThoughTheFirstReadFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		k.reg = registry.NewMemory(time.Hour)
		s := k.open(t)
		h := begin(t, s, "m")
		playOn(h, 20*time.Second)
		require.NoError(t, s.Close())
		told, known, err := k.reg.FindHead(t.Context(), "m")
		require.NoError(t, err)
		require.True(t, known)
		short := copyOf(t, k.store, int(head(t, k.store).Number)-20)
		before := head(t, short)
		store := &hazy{Store: short, from: told.Number}
		store.fails.Store(3)
		k.store = store
		s = k.open(t)
		defer s.Close()
		_, err = s.Host("m")
		require.ErrorIs(t, err, ErrQuarantined)
		require.Equal(t, before, head(t, short))
	})
}
