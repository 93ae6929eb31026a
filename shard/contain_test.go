package shard

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// breakFold has the rules panic with the next step of what a standby has folded.
func breakFold(s *Shard) {
	st := s.standing["m"]
	st.mu.Lock()
	defer st.mu.Unlock()
	st.b.fold.World = &game.World{}
}

// Rules that panic on what a standby folds end that standby, and neither the process nor the match.
func TestRulesThatPanicEndTheStandbyAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, _ := c.opened("two", c.store, 0)
		h := begin(t, one, "m")
		standBy(t, two, 0)
		breakFold(two)
		before := h.Latest().Tick
		playOn(h, 3*time.Second)
		require.Greater(t, h.Latest().Tick, before+50)
		require.Contains(t, two.Quarantined(), "m")
		require.ErrorIs(t, two.Standing()[0].Err, ErrQuarantined)
		require.ErrorContains(t, two.StandBy("m", 0), "broken invariant")
	})
}

// The same where it folds what came last, for its bid: nothing is written.
func TestRulesThatPanicBeforeABidEndTheStandbyAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		behind := &counted{Store: c.store}
		two, _ := c.opened("two", behind, 0)
		h := begin(t, one, "m")
		standBy(t, two, 0)
		behind.deaf.Store(true)
		playOn(h, 3*time.Second)
		dies(t, one)
		breakFold(two)
		before := head(t, c.store)
		_, err := two.Bid(t.Context(), "m")
		require.ErrorIs(t, err, ErrQuarantined)
		require.ErrorIs(t, two.Standing()[0].Err, ErrQuarantined)
		require.Equal(t, before, head(t, c.store))
		behind.deaf.Store(false)
	})
}

// And where the bid is won: what its zone has folded by then does not come back.
func TestRulesThatPanicInAWonBidEndTheStandbyAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, got := c.opened("two", c.store, 0)
		playOn(begin(t, one, "m"), 3*time.Second)
		standBy(t, two, 0)
		dies(t, one)
		synctest.Wait()
		breakFold(two)
		_, err := two.Bid(t.Context(), "m")
		require.ErrorContains(t, err, "broken invariant")
		require.Empty(t, *got)
		at := two.Standing()[0]
		require.False(t, at.Ready)
		require.ErrorContains(t, at.Err, "broken invariant")
		time.Sleep(time.Second)
		require.ErrorContains(t, two.StandBy("m", 1), "broken invariant")
	})
}

func TestNobodyBidsForAMatchThatIsQuarantinedHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, _ := c.opened("two", c.store, 0)
		playOn(begin(t, one, "m"), 3*time.Second)
		standBy(t, two, 0)
		dies(t, one)
		require.ErrorIs(t, two.quarantine("m", errors.New("it does not add up")), ErrQuarantined)
		before := head(t, c.store)
		_, err := two.Bid(t.Context(), "m")
		require.ErrorIs(t, err, ErrQuarantined)
		require.ErrorIs(t, two.Standing()[0].Err, ErrQuarantined)
		require.Equal(t, before, head(t, c.store))
	})
}

// A match whose journal cannot be read yet keeps no other from being loaded.
func TestAStandbyThatWaitsHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		one, _ := c.opened("one", c.store, 0)
		two, _ := c.opened("two", c.store, 0)
		begin(t, one, "m")
		for i := range 5 {
			require.NoError(t, two.StandBy(fmt.Sprint("later", i), 0))
		}
		synctest.Wait()
		require.True(t, standsBy(t, two, "m").Ready)
	})
}
