package shard

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
)

// standsBy asks a shard to stand by for a match and returns what comes of it.
func standsBy(t *testing.T, s *Shard, match string) Standing {
	require.NoError(t, s.StandBy(match, 0))
	time.Sleep(100 * time.Millisecond)
	for _, at := range s.Standing() {
		if at.Match == match {
			return at
		}
	}
	t.Fatalf("it does not stand by for %s", match)
	return Standing{}
}

func TestWhatAShardDoesNotStandByFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, _ := c.opened("two", c.store, 3)
		over := begin(t, one, "over")
		over.Abandon()
		<-over.Done()
		foreignMatch(t, c.store, "foreign", "one", 2, "v2")
		require.NoError(t, c.sidecar.Quarantine("ill", "it does not add up"))
		require.NoError(t, Void(c.sidecar, "void", "nobody wants it"))
		for match, why := range map[string]error{
			"over": ErrEnded, "foreign": ErrForeign, "ill": ErrQuarantined, "void": ErrVoid,
		} {
			at := standsBy(t, two, match)
			require.False(t, at.Ready)
			require.ErrorIs(t, at.Err, why)
			require.ErrorIs(t, two.StandBy(match, 0), why, "and says so again")
			_, err := two.Bid(t.Context(), match)
			require.ErrorIs(t, err, why)
			two.StandDown(match)
		}
		require.Empty(t, two.Standing())
		require.Empty(t, two.Quarantined(), "it is none of its own")

		begin(t, two, "own")
		require.ErrorIs(t, two.StandBy("own", 0), ErrRuns)
		_, err := two.Bid(t.Context(), "m")
		require.ErrorIs(t, err, ErrNotStanding)
		begin(t, one, "m")
		require.NoError(t, two.StandBy("m", 0))
		require.NoError(t, two.StandBy("m", 0), "it is idempotent")
		require.NoError(t, two.StandBy("later", 0))
		require.ErrorIs(t, two.StandBy("another", 0), ErrFull)
		require.NoError(t, two.Close())
		require.ErrorIs(t, two.StandBy("more", 0), journal.ErrClosed)
		_, err = two.Bid(t.Context(), "m")
		require.ErrorIs(t, err, journal.ErrClosed)
	})
}

// A match that the store does not show yet may come: its standby waits for it. One that ends meanwhile it leaves alone.
func TestAStandbyComesBeforeItsMatchAndGoesWithIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, got := c.opened("two", c.store, 0)
		at := standsBy(t, two, "m")
		require.False(t, at.Ready)
		require.ErrorContains(t, at.Err, "no such match")
		h := begin(t, one, "m")
		time.Sleep(2 * standAgain)
		require.True(t, two.Standing()[0].Ready)
		require.NoError(t, two.Standing()[0].Err)
		h.Abandon()
		<-h.Done()
		time.Sleep(time.Second)
		synctest.Wait()
		require.ErrorIs(t, two.Standing()[0].Err, ErrEnded)
		require.Empty(t, *got)
	})
}

// The queue asks for a match where it is stood by for: it goes on from there.
func TestATakeOverUsesWhatAStandbyHasFolded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		warm := &counted{Store: c.store}
		two, got := c.opened("two", warm, 0)
		playOn(begin(t, one, "m"), 30*time.Second)
		standBy(t, two, 0)
		warm.oldest.Store(1 << 60)
		h, err := two.TakeOver(t.Context(), "m")
		require.NoError(t, err)
		require.Greater(t, warm.oldest.Load(), uint64(10))
		require.Equal(t, Asked, h.Cause())
		require.Len(t, *got, 1)

		time.Sleep(time.Second)
		standBy(t, one, 1)
		three, _ := c.opened("three", c.store, 0)
		_, err = three.TakeOver(t.Context(), "m")
		require.NoError(t, err)
		synctest.Wait()
		require.False(t, one.Standing()[0].Ready)
		h, err = one.TakeOver(t.Context(), "m")
		require.NoError(t, err, "whoever owns it now")
		require.EqualValues(t, 3, h.Latest().Epoch)
		require.Empty(t, one.Standing())
	})
}

