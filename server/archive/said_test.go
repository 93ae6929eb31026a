package archive

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/shard"
	"muster/shard/journal"
)

// What was written is read from the journal of a match that runs, and from the replay of one whose records are gone;
// pings and the plans of commanders are no chat.
func TestWhatWasWrittenIsRead(t *testing.T) {
	files, err := journal.OpenFiles(filepath.Join(t.TempDir(), "journal"))
	require.NoError(t, err)
	s, err := shard.Open(t.Context(), shard.Config{ID: "one", Store: files})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.NoError(t, files.Close())
	})
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	h, err := s.Begin(t.Context(), "m", setup, 5)
	require.NoError(t, err)
	a := &Archive{
		dir: filepath.Join(t.TempDir(), "replays"), store: files, sidecar: journal.NewMemorySidecar(),
		log: slog.New(slog.DiscardHandler), reading: make(chan struct{}, 1),
	}
	for _, line := range []game.Talk{
		{Seat: 1, Kind: game.ChatAll, Text: "hello"},
		{Seat: 1, Kind: game.Ping, X: 3},
		{Seat: 0, Kind: game.ChatTeam, Text: "<b>"},
		{Seat: 0, Kind: game.Plan, Text: "hold"},
		{Seat: 0, Kind: game.ChatAll, Text: game.PhraseMark + "say.help"},
	} {
		require.Eventually(t, func() bool { return h.Say(line) == game.Obeyed }, time.Minute, 10*time.Millisecond)
	}
	var said api.MatchSaid
	require.Eventually(t, func() bool {
		said, err = a.Said(t.Context(), "m")
		return err == nil && len(said.Lines) == 3
	}, time.Minute, 10*time.Millisecond, "%v", err)
	require.Equal(t, 20, said.Rate)
	require.GreaterOrEqual(t, said.Tick, said.Lines[2].Tick)
	said.Lines[0].Tick, said.Lines[1].Tick, said.Lines[2].Tick = 0, 0, 0
	lines := []api.Said{
		{Seat: 1, Text: "hello"}, {Seat: 0, Team: true, Text: "<b>"}, {Seat: 0, Phrase: "say.help"},
	}
	for i := range said.Lines {
		said.Lines[i].AI = false // who leads an empty seat is not this test's
	}
	require.Equal(t, lines, said.Lines)

	h.Abandon()
	<-h.Done()
	require.NoError(t, a.write("m"))
	a.store = journal.NewMemory() // its records are given up
	said, err = a.Said(t.Context(), "m")
	require.NoError(t, err)
	require.Len(t, said.Lines, 3)
	_, err = a.Said(t.Context(), "none")
	require.ErrorIs(t, err, server.ErrNoReplay)
}
