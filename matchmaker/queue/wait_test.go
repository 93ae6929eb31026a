package queue

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/modes"
	"muster/matchmaker/store"
)

func TestARankedMatchWaitsForItsPlayers(t *testing.T) {
	offer, err := modes.Complete(modes.Offer{})
	require.NoError(t, err)
	s := &syncer{common{offer: offer}}
	require.Equal(t, 15, s.opening(&store.Match{Mode: "ranked"}, nil, store.Access{}).Wait)
	require.Zero(t, s.opening(&store.Match{Mode: "quick"}, nil, store.Access{}).Wait)
	require.Zero(t, s.opening(&store.Match{Mode: "gone"}, nil, store.Access{}).Wait, "a mode that is no longer offered")
}
