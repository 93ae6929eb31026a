package shard

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
)

var errAbsent = errors.New("the store cannot be reached")

// island is a store as one owner has it: cut off for a while.
type island struct {
	journal.Store
	cut, going atomic.Bool // going: what it reads is being given up
}

func (s *island) Append(zone string, r journal.Sealed, done func(error)) {
	if s.cut.Load() {
		go done(errAbsent)
		return
	}
	s.Store.Append(zone, r, done)
}

func (s *island) Read(zone string, from uint64) ([]journal.Record, uint64, error) {
	if s.cut.Load() {
		return nil, 0, errAbsent
	}
	if s.going.Load() {
		return nil, 0, fmt.Errorf("read: %w", journal.ErrGoing)
	}
	return s.Store.Read(zone, from)
}

// An owner is cut off, another one ends the match, and its records are given up. When the first comes back there is
// nothing left that could fence it off: that alone tells it that the match is none of its own any more.
// While they are going it is the same, and a shard that starts has nothing to wait for.
func TestAnOwnerWhoseMatchWasGivenUpElsewhereStops(t *testing.T) {
	for name, gone := range map[string]bool{"gone": true, "going": false} {
		t.Run(name, func(t *testing.T) { givenUpElsewhere(t, gone) })
	}
}

func givenUpElsewhere(t *testing.T, gone bool) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		own := &island{Store: k.store}
		old, err := Open(t.Context(), Config{ID: "one", Store: own, Sidecar: k.sidecar})
		require.NoError(t, err)
		defer old.Close()
		h := begin(t, old, "m")
		playOn(h, 2*time.Second)
		own.cut.Store(true)
		time.Sleep(2 * time.Second)
		other, err := Open(t.Context(), Config{ID: "two", Store: k.store, Sidecar: k.sidecar, OwnOnly: true})
		require.NoError(t, err)
		defer other.Close()
		taken, err := other.TakeOver(t.Context(), "m")
		require.NoError(t, err)
		taken.Abandon()
		<-taken.Done()
		require.ErrorIs(t, taken.Err(), ErrEnded)
		if gone {
			require.NoError(t, k.store.GiveUp("m"))
		} else {
			own.going.Store(true)
		}

		own.cut.Store(false)
		select {
		case <-h.Done():
		case <-time.After(time.Minute):
			t.Fatal("it asks the store for ever")
		}
		require.ErrorIs(t, h.Err(), ErrFenced)
		synctest.Wait()
		none, err := old.Host("m")
		require.Nil(t, none)
		require.NoError(t, err, "it is not quarantined")
		began := time.Now()
		next, err := Open(t.Context(), Config{ID: "one", Store: own, Sidecar: k.sidecar})
		require.NoError(t, err)
		defer next.Close()
		require.Less(t, time.Since(began), time.Second)
		require.Empty(t, next.Hosts())
		require.Empty(t, next.Quarantined())
	})
}

// A read may miss what is newest. Only when none has it any more, and the journal still goes on with something older,
// was it put back from a backup.
func TestAStaleReadProvesNothing(t *testing.T) {
	z := BeginZone("m", "one", nonce, smallFight(), 1)
	var sent []*Append
	var stopped error
	perform := func() {
		for _, act := range z.Actions() {
			if act.Append != nil {
				sent = append(sent, act.Append)
			}
			if act.Stop != nil {
				stopped = act.Stop
			}
		}
	}
	perform()
	for range 2 { // Begin, and the first Tick record
		z.Acked(sent[len(sent)-1].Hash())
		z.Tick()
		perform()
	}
	for z.inFlight == nil {
		z.Tick()
		perform()
	}
	stale := func(n int, durable uint64) {
		for range n {
			z.ReadBack(nil, durable)
			perform()
		}
	}
	stale(staleReads-1, z.baseNumber-1)
	z.ReadBack(nil, z.baseNumber)
	stale(staleReads-1, z.baseNumber-1)
	require.NoError(t, stopped)
	stale(1, z.baseNumber-1)
	require.ErrorIs(t, stopped, ErrRolledBack)
}
