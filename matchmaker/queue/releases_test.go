package queue

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

// upgraded is a fleet in the middle of an upgrade with changed rules: two matches of the old ones on s1. Who is silent
// has never told its rules: a queue that has heard them once remembers them.
func upgraded(
	t *testing.T, dir string, matches int, rules map[string]string, silent ...string,
) (f *fleet, m *Queue, stop func()) {
	f = &fleet{
		reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
		epoch: map[string]uint32{}, rules: rules, needs: map[string]string{"m1": "old", "m2": "old"},
		silent: map[string]bool{}, drains: map[string]bool{},
		matches: matches,
	}
	for _, shard := range silent {
		f.silent[shard] = true
	}
	m, f.stop = f.lead(t, dir, "queue-1", "m1", "m2")
	f.comes(t, "s1")
	ctx, cancel := context.WithCancel(t.Context())
	var living sync.WaitGroup
	for id := range rules {
		living.Go(func() { actor{f, id}.live(ctx) })
	}
	return f, m, func() {
		f.stop()
		cancel()
		living.Wait()
	}
}

func (f *fleet) drain(shard string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drains[shard] = true
}

// restart makes a shard one of another release, in the same place.
func (f *fleet) restart(shard, rules string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules[shard] = rules
	if f.began == nil {
		f.began = map[string]int64{}
	}
	f.began[shard]++
}

// swap stops a shard, and starts it as one of another release after a while, until the test ends.
func (f *fleet) swap(t *testing.T, shard, rules string, away time.Duration) {
	actor{f, ""}.kill(shard)
	time.Sleep(away)
	f.restart(shard, rules)
	f.mu.Lock()
	f.dead[shard] = false
	f.mu.Unlock()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done })
	go func() { defer close(done); actor{f, shard}.live(ctx) }()
}

// kept requires that the matches are open, that who stayed sits where they sat, and that the newcomer sits elsewhere.
func (f *fleet) kept(t *testing.T, m *Queue) {
	for _, match := range []string{"m1", "m2"} {
		r, err := m.store.Match(t.Context(), match)
		require.NoError(t, err)
		require.Equal(t, store.MatchOpen, r.Status, r.Reason)
		seat, _, err := m.store.SeatOf(t.Context(), match, "p-"+match+"-0")
		require.NoError(t, err)
		require.Equal(t, 0, seat)
		seat, _, err = m.store.SeatOf(t.Context(), match, "newcomer")
		require.NoError(t, err)
		require.Negative(t, seat)
	}
}

// runOn requires that the matches are open on a shard and that their players sit where they sat:
// nobody is seated elsewhere.
func (f *fleet) runOn(t *testing.T, m *Queue, shard string) {
	for _, match := range []string{"m1", "m2"} {
		r, err := m.store.Match(t.Context(), match)
		require.NoError(t, err)
		require.Equal(t, store.MatchOpen, r.Status, "%s: %s", match, r.Reason)
		require.Equal(t, shard, r.Shard)
		for seat := range duel.Teams {
			at, _, err := m.store.SeatOf(t.Context(), match, fmt.Sprint("p-", match, "-", seat))
			require.NoError(t, err)
			require.Equal(t, seat, at)
		}
		f.mu.Lock()
		require.Equal(t, shard, f.owner[match])
		f.mu.Unlock()
	}
}

// queues is a newcomer who wants to play, and where the match is that comes of it.
func (f *fleet) queues(t *testing.T, m *Queue, player string) string {
	now := time.Now()
	require.NoError(t, m.store.AddAccount(t.Context(), store.Account{
		Player: player, Name: player, Guest: true, Role: "player", Created: now,
	}))
	_, _, err := m.store.AddTicket(t.Context(), "t-"+player, []string{player}, store.TicketRequest{Mode: "quick"}, now)
	require.NoError(t, err)
	m.notify.WakeRound()
	time.Sleep(3 * time.Second)
	all, err := m.store.Running(t.Context(), 10)
	require.NoError(t, err)
	for _, r := range all {
		if seat, _, err := m.store.SeatOf(t.Context(), r.ID, player); err == nil && seat >= 0 {
			return r.Shard
		}
	}
	return ""
}

// Shards are replaced by ones with other rules, one after the other. The first to drain hands its matches to its equal;
// the last one has no equal, and its matches stay with it until they end, for as long as that takes.
// Newcomers go to the new.
func TestAnUpgradeWithChangedRulesVoidsNothing(t *testing.T) {
	for _, silent := range [][]string{nil, {"s1", "s2"}} {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			f, m, stop := upgraded(t, dir, 0, map[string]string{"s1": "old", "s2": "old", "s3": "new"}, silent...)
			defer stop()
			time.Sleep(5 * time.Second)
			f.runOn(t, m, "s1")
			f.drain("s1")
			time.Sleep(10 * time.Second)
			f.runOn(t, m, "s2")
			f.drain("s2")
			time.Sleep(10 * time.Second)
			require.Equal(t, "s3", f.queues(t, m, "newcomer"))
			time.Sleep(shardFound + 10*time.Second)
			f.runOn(t, m, "s2")
		})
	}
}

// On one machine the only shard comes back with other rules. Its matches wait for the old ones, however long: nobody
// voids them, nobody is seated elsewhere who sits there, and nobody is sent there who comes anew. Neither does it
// matter how long the shard is away while its operator looks for a release that has them, nor that the queue is
// replaced meanwhile. When they run again, they are like any others.
func TestMatchesWaitForTheirReleaseOnOneMachine(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f, m, stop := upgraded(t, dir, 2, map[string]string{"s1": "old"}) // two at once: those that wait do not count
		defer stop()
		f.mu.Lock()
		f.alone = true
		f.mu.Unlock()
		time.Sleep(5 * time.Second)
		f.restart("s1", "new")
		// a free seat, which nobody may be sent to
		require.NoError(t, m.store.Leave(t.Context(), "m1", "p-m1-1", time.Now()))
		time.Sleep(5 * time.Second)
		require.True(t, m.ledger.lacks("m1", "s1 since 1") && m.ledger.lacks("m2", "s1 since 1"))
		require.Equal(t, "s1", f.queues(t, m, "newcomer"))
		time.Sleep(shardReturns + 10*time.Second)
		f.kept(t, m)

		for _, rules := range []string{"newer", "old"} {
			actor{f, ""}.kill("s1")
			f.stop()
			m, f.stop = f.lead(t, dir, "queue-"+rules)
			// by then nobody waits for the newcomer any more, whose match was void
			f.swap(t, "s1", rules, 4*shardReturns)
			f.kept(t, m)
			time.Sleep(shardReturns + 10*time.Second)
			f.kept(t, m)
		}
		require.True(t, m.ledger.knows("m1", "s1 since 3") && m.ledger.knows("m2", "s1 since 3"))
		f.swap(t, "s1", "old", 2*shardReturns)
		r, err := m.store.Match(t.Context(), "m1")
		require.NoError(t, err)
		require.Equal(t, store.MatchVoid, r.Status, "it ran, and its shard stayed away")
	})
}
