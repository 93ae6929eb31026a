package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// without is a style that does not understand something.
func without(s ai.Style, skill ai.Skills) ai.Style {
	s.Level.Skills &^= skill
	return s
}

// aimed counts the shots of seat 0 at each kind of enemy until the last one of a kind has fallen or
// runs, and when that was.
func aimed(st *stage, kind uint8, ticks int) (shots map[uint8]int, fell game.Tick) {
	shots = map[uint8]int{}
	for range ticks {
		st.run(1)
		var v game.View
		st.w.View(game.All, &v)
		by, stand := map[uint16]game.UnitView{}, false
		for _, u := range v.Units {
			by[u.ID] = u
			stand = stand || u.Team == 1 && u.Kind == kind && u.HP > 0 && u.Flags&game.Fleeing == 0
		}
		for _, h := range v.CombatEvents {
			if from, at := by[h.Source], by[h.Target]; h.Kind == game.Shot && from.Team == 0 && at.Team == 1 {
				shots[at.Kind]++
			}
		}
		if !stand {
			return shots, st.w.Tick()
		}
	}
	return shots, 0
}

// Two squads have two squads of enemies in their sights: engineers, near, and behind them a machine gun, which is what
// kills. They shoot at the machine gun together until it has fallen or runs; without the skill each
// shoots at who is nearest.
func TestTwoSquadsShootAtTheMoreDangerousEnemyUntilItFalls(t *testing.T) {
	decoy, mg := kind(t, "engineer"), kind(t, "machine_gun")
	attack := func(s ai.Style) (share int, fell game.Tick, told map[uint8]int) {
		st := alone(field(t, []game.SquadSetup{
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 20, Y: 22},
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 20, Y: 27},
			{Seat: 1, Kind: decoy, Count: 3, X: 28, Y: 24, Facing: 128},
			{Seat: 1, Kind: mg, Count: 2, X: 29, Y: 25, Facing: 128},
		}, func(x, _ int32) string {
			if x >= 18 && x <= 21 {
				return "sandbags"
			}
			return ""
		}), s)
		told = map[uint8]int{}
		st.look = func(seat int, _ *game.View, os []game.Order) {
			for _, o := range os {
				if seat == 0 && o.Kind == game.Attack {
					told[o.Squad]++
				}
			}
		}
		shots, fell := aimed(st, mg, 2400)
		return shots[mg] * 100 / max(shots[mg]+shots[decoy], 1), fell, told
	}
	share, fell, told := attack(style(t, "veteran"))
	alone, _, none := attack(without(style(t, "veteran"), ai.Focus))
	t.Logf("%d %% of the shots at the machine gun, which is gone at %d; %d %% without the skill", share, fell, alone)
	require.Empty(t, none)
	require.Len(t, told, 2, "both squads are told")
	require.Positive(t, fell)
	require.Greater(t, share, 70)
	require.Less(t, alone, 60)
	share, fell, told = attack(style(t, "elite"))
	t.Logf("an elite: %d %%, at %d", share, fell)
	require.NotEmpty(t, told)
	require.Positive(t, fell)
	require.Greater(t, share, 60)
}

// reserve are the squads of seat 0 that are held back.
func (st *stage) reserve() (held []uint8) {
	for _, in := range st.chairs[0].(ai.Explainer).Explain() {
		if in.Act == ai.Reserved {
			held = append(held, in.Squad)
		}
	}
	return held
}

// Against two scouts there is no need of five squads: one stays behind the others. When a whole company
// comes, it fights beside them.
func TestAReserveIsHeldBackUntilTheFightNeedsIt(t *testing.T) {
	rifle := kind(t, "rifle")
	squads := []game.SquadSetup{
		{Seat: 1, Kind: kind(t, "scout"), Count: 2, X: 40, Y: 24, Facing: 128},
		{Seat: 1, Kind: rifle, Count: 6, X: 40, Y: 20, Facing: 128, Arrives: 600},
		{Seat: 1, Kind: rifle, Count: 6, X: 40, Y: 28, Facing: 128, Arrives: 600},
		{Seat: 1, Kind: kind(t, "machine_gun"), Count: 4, X: 41, Y: 24, Facing: 128, Arrives: 600},
	}
	for n := range int32(5) {
		squads = append(squads, game.SquadSetup{Seat: 0, Kind: rifle, Count: 4, X: 16, Y: 16 + 4*n})
	}
	for _, level := range []string{"veteran/defender", "elite/defender"} {
		st, held, behind, fired := alone(field(t, squads, open), style(t, level)), map[uint8]int{}, 0, map[uint8]bool{}
		st.look = func(seat int, v *game.View, _ []game.Order) {
			if seat != 0 {
				return
			}
			front, rear := uint16(0), uint16(0)
			for _, u := range v.Units {
				switch {
				case u.Team != 0:
				case held[u.Squad] > 0:
					rear = max(rear, u.X)
					fired[u.Squad] = fired[u.Squad] || v.Tick > 600 && u.Flags&game.Firing != 0
				default:
					front = max(front, u.X)
				}
			}
			if rear > 0 && rear < front {
				behind++
			}
		}
		for range 600 {
			st.run(1)
			require.LessOrEqual(t, len(st.reserve()), 1, level)
			for _, squad := range st.reserve() {
				held[squad]++
			}
		}
		require.NotEmpty(t, held, level)
		require.Greater(t, behind, 100, level)
		st.run(160)
		require.Empty(t, st.reserve(), "%s sends it when the company has been seen", level)
		st.run(900)
		require.NotEmpty(t, fired, level)
	}
	require.Empty(t, func() []uint8 { // who likes none keeps none
		st := alone(field(t, squads, open), style(t, "veteran/aggressive"))
		for range 600 {
			if st.run(1); len(st.reserve()) > 0 {
				return st.reserve()
			}
		}
		return nil
	}())
}
