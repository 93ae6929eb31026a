package rest

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/registry"
)

// A match whose shard stayed away is void: its players stand at the front of the queue, before
// those who came meanwhile.
func TestPlayersOfAVoidMatchGoToTheFront(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 1)
	a, _ := h.player(t)
	b, _ := h.player(t)
	first, err := a.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	_, err = b.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	late, _ := h.player(t)
	waits, err := late.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)

	require.NoError(t, meet.RemoveShard(t.Context(), "shard-1"))
	second := newShard(t, "shard-2", meet)
	// as the queue does after a while
	require.NoError(t, h.m.store.Void(t.Context(), first.Match, api.ShardGone, time.Now()))
	h.m.notify.WakeRound()
	_, err = a.Where(t.Context(), first.Match)
	require.Equal(t, http.StatusGone, api.StatusOf(err), "their clients are told to queue again")
	for _, c := range []*api.Client{a, b} {
		again, err := c.Seat(t.Context(), "duel", nil)
		require.NoError(t, err)
		require.NotEqual(t, first.Match, again.Match)
		require.Equal(t, second.CertHash, again.CertHash)
	}
	waits, err = late.Ticket(t.Context(), waits.ID, 0)
	require.NoError(t, err)
	require.Equal(t, api.Waiting, waits.Status)
}

// The commanders of empty seats are of the level of the players they meet, and a shard that restarted is told again: it
// has forgotten it.
func TestEmptySeatsGetCommandersOfFittingLevel(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	c, _ := h.player(t)
	a, err := c.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	told := func(times int) {
		require.Eventually(t, func() bool {
			shard.mu.Lock()
			defer shard.mu.Unlock()
			return shard.opened[a.Match] == times && slices.Equal(shard.ai, []string{"", "regular"})
		}, time.Minute, 10*time.Millisecond, "a player of whom nothing is known meets the regular one")
	}
	told(1)
	meet.mu.Lock()
	meet.shards[0].Began++
	meet.mu.Unlock()
	told(2)
	m, err := c.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, "regular", m.Why.Players[1].AI)
}

// On a shared journal the leading matchmaker has another shard take the matches over, asks again when that fails, and
// players are told where their match lives now.
func TestAnotherShardTakesOver(t *testing.T) {
	meet := &meeting{}
	one := newShard(t, "shard-1", meet)
	meet.shards[0].Shared = true
	h := start(t, t.TempDir(), meet, 0)
	c, _ := h.player(t)
	a, err := c.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	two := newShard(t, "shard-2", meet)
	meet.mu.Lock()
	meet.shards = slices.DeleteFunc(meet.shards, func(s registry.Shard) bool { return s.ID == one.ID })
	for i := range meet.shards {
		meet.shards[i].Shared = true
	}
	meet.mu.Unlock()
	require.Eventually(t, func() bool {
		now, err := c.Where(t.Context(), a.Match)
		return err == nil && slices.Equal(now.CertHash, two.CertHash) && now.Seat == a.Seat && now.Match == a.Match
	}, time.Minute, 20*time.Millisecond)
	two.mu.Lock()
	defer two.mu.Unlock()
	require.Equal(t, []string{a.Match}, two.taken)
}
