package alone

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/host"
	"muster/shard/replay"
)

func TestEveryMatchIsKeptToBeWatchedAgain(t *testing.T) {
	h := playing(t, t.TempDir())
	kept := h.replays
	for _, scenario := range []string{"duel", "arena"} {
		m, err := start(t.Context(), h, host.Choice{Scenario: scenario, Name: "Ann"})
		require.NoError(t, err)
		for len(h.said.file()) == 0 { // until a commander has thought
			_, err = m.Next(t.Context())
			require.NoError(t, err)
		}
		if scenario == "duel" {
			require.NoError(t, m.Close(), "left: kept")
		}
	}
	list, err := kept.List()
	require.NoError(t, err)
	require.Len(t, list, 2, "the one that is played, too")
	for _, scenario := range []string{"arena", "duel"} {
		at := slices.IndexFunc(list, func(r host.Replay) bool { return strings.HasPrefix(r.ID, scenario+".") })
		require.GreaterOrEqual(t, at, 0, scenario)
		b, err := kept.Open(list[at].ID)
		require.NoError(t, err)
		require.Contains(t, string(b.Intentions), `"act":"`, "what the commanders intended")
		f, err := replay.Import(b.Replay, replay.Anybody)
		require.NoError(t, err)
		s, err := replay.Summarize(f.Match, f.Records)
		require.NoError(t, err)
		require.Equal(t, scenario, s.Scenario)
		require.Len(t, s.Played, 1, "whose match it was")
		where, err := kept.Share(list[at].ID)
		require.NoError(t, err)
		require.FileExists(t, where)
	}
	require.NoError(t, h.Close())
}

func TestCommandersAreAsGoodAsWasChosen(t *testing.T) {
	h := playing(t, t.TempDir())
	_, err := start(t.Context(), h, host.Choice{Scenario: "duel", Name: "Ann", Level: "saint"})
	require.ErrorContains(t, err, "saint")
	for _, level := range []string{"recruit", "regular", "veteran", "elite", ""} {
		m, err := start(t.Context(), h, host.Choice{Scenario: "duel", Name: "Ann", Level: level})
		require.NoError(t, err)
		require.NoError(t, m.Close())
	}
}

// A lesson that was learnt or left has no end: it is no match that was left early, and no replay of it is kept.
func TestALessonThatHasNotEndedIsNoReplay(t *testing.T) {
	h := playing(t, t.TempDir())
	for _, scenario := range []string{assets.Embedded().Lessons()[0], "duel"} {
		m, err := start(t.Context(), h, host.Choice{Scenario: scenario, Name: "Ann"})
		require.NoError(t, err)
		_, err = m.Next(t.Context())
		require.NoError(t, err)
		require.NoError(t, m.Close())
		list, err := h.replays.List()
		require.NoError(t, err)
		require.Equal(t, scenario == "duel", len(list) == 1, scenario)
	}
}
