package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
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

// A shard never came back. The first of those that are there sees to the match that had ended on it, and to nothing else: not
// to one that was not at its end, and to nothing of a shard that is there.
func TestFinishedMatchesOfALostShardAreGivenUpByAnother(t *testing.T) {
	old := newArchive(t) // of the shard "one"
	old.close()
	files, err := journal.ReadFiles(filepath.Join(old.data, "journal"))
	require.NoError(t, err)
	store, there := &forgetful{Store: files}, registry.NewMemory(time.Hour)
	var since time.Time
	idle := func(at time.Time) ([]string, error) { since = at; return files.Zones() }
	of := func(id string) *orphans {
		require.NoError(t, there.PutShard(context.Background(), registry.Shard{ID: id, Shared: true}))
		return &orphans{id: id, store: store, idle: idle, annex: journal.NewMemoryAnnex(), registry: there, shard: lone{}, log: slog.New(slog.DiscardHandler)}
	}
	second, first := of("c"), of("b")
	of("one")
	require.Empty(t, first.ended(), "its own shard is there")
	require.NoError(t, there.RemoveShard(t.Context(), "one"))
	require.Empty(t, first.ended(), "there is no hurry")
	first.looked = time.Time{}
	require.Len(t, first.ended(), 1)
	require.Contains(t, first.ended(), "ended")
	require.WithinRange(t, since, time.Now().Add(-orphanAfter-time.Minute), time.Now().Add(-orphanAfter), "any other had its time")
	require.Empty(t, second.ended(), "the first one does it")
	require.NoError(t, first.giveUp("ended"))
	require.Equal(t, []string{"ended"}, store.gone)
	require.Empty(t, first.ended())
}
