package main

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/matchmaker/api"
)

// The queue is offered what two can play. A puzzle is among it only if it is asked for.
func TestTheQueueOffersNoPuzzles(t *testing.T) {
	offered := func(first, name string) *api.ScenarioInfo {
		all, err := offers(assets.Embedded(), first)
		require.NoError(t, err)
		require.Equal(t, first, all[0].Name)
		i := slices.IndexFunc(all, func(s api.ScenarioInfo) bool { return s.Name == name })
		if i < 0 {
			return nil
		}
		return &all[i]
	}
	require.Nil(t, offered("duel", "locks"))
	require.NotNil(t, offered("locks", "locks"))
	require.Equal(t, 600, offered("duel", "duel").Lasts)
	clearing := offered("duel", "clearing")
	require.True(t, clearing.Turns)
	require.Equal(t, 180+36*(60+5)+2*120, clearing.Lasts, "with the time to plan")
	require.Zero(t, offered("locks", "locks").Lasts, "nobody need be done with his plan")
}
