package league

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

func TestMirrorsHaveEveryCommanderLeadBothSides(t *testing.T) {
	jobs := Mirrors([]string{"a", "b"}, []string{"x", "y"}, 2, 7)
	require.Len(t, jobs, 8)
	require.Equal(t, Job{Pair: 0, Game: 0, A: "a", B: "a", Scenario: "x", Seed: 7, Whole: true}, jobs[0])
	require.Equal(t, Job{Pair: 3, Game: 0, A: "b", B: "b", Scenario: "y", Seed: 7, Whole: true}, jobs[3])
	require.Equal(t, Job{Pair: 0, Game: 1, A: "a", B: "a", Scenario: "x", Seed: 8, Whole: true}, jobs[4])
}

func TestSidesTellWhoWonAndHowAndWhen(t *testing.T) {
	jobs := Mirrors([]string{"a", "b"}, []string{"x"}, 2, 1)
	sides := SidesOf([]Outcome{
		{Job: jobs[0], Winner: 0, Reason: "overrun", Ticks: 300},
		{Job: jobs[1], Winner: 1, Reason: "held_out", Ticks: 900},
		{Job: jobs[2], Winner: 0, Reason: "overrun", Ticks: 100},
		{Job: jobs[3], Winner: -1, Reason: "clock_ran_out", Ticks: 500},
	})
	require.Len(t, sides, 3, "each commander's, and all")
	require.Equal(t, []any{"a", 2, [2]int{2, 0}, 1.0}, []any{
		sides[0].Commander, sides[0].Games, sides[0].Wins, sides[0].Share,
	})
	require.Equal(t, []End{{Reason: "overrun", Wins: [2]int{2, 0}, Lengths: Lengths{100, 300, 300}}}, sides[0].Ends)
	all := sides[2]
	require.Equal(t, []any{"", 4, [2]int{2, 1}, 1}, []any{all.Commander, all.Games, all.Wins, all.Draws})
	require.InDelta(t, 2.0/3, all.Share, 1e-9)
	require.Equal(t, "overrun", all.Ends[0].Reason)
	require.Equal(t, End{Reason: "clock_ran_out", Draws: 1, Lengths: Lengths{500, 500, 500}}, all.Ends[1])
}

// A job of Mirrors is played with all seats of the scenario and by its own clock, and the turns of a
// side's seats count together.
func TestAMirrorIsPlayedAsPlayersFindTheScenario(t *testing.T) {
	seats := map[uint8]bool{}
	p := &Player{Set: assets.Embedded(), Find: func(string) (Commanders, error) {
		return func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
			seats[seat] = true
			require.Greater(t, s.Scenario.Clock, game.Tick(maxClock*int(s.Rules.TickRate)))
			return ai.New(s, seat, seed)
		}, nil
	}}
	o, err := p.Play(Mirrors([]string{"a"}, []string{"arena"}, 1, 1)[0])
	require.NoError(t, err)
	require.Len(t, seats, 4)
	require.Positive(t, o.Turns[0].Orders)
	require.Positive(t, o.Turns[1].Orders)
}
