package archive

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
)

// lone is a shard of which no match has ended.
type lone struct{}

func (lone) Ended() map[string]game.Result { return map[string]game.Result{} }
func (lone) GiveUp(string) error           { panic("it has none") }

// forgetful is a store that notes what it gave up.
type forgetful struct {
	journal.Store
	gone []string
}

func (f *forgetful) GiveUp(zone string) error { f.gone = append(f.gone, zone); return nil }

// A shard never came back. The first of those that are there sees to the match that had ended on it, and to nothing
// else: not to one that was not at its end, and to nothing of a shard that is there.
func TestFinishedMatchesOfALostShardAreGivenUpByAnother(t *testing.T) {
	files := played(t)
	store, there := &forgetful{Store: files}, registry.NewMemory(time.Hour)
	var since time.Time
	idle := func(at time.Time) ([]string, error) {
		if at.After(since) { // it is asked for those of long ago too
			since = at
		}
		return files.Zones()
	}
	of := func(id string) *abandoned {
		require.NoError(t, there.PutShard(context.Background(), registry.Shard{ID: id, Shared: true}))
		return &abandoned{
			id: id, store: store, idle: idle, sidecar: journal.NewMemorySidecar(), registry: there, shard: lone{},
			log: slog.New(slog.DiscardHandler),
		}
	}
	second, first := of("c"), of("b")
	of("one")
	require.Empty(t, first.ended(), "its own shard is there")
	require.NoError(t, there.RemoveShard(t.Context(), "one"))
	require.Empty(t, first.ended(), "there is no hurry")
	first.looked = time.Time{}
	require.Len(t, first.ended(), 1)
	require.Contains(t, first.ended(), "ended")
	require.WithinRange(t, since, time.Now().Add(-abandonedAfter-time.Minute), time.Now().Add(-abandonedAfter),
		"any other had its time")
	require.Empty(t, second.ended(), "the first one does it")
	require.NoError(t, there.PutHeads(t.Context(), registry.Head{Match: "ended"}, registry.Head{Match: "runs"}))
	require.NoError(t, first.giveUp("ended"))
	require.Equal(t, []string{"ended"}, store.gone)
	require.Empty(t, first.ended())
	require.Equal(t, []string{"runs"}, headsOf(t, there))
}

func headsOf(t *testing.T, r registry.Registry) (matches []string) {
	heads, err := r.Heads(t.Context())
	require.NoError(t, err)
	for _, h := range heads {
		matches = append(matches, h.Match)
	}
	return matches
}

// Matches that will never end leave a shared journal too, after a week and a day: one that its operator gave up, and
// one whose shard never came back. Others stay: whose shard is there or was a moment ago, who waits for an
// operator, or was written to.
func TestVoidMatchesLeaveTheSharedJournal(t *testing.T) {
	files := played(t)
	recs, _, err := files.Read("ended", 1)
	require.NoError(t, err)
	memory := journal.NewMemory()
	live := []string{"given up", "lost", "ill", "new"}
	for _, match := range live {
		for i, prev := 0, (journal.Hash{}); i < 3; i++ {
			r := journal.Seal(prev, recs[i].Payload)
			done := make(chan error, 1)
			memory.Append(match, r, func(err error) { done <- err })
			require.NoError(t, <-done)
			prev = r.Hash()
		}
	}
	store, there, sidecar := &forgetful{Store: memory}, registry.NewMemory(time.Hour), journal.NewMemorySidecar()
	now := time.Now()
	idle := func(since time.Time) ([]string, error) {
		all := slices.DeleteFunc(slices.Clone(live), func(match string) bool {
			return slices.Contains(store.gone, match)
		})
		if at := now.Sub(since); at > 2*voidSeen || at < 0 {
			return slices.DeleteFunc(all, func(match string) bool { return match == "new" }), nil
		}
		return all, nil
	}
	require.NoError(t, there.PutShard(t.Context(), registry.Shard{ID: "a", Shared: true}))
	require.NoError(t, there.PutHeads(t.Context(), registry.Head{Match: "given up"}, registry.Head{Match: "ill"}))
	require.NoError(t, shard.Void(sidecar, "given up", "it needs other rules"))
	require.NoError(t, sidecar.Quarantine("ill", "its journal is damaged"))
	o := &abandoned{
		id: "a", store: store, idle: idle, sidecar: sidecar, registry: there, shard: lone{},
		log: slog.New(slog.DiscardHandler),
	}
	look := func(after time.Duration) []string {
		require.NoError(t, o.refresh(now.Add(after)))
		slices.Sort(store.gone)
		return store.gone
	}
	require.Empty(t, look(0))
	require.Empty(t, look(voidSeen-time.Minute))
	require.NoError(t, there.PutShard(t.Context(), registry.Shard{ID: "one", Shared: true}))
	require.Equal(t, []string{"given up"}, look(voidSeen))
	require.NoError(t, there.RemoveShard(t.Context(), "one"))
	require.Equal(t, []string{"given up"}, look(voidSeen), "it was there a moment ago")
	require.Equal(t, []string{"given up", "lost"}, look(2*voidSeen))
	require.Equal(t, []string{"ill"}, headsOf(t, there))
}
