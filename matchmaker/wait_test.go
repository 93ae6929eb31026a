package matchmaker

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/store"
)

func TestARankedMatchWaitsForItsPlayers(t *testing.T) {
	m := &Matchmaker{cfg: Config{Modes: DefaultModes()}}
	require.Equal(t, 15, m.opening(&store.Match{Mode: "ranked"}, nil, store.Access{}).Wait)
	require.Zero(t, m.opening(&store.Match{Mode: "quick"}, nil, store.Access{}).Wait)
	require.Zero(t, m.opening(&store.Match{Mode: "gone"}, nil, store.Access{}).Wait, "a mode that is no longer offered")
}
