package server

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
)

// A mode says for how long turns are planned, in place of the scenario, whose own set-up stays as it is. What cannot be
// played is refused by its field.
func TestAModeHasAClockOfItsOwn(t *testing.T) {
	setup, err := assets.Embedded().Setup("clearing")
	require.NoError(t, err)
	before := setup.Scenario.Turns
	day, err := withClock(setup, &api.TurnClock{Planning: 86_400, Bank: 172_800, TimeUp: "stand"})
	require.NoError(t, err)
	want := before
	want.Planning, want.Bank, want.Increment, want.TimeUp = 86_400, 172_800, 0, game.Stand
	require.Equal(t, want, day.Scenario.Turns)
	require.Equal(t, before, setup.Scenario.Turns)
	same, err := withClock(setup, nil)
	require.NoError(t, err)
	require.Same(t, setup, same)
	for field, c := range map[string]api.TurnClock{
		"clock.planning": {Planning: 1 << 40}, "clock.bank": {Bank: game.MaxTurnTime + 1},
		"clock.time_up": {TimeUp: "never"},
	} {
		_, err = withClock(setup, &c)
		require.ErrorContains(t, err, field)
	}
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	_, err = withClock(duel, &api.TurnClock{Planning: 60})
	require.ErrorContains(t, err, "real time")
}
