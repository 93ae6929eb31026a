package peer

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server"
)

// A killed shard's match goes on in its standby, which has one of its own then.
func TestAKilledShardsMatchGoesOnInItsStandby(t *testing.T) {
	c := newCluster(t, "a", "b", "c")
	a := c.nodes["a"]
	a.begin("m1")
	heir := c.nodes[a.standby("m1")]
	c.eventually(func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return a.standbys["m1"] == heir.id
	}, "players are told")
	began := time.Now()
	a.kill()
	c.eventually(func() bool { return heir.runs("m1") }, "nobody goes on with it")
	t.Logf("after %v", time.Since(began))
	c.eventually(func() bool { return heir.has("m1") }, "its door does not know")
	require.EqualValues(t, 1, heir.closed())
	other := heir.standby("m1")
	require.NotEqual(t, "a", other)
	require.NotEqual(t, heir.id, other)
	c.whole("m1", 2)
}

func (n *node) closed() uint64 { return n.Peers.metrics.closed.Load() + n.Peers.metrics.silent.Load() }

// One that stands still loses its match, finds out by itself when it goes on, and may stand by from then on.
func TestAShardThatStandsStillLosesItsMatch(t *testing.T) {
	c := newCluster(t, "a", "b")
	a, b := c.nodes["a"], c.nodes["b"]
	h := a.begin("m1")
	a.standby("m1")
	a.frozen.Lock()
	h.Pace(0)
	c.eventually(func() bool { return b.runs("m1") }, "nobody goes on with it")
	a.frozen.Unlock()
	h.Pace(100)
	select {
	case <-h.Done():
	case <-time.After(patience):
		require.Fail(t, "the old owner goes on")
	}
	require.Equal(t, "a", b.standby("m1"))
	c.whole("m1", 2)
}

// A shard that leaves in good order is missed by nobody for long: what it still ran goes on at once.
func TestAShardThatLeavesSaysSo(t *testing.T) {
	c := newCluster(t, "a", "b")
	a, b := c.nodes["a"], c.nodes["b"]
	a.begin("m1")
	a.standby("m1")
	a.stop()
	c.eventually(func() bool { return b.runs("m1") }, "nobody goes on with it")
}

func TestAMatchIsHandedOver(t *testing.T) {
	c := newCluster(t, "a", "b", "c")
	a := c.nodes["a"]
	a.begin("m1")
	at, err := a.HandOver(t.Context(), "m1", "c")
	for errors.Is(err, server.ErrStays) { // the registry tells of who is there in its own time
		at, err = a.HandOver(t.Context(), "m1", "c")
	}
	require.NoError(t, err)
	require.Equal(t, "c", at)
	require.True(t, c.nodes["c"].runs("m1"))
	require.False(t, a.runs("m1"))
	require.EqualValues(t, 1, a.figure("muster_handover_gap_seconds"))
	require.NotZero(t, a.figure("muster_moves_total"))
	c.whole("m1", 2)
	_, err = a.HandOver(t.Context(), "m1", "c")
	require.ErrorIs(t, err, server.ErrStays)
}

// All matches of a shard that drains are handed over to whoever takes them.
func TestADrainingShardHandsAllOver(t *testing.T) {
	c := newCluster(t, "a", "b", "c")
	a := c.nodes["a"]
	for _, match := range []string{"m1", "m2", "m3", "m4"} {
		a.begin(match)
		a.standby(match)
	}
	a.mu.Lock()
	a.draining = true
	a.mu.Unlock()
	a.HandAllOver(t.Context())
	require.Empty(t, a.shard.Hosts())
	require.Len(t, append(c.nodes["b"].shard.Hosts(), c.nodes["c"].shard.Hosts()...), 4)
	for _, match := range []string{"m1", "m2", "m3", "m4"} {
		c.whole(match, 2)
	}
}

// A match that comes while a shard drains has no standby yet: it is handed over a moment later, not kept to the end.
func TestADrainingShardHandsOverWhatHasOnlyJustCome(t *testing.T) {
	c := newCluster(t, "a", "b")
	a, b := c.nodes["a"], c.nodes["b"]
	a.begin("m1")
	a.standby("m1")
	a.mu.Lock()
	a.draining = true
	a.mu.Unlock()
	a.begin("m2") // as one does for which a bid was under way
	a.HandAllOver(t.Context())
	require.Empty(t, a.shard.Hosts())
	c.eventually(func() bool { return b.runs("m1") && b.runs("m2") }, "not all were handed over")
	c.whole("m1", 2)
	c.whole("m2", 2)
}
