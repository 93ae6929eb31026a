package shard

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/registry"
)

// counted is a store that counts from where it is read, and may fall silent.
type counted struct {
	journal.Store
	reads  atomic.Int64
	oldest atomic.Uint64 // the lowest number that was asked for since it was set
	mute   atomic.Bool
	deaf   atomic.Bool // follows nothing
}

func (c *counted) Read(zone string, from uint64) ([]journal.Record, uint64, error) {
	for c.mute.Load() {
		time.Sleep(10 * time.Millisecond)
	}
	c.reads.Add(1)
	c.oldest.Store(min(c.oldest.Load(), from))
	return c.Store.Read(zone, from)
}

func (c *counted) Append(zone string, r journal.Sealed, done func(error)) {
	if c.mute.Load() {
		return
	}
	c.Store.Append(zone, r, done)
}

func (c *counted) Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]journal.Record, error] {
	return func(yield func([]journal.Record, error) bool) {
		for recs, err := range c.Store.Follow(ctx, zone, from) {
			for c.deaf.Load() && ctx.Err() == nil {
				time.Sleep(10 * time.Millisecond)
			}
			if !yield(recs, err) {
				return
			}
		}
	}
}

// cluster is shards on one journal.
type cluster struct {
	t       *testing.T
	store   journal.Store
	sidecar *journal.MemorySidecar
	reg     registry.Registry
}

func newCluster(t *testing.T) *cluster {
	return &cluster{t, journal.NewMemory(), journal.NewMemorySidecar(), registry.NewMemory(24 * time.Hour)}
}

// opened is a shard of it, with what it inherits.
func (c *cluster) opened(id string, store journal.Store, zones int) (*Shard, *[]*Host) {
	var got []*Host
	s, err := Open(c.t.Context(), Config{
		ID: id, Store: store, Sidecar: c.sidecar, Registry: c.reg, OwnOnly: true, MaxZones: zones,
		Inherited: func(h *Host) { got = append(got, h) },
	})
	require.NoError(c.t, err)
	c.t.Cleanup(func() { s.Close() })
	return s, &got
}

func standBy(t *testing.T, s *Shard, epoch uint32) {
	require.NoError(t, s.StandBy("m", epoch))
	time.Sleep(100 * time.Millisecond)
	all := s.Standing()
	require.Len(t, all, 1)
	require.True(t, all[0].Ready, "%+v", all[0])
}

// dies stops a shard as a kill does for all others: it writes nothing more.
func dies(t *testing.T, s *Shard) { require.NoError(t, s.Close()) }

// An owner is gone from one moment to the next: the match goes on from what its standby has folded, at the next tick,
// and without reading from the beginning.
func TestAStandbyGoesOnAtOnceFromWhatItHasFolded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		warm := &counted{Store: c.store}
		two, got := c.opened("two", warm, 0)
		h := begin(t, one, "m")
		playOn(h, 20*time.Second)
		standBy(t, two, 0)
		before := playOn(h, 20*time.Second)
		at := two.Standing()[0]
		require.Equal(t, "one", at.Owner)
		require.Equal(t, head(t, c.store).Number, at.Number, "it follows")
		last := h.Latest()
		dies(t, one)

		warm.oldest.Store(1 << 60)
		began := time.Now()
		taken, err := two.Bid(t.Context(), "m")
		require.NoError(t, err)
		require.Equal(t, []*Host{taken}, *got)
		require.Equal(t, Silent, taken.Cause())
		require.EqualValues(t, 1, two.Stats().TakeOvers[Silent].Load())
		require.Greater(t, warm.oldest.Load(), at.Number-lookBack-1, "only the tail is read")
		require.Empty(t, two.Standing())
		first := taken.Latest()
		require.GreaterOrEqual(t, first.Tick, last.Tick)
		time.Sleep(60 * time.Millisecond)
		require.Greater(t, taken.Latest().Tick, first.Tick, "its first tick comes at once")
		require.Less(t, time.Since(began), 100*time.Millisecond)
		heads, err := c.reg.Heads(t.Context())
		require.NoError(t, err)
		require.Equal(t, "two", heads[0].Shard, "the registry hears of it at once")

		answer, ok := before.answer(40)
		require.True(t, ok)
		taken.Enqueue(game.Order{Seq: 40, Kind: game.Move, X: 32, Y: 128})
		again, ok := listen(taken, time.Second).answer(40)
		require.True(t, ok, "what was answered before is answered again")
		require.Equal(t, answer, again)
	})
}

