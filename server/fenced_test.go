package server

import (
	"crypto/ed25519"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
)

// The queue may ask a shard to open a match that another one has taken over from it: it says that the match does not
// run here, which the queue follows, and neither writes to the journal nor counts that as trouble of its own.
func TestAMatchThatAnotherShardHasTakenOverIsNotOpened(t *testing.T) {
	store, reg := journal.NewMemory(), registry.NewMemory(time.Hour)
	start := func(id string) *shard.Shard {
		s, err := shard.Open(t.Context(), shard.Config{
			ID: id, Store: store, OwnOnly: true, Registry: reg, MaxZones: 4,
		})
		require.NoError(t, err)
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	first, second := start("s1"), start("s2")
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	lost, err := first.Begin(t.Context(), "m1", setup, 1)
	require.NoError(t, err)
	_, err = second.TakeOver(t.Context(), "m1")
	require.NoError(t, err)
	<-lost.Done()
	require.ErrorIs(t, lost.Err(), shard.ErrFenced)
	require.NoError(t, second.Close()) // it writes no more
	before, _, err := store.Read("m1", 1)
	require.NoError(t, err)

	var log strings.Builder
	h := &house{t: t}
	_, h.key, _ = ed25519.GenerateKey(nil)
	h.srv, err = New(Config{
		ID: "s1", Shard: first, Listener: make(hall), Keys: newKeys(t), JoinKeys: h.joinKeys,
		Log:       slog.New(slog.NewTextHandler(&log, nil)),
		Commander: func(string, *game.Setup, uint8, uint64) ai.Commander { return keeper{} },
		Scenarios: func(string) (*game.Setup, error) { return setup, nil },
	})
	require.NoError(t, err)
	w := h.call("PUT", "/v1/matches/m1", `{"scenario":"duel","seed":1}`)
	require.Equal(t, http.StatusNotFound, w.Code, w.Body)
	require.Contains(t, w.Body.String(), "match m1 does not run here")
	require.Contains(t, log.String(), `level=INFO msg="match not opened: it was begun before, and does not run here"`)
	after, _, err := store.Read("m1", 1)
	require.NoError(t, err)
	require.Equal(t, before, after)
}
