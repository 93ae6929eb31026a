package shard

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A store that does not answer when a match is handed over does later: its standby asks again.
func TestAHandOverIsLookedAtUntilTheStoreAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		away := &counted{Store: c.store}
		two, got := c.opened("two", away, 0)
		h := begin(t, one, "m")
		standBy(t, two, 0)
		playOn(h, 2*time.Second)
		away.mute.Store(true)
		h.HandOver()
		<-h.Done()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.Empty(t, *got)
		away.mute.Store(false)
		time.Sleep(standAgain + 100*time.Millisecond)
		synctest.Wait()
		require.Len(t, *got, 1)
		require.Equal(t, HandedOver, (*got)[0].Cause())
	})
}

// An alarm that rose just before a hand-over, and that the store did not answer, does not hide it.
func TestAHandOverWhileTheTailIsReadIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		away := &counted{Store: c.store}
		two, got := c.opened("two", away, 0)
		h := begin(t, one, "m")
		standBy(t, two, 0)
		away.mute.Store(true)
		failed := make(chan error)
		go func() {
			_, err := two.Bid(t.Context(), "m")
			failed <- err
		}()
		synctest.Wait()
		h.HandOver()
		<-h.Done()
		require.ErrorIs(t, <-failed, ErrNoAnswer)
		away.mute.Store(false)
		time.Sleep(2 * standAgain)
		synctest.Wait()
		require.Len(t, *got, 1)
	})
}

// Whoever is asked to stand by when the match was handed over already goes on with it.
func TestOneThatIsAskedAfterAHandOverFollowsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, got := c.opened("two", c.store, 0)
		h := begin(t, one, "m")
		require.NoError(t, two.StandBy("m", 1))
		time.Sleep(time.Second)
		h.HandOver()
		<-h.Done()
		time.Sleep(time.Second)
		synctest.Wait()
		require.Empty(t, *got, "it stands by for the next owner")
		for range 3 {
			require.NoError(t, two.StandBy("m", 0))
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		require.Len(t, *got, 1)
	})
}

// A store that never answers is read once, however often a standby bids.
func TestOneReadOfTheTailWaitsAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		away := &counted{Store: c.store}
		two, _ := c.opened("two", away, 0)
		begin(t, one, "m")
		standBy(t, two, 0)
		dies(t, one)
		away.mute.Store(true)
		before := away.reads.Load()
		for i := range 5 {
			began := time.Now()
			_, err := two.Bid(t.Context(), "m")
			require.ErrorIs(t, err, ErrNoAnswer)
			require.Equal(t, i == 0, time.Since(began) > 0, "only the first one waits")
		}
		away.mute.Store(false)
		time.Sleep(100 * time.Millisecond)
		require.EqualValues(t, 1, away.reads.Load()-before)
		_, err := two.Bid(t.Context(), "m")
		require.NoError(t, err)
	})
}
