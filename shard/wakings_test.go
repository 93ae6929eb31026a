package shard

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// A sleeper that cannot be woken any more is no sleeper: who asks for it is told why, and nobody counts it as running.
func TestASleeperThatBreaksIsNoSleeper(t *testing.T) {
	for name, c := range map[string]struct {
		breaks func(store *journal.Memory, side journal.Sidecar)
		why    error
	}{
		"quarantined": {func(_ *journal.Memory, side journal.Sidecar) {
			_ = side.Quarantine("m", "by hand")
		}, ErrQuarantined},
		"void":     {func(_ *journal.Memory, side journal.Sidecar) { _ = Void(side, "m", "by hand") }, ErrVoid},
		"given up": {func(store *journal.Memory, _ journal.Sidecar) { _ = store.GiveUp("m") }, nil},
		"over": {func(store *journal.Memory, _ journal.Sidecar) {
			recs, _, _ := store.Read("m", 1)
			f := &replay.Fold{}
			for _, rec := range recs {
				_ = f.Apply(rec)
			}
			for _, r := range []*replay.Record{
				{
					Kind: replay.TakeOver, Tick: f.Lease, Lease: f.Lease, Epoch: f.Epoch + 1, Owner: "two",
					Nonce: nonce(),
				},
				{
					Kind: replay.End, Tick: f.Closed, WorldHash: f.World.Hash(),
					Result: game.Result{Reason: game.Abandoned},
				},
			} {
				store.Append("m", journal.Seal(headOf(store), replay.AppendRecord(nil, r)), func(error) {})
				time.Sleep(time.Second)
			}
		}, ErrEnded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store, side, ctx := journal.NewMemory(), journal.NewMemorySidecar(), context.Background()
				s, err := Open(ctx, Config{ID: "one", Store: store, Sidecar: side})
				require.NoError(t, err)
				asleepWithin(t, s, seated(t, s, "m", 600))
				c.breaks(store, side)
				time.Sleep(time.Hour) // its alarm rings
				require.Zero(t, s.Asleep())
				_, err = s.Host("m")
				require.ErrorIs(t, err, c.why)
				require.NoError(t, s.Close())
				require.NoError(t, store.Close())
			})
		})
	}
}

// slowly is a store whose reads take as long as it takes both shards to have read.
type slowly struct {
	journal.Store
	both *sync.WaitGroup
}

func (s slowly) Read(zone string, from uint64) ([]journal.Record, uint64, error) {
	recs, durable, err := s.Store.Read(zone, from)
	if from == 1 {
		s.both.Done()
		s.both.Wait()
	}
	return recs, durable, err
}

// Two shards wake the same sleeper at the same moment: one has it, and the other leaves it alone.
func TestTwoWakeASleeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, ctx := journal.NewMemory(), context.Background()
		one, err := Open(ctx, Config{ID: "one", Store: store})
		require.NoError(t, err)
		asleepWithin(t, one, seated(t, one, "m", 600))
		two, err := Open(ctx, Config{ID: "two", Store: store})
		require.NoError(t, err)
		require.Equal(t, 1, two.Asleep())
		both := &sync.WaitGroup{}
		both.Add(2)
		one.cfg.Store, two.cfg.Store = slowly{store, both}, slowly{store, both}
		outcome := make(chan error, 2)
		for _, s := range []*Shard{one, two} {
			go func() {
				_, err := s.Wake(ctx, "m")
				outcome <- err
			}()
		}
		errs := []error{<-outcome, <-outcome}
		time.Sleep(time.Minute)
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "%v", errs)
		require.ErrorIs(t, errors.Join(errs...), ErrFenced)
		require.Len(t, append(one.Hosts(), two.Hosts()...), 1)
		require.Zero(t, one.Asleep()+two.Asleep())
		require.EqualValues(t, 1, foldAll(t, store).Epoch, "one take-over")
		require.NoError(t, one.Close())
		require.NoError(t, two.Close())
		require.NoError(t, store.Close())
	})
}

func foldAll(t *testing.T, store journal.Store) *replay.Fold {
	recs, _, err := store.Read("m", 1)
	require.NoError(t, err)
	return foldOf(t, recs)
}

// What a player saw before a chapter is held against what is kept of the journal's past: a journal that was put back,
// and went on otherwise, is found by that, too.
func TestAWitnessFromBeforeAChapter(t *testing.T) {
	store, past := journal.NewMemory(), journal.OpenPast(filepath.Join(t.TempDir(), "past"))
	head := journal.Hash{}
	for n := range 8 {
		r := journal.Seal(head, fmt.Append(nil, "record", n))
		store.Append("m", r, func(error) {})
		head = r.Hash()
	}
	var recs []journal.Record
	require.Eventually(t, func() bool {
		recs, _, _ = store.Read("m", 1)
		return len(recs) == 8
	}, time.Minute, time.Millisecond)
	require.NoError(t, past.Put("m", recs[:5]))
	require.NoError(t, store.Trim("m", 6))
	s := &Shard{cfg: Config{Store: store, Past: past}}
	require.NoError(t, s.checkWitness("m", Witness{Number: 3, Hash: recs[2].Hash}))
	var wrong *WitnessError
	require.ErrorAs(t, s.checkWitness("m", Witness{Number: 3, Hash: recs[3].Hash}), &wrong)
	require.Equal(t, recs[2].Hash, wrong.Has)
	require.NoError(t, past.Forget("m"))
	require.NoError(t, s.checkWitness("m", Witness{Number: 3, Hash: recs[3].Hash}), "nobody knows any more")
	require.NoError(t, store.Close())
}
