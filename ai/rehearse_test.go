package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/game"
)

// byTurns plays a battle between two styles, the first of which leads red, and returns how it ended.
func byTurns(t *testing.T, battle string, seed uint64, red, blue ai.Style) league.Fight {
	s, err := assets.Embedded().Setup(battle)
	require.NoError(t, err)
	styles := [2]ai.Style{red, blue}
	return league.Play(s, seed, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
		return ai.Make(styles[seat])(s, seat, seed)
	}, 0, nil)
}

// The same commander who tries its plans out beats itself when it does not, from either side.
func TestWhoTriesPlansOutBeatsWhoDoesNot(t *testing.T) {
	if testing.Short() {
		t.Skip("whole battles")
	}
	tries, does := style(t, "veteran"), style(t, "veteran")
	tries.Level.Ahead, does.Level.Ahead = 300, 0
	won := 0
	for seed := uint64(70); seed < 73; seed++ {
		if byTurns(t, "clearing", seed, tries, does).Result.Winner == 0 {
			won++
		}
		if byTurns(t, "clearing", seed, does, tries).Result.Winner == 1 {
			won++
		}
	}
	require.GreaterOrEqual(t, won, 5, "of six")
}

// What it may spend is counted, not timed: the same seeds give the same battle.
func TestPlansAreTriedOutTheSameEachTime(t *testing.T) {
	tries := style(t, "elite")
	tries.Level.Ahead = 40
	first := byTurns(t, "clearing", 3, tries, tries)
	require.Equal(t, first.Hash, byTurns(t, "clearing", 3, tries, tries).Hash)
}

// Who has no time for more has the best plan until then: it is ordered as it is found, and the end of a turn's plan is
// what was ordered last.
func TestAPlanThatIsCutShortStands(t *testing.T) {
	s, err := assets.Embedded().Setup("clearing")
	require.NoError(t, err)
	w := game.New(s, 1)
	w.Plan(&game.Input{Turn: game.TurnInput{Open: 1}})
	var v game.View
	w.View(0, &v)
	for _, cut := range []int{80, 100} {
		c, asked := ai.Make(style(t, "elite"))(s, 0, 1), 0
		plan := ai.PlanTurn(&v, s.Scenario.Turns.Length, func(v *game.View) ([]game.Order, bool) {
			asked++
			return c.Think(v, nil), asked < cut
		})
		require.Greater(t, len(plan), 2, "both squads have something to do")
		squads := map[uint8]bool{}
		for _, o := range plan[:len(plan)-1] {
			squads[o.Squad] = squads[o.Squad] || o.Kind != game.NoOrder
		}
		require.Equal(t, map[uint8]bool{0: true, 1: true}, squads)
	}
}

// In real time nothing is tried out: a level's share of that changes no order.
func TestPlansAreTriedOutByTurnsAlone(t *testing.T) {
	tries, does := style(t, "veteran"), style(t, "veteran")
	tries.Level.Ahead, does.Level.Ahead = 500, 0
	require.Equal(t, byTurns(t, "duel", 1, tries, does).Hash, byTurns(t, "duel", 1, does, tries).Hash)
}
