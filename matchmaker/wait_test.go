package matchmaker

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

func TestARankedMatchWaitsForItsPlayers(t *testing.T) {
	m := &Matchmaker{cfg: Config{Modes: DefaultModes()}}
	require.Equal(t, 15, m.opening(&store.Match{Mode: "ranked"}, nil).Wait)
	require.Zero(t, m.opening(&store.Match{Mode: "quick"}, nil).Wait)
	require.Zero(t, m.opening(&store.Match{Mode: "gone"}, nil).Wait, "a mode that is no longer offered")
	require.Equal(t, api.OpenMatch{Scenario: "duel"}, m.opening(&store.Match{Scenario: "duel"}, nil))
}