// What the registry remembers is held against the journal before a bid, as before any take-over.
func TestAStandbyHonoursTheRegistrysWitness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, _ := c.opened("two", c.store, 0)
		playOn(begin(t, one, "m"), 5*time.Second)
		standBy(t, two, 0)
		require.NoError(t, c.reg.PutHeads(t.Context(), registry.Head{
			Match: "m", Shard: "one", Epoch: 7, Number: 3, Hash: make([]byte, len(journal.Hash{})),
		}))
		dies(t, one)
		before := head(t, c.store)
		_, err := two.Bid(t.Context(), "m")
		require.ErrorIs(t, err, ErrQuarantined)
		require.Equal(t, before, head(t, c.store), "nothing is written")
		require.Contains(t, two.Quarantined(), "m")
		why, err := c.sidecar.Quarantined("m")
		require.NoError(t, err)
		require.NotEmpty(t, why, "and nobody else goes on with it")
	})
}

func TestAStandbyHonoursWhatWasDecidedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, _ := c.opened("two", c.store, 0)
		three, _ := c.opened("three", c.store, 0)
		playOn(begin(t, one, "m"), 5*time.Second)
		standBy(t, two, 0)
		standBy(t, three, 0)
		dies(t, one)
		k := &keeper{store: c.store, sidecar: c.sidecar}
		k.pardon(t)
		h, err := two.Bid(t.Context(), "m")
		require.NoError(t, err)
		require.GreaterOrEqual(t, h.Latest().Epoch, uint32(replay.PardonedEpoch), "a pardon lets the epoch leap")

		standBy(t, three, h.Latest().Epoch)
		require.NoError(t, Void(c.sidecar, "m", "enough"))
		dies(t, two)
		before := head(t, c.store)
		_, err = three.Bid(t.Context(), "m")
		require.ErrorIs(t, err, ErrVoid)
		require.Equal(t, before, head(t, c.store))
		require.ErrorIs(t, three.Standing()[0].Err, ErrVoid)
	})
}

// A match that was handed over before its standby was there, and one whose first standby forgot it: whoever comes to
// stand by next goes on with it.
func TestAHandOverThatNobodyFollowedWaitsForTheNextStandby(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, got := c.opened("two", c.store, 0)
		h := begin(t, one, "m")
		playOn(h, 3*time.Second)
		standBy(t, two, 0)
		two.StandDown("m")
		h.HandOver()
		<-h.Done()
		time.Sleep(time.Second)
		synctest.Wait()
		require.Empty(t, *got)
		require.NoError(t, two.StandBy("m", 0))
		time.Sleep(time.Second)
		synctest.Wait()
		require.Len(t, *got, 1)
		require.Equal(t, game.NotOver, (*got)[0].Latest().Result.Reason)
	})
}

// clock is a Subscriber that knows at which part of a period views come.
type clock map[time.Duration]int

func (c clock) Publish(*Publication) { c[time.Duration(time.Now().UnixNano())%(50*time.Millisecond)]++ }

// A shard dies with many matches, and one shard inherits them all in the same moment. They do not tick in step for
// ever.
func TestInheritedMatchesTickAtTheirOwnPhases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, got := c.opened("two", c.store, 0)
		const many = 20
		for i := range many {
			begin(t, one, fmt.Sprint("m", i))
			require.NoError(t, two.StandBy(fmt.Sprint("m", i), 0))
		}
		time.Sleep(3 * time.Second)
		dies(t, one)
		for _, at := range two.Standing() {
			_, err := two.Bid(t.Context(), at.Match)
			require.NoError(t, err)
		}
		synctest.Wait()
		require.Len(t, *got, many)
		time.Sleep(time.Second)
		phases := map[time.Duration]bool{}
		for _, h := range *got {
			c := clock{}
			cancel := h.Subscribe(c)
			time.Sleep(time.Second)
			cancel()
			synctest.Wait()
			for phase, n := range c {
				if n > 10 {
					phases[phase] = true
				}
			}
		}
		require.Greater(t, len(phases), many/2)
	})
}
