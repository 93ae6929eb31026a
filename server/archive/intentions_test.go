package archive

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
	"muster/shard/replay"
)

// A commander says the same for a while, changes its mind, and goes when a player comes: three
// times something is written.
func TestIntentionsAreKeptBesideAReplayAsTheyChange(t *testing.T) {
	dir := t.TempDir()
	n, replayFile := NewIntentions(dir, slog.New(slog.DiscardHandler)), filepath.Join(dir, "m"+replay.FileSuffix)
	going := []ai.Intention{{Squad: 0, Act: ai.Going, X: 160, Y: 32, Point: 1}}
	for tick := game.Tick(5); tick < 50; tick++ {
		going[0].Score = int32(tick) // alone no reason to write
		n.Write("m", tick, 0, going)
	}
	n.Write("m", 50, 0, []ai.Intention{{Squad: 0, Act: ai.Fighting, X: 160, Y: 32, Point: 1}})
	n.Write("m", 70, 0, nil)
	b, err := os.ReadFile(intentionsOf(replayFile))
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(string(b), "\n"), string(b))
	said, err := ReadIntentions(replayFile)
	require.NoError(t, err)
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	require.Equal(t, "going", said.At(s, 0, 49)[0].Act)
	require.Equal(t, "fighting", said.At(s, 0, 69)[0].Act)
	require.Empty(t, said.At(s, 0, 70))
	require.Empty(t, said.At(s, 1, 49), "the enemy sees nothing of it")
}

// A server that starts again goes on behind what is there, and a place that cannot be written stops nothing.
func TestIntentionsGoOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	for tick := range game.Tick(2) {
		NewIntentions(dir, slog.New(slog.DiscardHandler)).Write("m", tick, 0, []ai.Intention{{Squad: 0, Act: ai.Going}})
	}
	b, err := os.ReadFile(intentionsOf(filepath.Join(dir, "m"+replay.FileSuffix)))
	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(string(b), "\n"))
	NewIntentions(filepath.Join(dir, "m"+replay.FileSuffix+".intentions",
		"no directory"), slog.New(slog.DiscardHandler)).Write("m", 1, 0, []ai.Intention{{}})
	none, err := ReadIntentions(filepath.Join(dir, "other.muster"))
	require.NoError(t, err)
	require.Nil(t, none)
}
