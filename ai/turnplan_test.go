package ai

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// A commander is asked once for each tick of the turn; what it orders last for a squad counts, what it queues stays,
// and the plan ends with its commitment.
func TestATurnIsPlannedTickByTick(t *testing.T) {
	v := &game.View{Tick: 100, CombatEvents: []game.CombatEvent{{}}, Turn: game.TurnView{Number: 3}}
	asked := game.Tick(0)
	plan := PlanTurn(v, 20, func(v *game.View) ([]game.Order, bool) {
		require.Equal(t, 100+asked, v.Tick)
		require.Equal(t, asked == 0, len(v.CombatEvents) == 1)
		asked++
		switch v.Tick {
		case 100:
			return []game.Order{{Kind: game.Move, Squad: 1, X: 5}, {Kind: game.SetStance, Squad: 1}}, true
		case 105:
			return []game.Order{
				{Kind: game.Move, Squad: 1, X: 7},
				{Kind: game.Hold, Squad: 1, Flags: game.Queued},
				{Kind: game.Hold, Squad: 2, At: 4},
			}, true
		}
		return nil, true
	})
	require.EqualValues(t, 20, asked)
	require.Equal(t, []game.Order{
		{Kind: game.SetStance, Squad: 1, Flags: game.Planned, Turn: 3},
		{Kind: game.Move, Squad: 1, X: 7, Flags: game.Planned, Turn: 3},
		{Kind: game.Hold, Squad: 1, Flags: game.Planned | game.Queued, Turn: 3},
		{Kind: game.Hold, Squad: 2, Flags: game.Planned, Turn: 3, At: 4},
		{Flags: game.Planned | game.Commit, Turn: 3},
	}, plan)
	require.EqualValues(t, 100, v.Tick, "what it was given stays as it is")
}

// Who commits is asked no more, nor who has no time left.
func TestACommanderMayCommitByItself(t *testing.T) {
	for _, again := range []func() ([]game.Order, bool){
		func() ([]game.Order, bool) { return []game.Order{{Flags: game.Commit}}, true },
		func() ([]game.Order, bool) { return nil, false },
	} {
		asked := 0
		plan := PlanTurn(&game.View{}, 20, func(*game.View) ([]game.Order, bool) { asked++; return again() })
		require.Equal(t, 1, asked)
		require.Len(t, plan, 1)
	}
}

// A plan goes in its order, what did not fit goes again, and a commitment that was lost is said again while the seat
// still plans.
func TestAPlanIsGivenBitByBitAndCommitsUntilThatIsHeard(t *testing.T) {
	p := NewPlans(3, PlanTurn(&game.View{Turn: game.TurnView{Number: 3}}, 1, func(*game.View) ([]game.Order, bool) {
		return []game.Order{{Kind: game.Hold, Squad: 1}, {Kind: game.Hold, Squad: 2}, {Kind: game.Hold, Squad: 3}}, true
	}))
	first := p.Next(2)
	require.Len(t, first, 2)
	p.Back(first[1:])
	rest := p.Next(9)
	require.Len(t, rest, 3)
	require.EqualValues(t, 2, rest[0].Squad)
	commit := []game.Order{{Flags: game.Planned | game.Commit, Turn: 3}}
	require.Equal(t, commit, rest[2:])
	for range 2 {
		for range commitAgain - 1 {
			require.Empty(t, p.Next(9))
		}
		require.Equal(t, commit, p.Next(9))
	}
}

// Where sides move one after another, a commander is not asked while others' turns run: it goes on with its own plans
// then, as if no tick had passed unseen.
func TestATurnOfOthersIsNoTakeOver(t *testing.T) {
	m := &mind{setup: &game.Setup{Scenario: game.Scenario{
		Teams: make([]game.TeamSetup, 2), Turns: game.Turns{Kind: game.Alternate, Length: 80},
	}}, now: 1000}
	require.False(t, m.misses(1000+81))
	require.False(t, m.misses(1000+161))
	require.True(t, m.misses(1000+400))
	m.setup.Scenario.Turns = game.Turns{}
	require.False(t, m.misses(1060))
	require.True(t, m.misses(1061))
}
