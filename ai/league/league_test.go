package league

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

func setup(t testing.TB, scenario string) *game.Setup {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	return s
}

// count is what went on in a fight.
type count struct{ shots, deaths, captures int }

func (c *count) watch(w *game.World) {
	var v game.View
	w.View(game.All, &v)
	for _, h := range v.CombatEvents {
		switch h.Kind {
		case game.Shot:
			c.shots++
		case game.Death:
			c.deaths++
		case game.Captured:
			c.captures++
		}
	}
}

func TestAMatchOfCommandersIsARealFight(t *testing.T) {
	for _, scenario := range assets.Embedded().Scenarios() {
		for seed := range uint64(2) {
			c := &count{}
			f := Play(setup(t, scenario), seed, ai.New, 0, c.watch)
			t.Logf("%s seed %d: winner %d by %s after %d s, %+v",
				scenario, seed, f.Result.Winner, f.Result.Reason, f.Ticks/20, *c)
			require.NotEqual(t, game.NotOver, f.Result.Reason)
			require.Greater(t, c.shots, 200)
			require.Greater(t, c.deaths, 8)
			if mode := setup(t, scenario).Scenario.Mode; mode == game.Domination {
				require.Positive(t, c.captures)
			}
		}
	}
}

func TestTheSameSeedGivesTheSameFight(t *testing.T) {
	s := setup(t, "duel")
	a, b, c := Play(s, 7, ai.New, 4000, nil), Play(s, 7, ai.New, 4000, nil), Play(s, 8, ai.New, 4000, nil)
	require.Equal(t, []any{a.Hash, a.Result}, []any{b.Hash, b.Result})
	require.NotEqual(t, a.Hash, c.Hash)
}

// By turns commanders fight a battle out as well, and the same seed gives the same one.
func TestCommandersPlayByTurns(t *testing.T) {
	for _, kind := range []game.TurnKind{game.Together, game.Alternate} {
		s, c := setup(t, "duel"), &count{}
		s.Scenario.Turns = game.Turns{Kind: kind, Length: 100, Planning: 60}
		f := Play(s, 7, ai.New, 0, c.watch)
		t.Logf("%v: winner %d by %s after %d turns, %+v", kind, f.Result.Winner, f.Result.Reason, f.Ticks/100, *c)
		require.NotEqual(t, game.NotOver, f.Result.Reason)
		require.Greater(t, c.shots, 100)
		require.Positive(t, c.captures)
		require.Equal(t, f.Hash, Play(s, 7, ai.New, 0, nil).Hash)
	}
}

func BenchmarkDuel(b *testing.B) {
	s := setup(b, "duel")
	for b.Loop() {
		Play(s, 7, ai.New, 0, nil)
	}
}