// A match that is handed over goes on where its standby is, without anybody telling that.
func TestAHandOverIsFollowedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, got := c.opened("two", c.store, 0)
		h := begin(t, one, "m")
		standBy(t, two, 0)
		playOn(h, 5*time.Second)
		began := time.Now()
		h.HandOver()
		<-h.Done()
		require.ErrorIs(t, h.Err(), ErrHandedOver)
		synctest.Wait()
		require.Len(t, *got, 1)
		taken := (*got)[0]
		require.Equal(t, HandedOver, taken.Cause())
		require.Less(t, time.Since(began), 150*time.Millisecond)
		require.GreaterOrEqual(t, taken.Latest().Tick, h.Latest().Tick)
		require.LessOrEqual(t, taken.Latest().Tick, h.Latest().Tick+2, "not one tick is lost")
		none, err := one.Host("m")
		require.NoError(t, err)
		require.Nil(t, none)

		standBy(t, one, 1)
		taken.HandOver()
		<-taken.Done()
		synctest.Wait()
		back, err := one.Host("m")
		require.NoError(t, err)
		require.NotNil(t, back, "and comes back the same way")
	})
}

// Two shards stand by, and both bid: one wins, and the other gives way and stands by no more.
func TestOfTwoBidsOneWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, got2 := c.opened("two", c.store, 0)
		three, got3 := c.opened("three", c.store, 0)
		h := begin(t, one, "m")
		standBy(t, two, 0)
		standBy(t, three, 0)
		playOn(h, 5*time.Second)
		dies(t, one)
		failed := make(chan error, 2)
		for _, s := range []*Shard{two, three} {
			go func() {
				_, err := s.Bid(t.Context(), "m")
				failed <- err
			}()
		}
		errs := []error{<-failed, <-failed}
		synctest.Wait()
		require.Len(t, append(*got2, *got3...), 1)
		require.True(t, (errs[0] == nil) != (errs[1] == nil), "%v", errs)
		for _, err := range errs {
			// it lost, or it read who had won before it bid
			require.True(t, err == nil || errors.Is(err, ErrFenced) || errors.Is(err, ErrNotReady), "%v", err)
		}
		loser := two
		if len(*got2) > 0 {
			loser = three
		}
		time.Sleep(time.Second)
		at := loser.Standing()[0]
		require.False(t, at.Ready, "the new owner chooses its standby")
		_, err := loser.Bid(t.Context(), "m")
		require.ErrorIs(t, err, ErrNotReady)
		standBy(t, loser, 1)
	})
}

// The alarm was false: the owner lives. It is fenced off as by any take-over, all that it showed and answered stands,
// and it can stand by for the new owner.
func TestAFalseAlarmLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, _ := c.opened("two", c.store, 0)
		h := begin(t, one, "m")
		standBy(t, two, 0)
		told := playOn(h, 10*time.Second)
		taken, err := two.Bid(t.Context(), "m")
		require.NoError(t, err)
		<-h.Done()
		require.ErrorIs(t, h.Err(), ErrFenced)
		require.Empty(t, one.Quarantined())
		for seq := uint32(1); seq <= 10; seq++ {
			was, ok := told.answer(seq)
			require.True(t, ok)
			taken.Enqueue(game.Order{Seq: seq, Kind: game.Move, X: 32, Y: 128})
			again, ok := listen(taken, 200*time.Millisecond).answer(seq)
			require.True(t, ok)
			require.Equal(t, was, again)
		}
		standBy(t, one, 1)
	})
}

// Nobody bids while the store does not answer; when it does, the match goes on.
func TestNobodyBidsWhileTheStoreDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		away := &counted{Store: c.store}
		two, _ := c.opened("two", away, 0)
		playOn(begin(t, one, "m"), 3*time.Second)
		standBy(t, two, 0)
		dies(t, one)
		away.mute.Store(true)
		before := head(t, c.store)
		began := time.Now()
		_, err := two.Bid(t.Context(), "m")
		require.ErrorIs(t, err, ErrNoAnswer)
		require.Equal(t, tailWithin, time.Since(began))
		require.True(t, two.Standing()[0].Ready)
		away.mute.Store(false)
		time.Sleep(time.Second)
		require.Equal(t, before, head(t, c.store), "nothing was written meanwhile or later")
		_, err = two.Bid(t.Context(), "m")
		require.NoError(t, err)
	})
}

// What a standby has not heard of yet it reads first.
func TestAStandbyBehindTheTailReadsItFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		behind := &counted{Store: c.store}
		two, _ := c.opened("two", behind, 0)
		h := begin(t, one, "m")
		playOn(h, 5*time.Second)
		standBy(t, two, 0)
		behind.deaf.Store(true)
		told := playOn(h, 10*time.Second)
		last := h.Latest()
		dies(t, one)
		require.Less(t, two.Standing()[0].Number+20, head(t, c.store).Number)
		taken, err := two.Bid(t.Context(), "m")
		require.NoError(t, err)
		require.GreaterOrEqual(t, taken.Latest().Tick, last.Tick)
		was, ok := told.answer(15)
		require.True(t, ok)
		taken.Enqueue(game.Order{Seq: 15, Kind: game.Move, X: 32, Y: 128})
		again, ok := listen(taken, 200*time.Millisecond).answer(15)
		require.True(t, ok)
		require.Equal(t, was, again)
		behind.deaf.Store(false)
	})
}
