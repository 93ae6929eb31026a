package shard

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
)

// deaf is a store that does not answer reads for a while, as a cluster that elects, or answers that there is damage.
type deaf struct {
	journal.Store
	left  atomic.Int32                        // reads that fail yet
	wrong atomic.Pointer[journal.DamageError] // what they find
}

func (d *deaf) Read(zone string, from uint64) ([]journal.Record, uint64, error) {
	if d.left.Add(-1) < 0 {
		return d.Store.Read(zone, from)
	}
	if err := d.wrong.Load(); err != nil {
		return nil, 0, err
	}
	return nil, 0, errors.New("temporarily unavailable")
}

func openOn(t *testing.T, store journal.Store, id string, ownOnly bool) *Shard {
	s, err := Open(context.Background(), Config{
		ID: id, Store: store, OwnOnly: ownOnly, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	require.NoError(t, err)
	return s
}

// Of a journal that cannot be read now nothing is known: its match waits, and is not quarantined.
func TestAStoreThatDoesNotAnswerQuarantinesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &deaf{Store: journal.NewMemory()}
		one := openOn(t, store, "one", true)
		begin(t, one, "m")
		two := openOn(t, store, "two", true)
		defer func() { require.NoError(t, two.Close()) }()

		store.left.Store(1)
		_, err := two.TakeOver(context.Background(), "m")
		require.ErrorContains(t, err, "cannot be read now: temporarily unavailable")
		require.NotErrorIs(t, err, ErrQuarantined)
		h, err := two.TakeOver(context.Background(), "m")
		require.NoError(t, err, "whoever asks again gets it")
		require.NotEmpty(t, listen(h, time.Second).heard)
		require.NoError(t, one.Close())

		require.NoError(t, two.Close())
		store.left.Store(20)
		two = openOn(t, store, "two", true)
		h, err = two.Host("m")
		require.NoError(t, err)
		require.NotNil(t, h, "a shard that starts waits for its store")
	})
}

// Files that cannot be read for half a minute are told, and do not keep the shard from starting.
func TestAJournalThatCannotBeReadForLongIsSetAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &deaf{Store: journal.NewMemory()}
		s := openOn(t, store, "one", false)
		begin(t, s, "m")
		require.NoError(t, s.Close())
		store.left.Store(1 << 30)
		s = openOn(t, store, "one", false)
		defer s.Close()
		_, err := s.Host("m")
		require.ErrorIs(t, err, ErrQuarantined)
		require.ErrorContains(t, err, "temporarily unavailable")
	})
}

// A zone that finds its journal damaged when it reads it back is quarantined; damage that is gone at the
// next look is not believed.
func TestAZoneThatReadsDamageIsQuarantined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ill := &sick{Store: journal.NewMemory()}
		store := &deaf{Store: ill}
		s := openOn(t, store, "one", false)
		defer s.Close()
		h := begin(t, s, "m")
		store.wrong.Store(&journal.DamageError{Zone: "m", Number: 7, File: "00000001.seg", Why: "changed"})
		fails := func(reads int32) {
			store.left.Store(reads)
			ill.ill.Store(true)
			time.Sleep(time.Second)
			ill.ill.Store(false)
			time.Sleep(time.Second)
		}
		fails(damagedReads - 1)
		require.NotEmpty(t, listen(h, time.Second).heard)
		fails(1 << 30)
		<-h.Done()
		require.ErrorContains(t, h.Err(), "is damaged at record 7")
	})
}
