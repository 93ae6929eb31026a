package battle_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/i18n"
	"muster/game"
)

// Whoever reads the goal reads his own: who must hold, who must take, and who watches.
func TestTheGoalIsWordedForItsReader(t *testing.T) {
	w, err := i18n.Load("en")
	require.NoError(t, err)
	goal := func(b *battle.Battle) string { // what is said in every mode is checked here
		said, wins := b.Goal(w), " A side that loses all its squads is beaten."
		require.True(t, strings.HasSuffix(said, wins), said)
		return strings.TrimSuffix(said, wins)
	}
	for _, c := range []struct {
		scenario       string
		ours, theirs   string
		watched, score string
	}{
		{
			"keep", "Hold out until time runs out: never lose Keep.",
			"Overrun Blue before time runs out: wipe them out or take Keep.",
			"Blue must hold out until time runs out.", "",
		},
		{
			"convoy", "Your Transport must reach Depot before time runs out.",
			"Keep Red's Transport from reaching Depot.", "Red's Transport must reach Depot in time.", "",
		},
	} {
		setup, err := assets.Embedded().Setup(c.scenario)
		require.NoError(t, err)
		side := setup.Scenario.Side
		b := &battle.Battle{Setup: setup, Team: side}
		require.Equal(t, c.ours, goal(b))
		b.Team = 1 - side
		require.Equal(t, c.theirs, goal(b))
		b.Watching = true
		require.Equal(t, c.watched, goal(b))
		require.False(t, b.Scored(), "no score decides it")
	}
	setup, err := assets.Embedded().Setup("keep")
	require.NoError(t, err)
	setup.Scenario.Points = append(setup.Scenario.Points, setup.Scenario.Points[0])
	two := &battle.Battle{Setup: setup, Team: setup.Scenario.Side}
	require.Equal(t, "Hold out until time runs out: never lose your last point.", goal(two))
	setup, err = assets.Embedded().Setup("duel")
	require.NoError(t, err)
	b := &battle.Battle{Setup: setup}
	require.Equal(t, "Hold points to score. First to 500 wins.", goal(b))
	require.True(t, b.Scored())
}

// A scenario that says itself how it is won says so to whoever reads it, and marks what it is about.
func TestEndsOfAScenarioAreWordedForTheirReader(t *testing.T) {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	one := func(c game.Condition) []game.Condition { return []game.Condition{c} }
	setup.Scenario.Ends = []game.End{
		{When: one(game.Condition{Kind: game.Held, Of: 1, N: 1800})},
		{When: one(game.Condition{Kind: game.Arrives, Of: 3, Point: 2})},
		{When: one(game.Condition{Kind: game.Fallen, Of: 3}), To: game.ToOthers, Team: 0},
		{When: one(game.Condition{Kind: game.Clock, N: 9600})},
	}
	en, err := i18n.Load("en")
	require.NoError(t, err)
	zh, err := i18n.Load("zh")
	require.NoError(t, err)
	b := &battle.Battle{Setup: setup}
	require.Equal(t, "To win: Ford held for 1:30; or Scouts of Red at South bridge; or the higher score at 8:00. "+
		"Defeat: Scouts of Red destroyed.", b.Goal(en))
	require.Equal(t, "取胜：守住浅滩 1:30；或红方的侦察兵到达南桥；或到 8:00 得分较高。落败：红方的侦察兵全灭。", b.Goal(zh))
	require.True(t, b.Wanted(1) && b.Wanted(2) && !b.Wanted(0))
	require.True(t, b.Escorted(3) && !b.Escorted(0))
	require.True(t, b.Scored())
	b.Team = 1
	require.Equal(t, "To win: Ford held for 1:30; or Scouts of Red destroyed; or the higher score at 8:00. "+
		"Defeat: Scouts of Red at South bridge.", b.Goal(en))
	b.Watching = true
	require.Contains(t, b.Goal(en), "It ends with: Ford held for 1:30; or ")
}
