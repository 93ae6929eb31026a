package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// told counts the orders that seat 0 gives, by kind.
func (st *stage) told(ticks int) map[game.OrderKind]int {
	told, look := map[game.OrderKind]int{}, st.look
	st.look = func(seat int, v *game.View, os []game.Order) {
		for _, o := range os {
			if seat == 0 {
				told[o.Kind]++
			}
		}
		if look != nil {
			look(seat, v, os)
		}
	}
	st.run(ticks)
	return told
}

// each calls do with every unit that lives.
func (st *stage) each(do func(u *game.UnitView)) {
	var v game.View
	st.w.View(game.All, &v)
	for i := range v.Units {
		if v.Units[i].HP > 0 {
			do(&v.Units[i])
		}
	}
}

// left is how many of a kind a team has.
func (st *stage) left(team, kind uint8) (n int) {
	st.each(func(u *game.UnitView) {
		if u.Team == team && u.Kind == kind {
			n++
		}
	})
	return n
}

// Two machine guns' crews behind sandbags watch an open field. Who charges over it is shot down; who understands
// positions takes them from the side, and loses hardly anybody.
func TestAMachineGunIsFlankedNotCharged(t *testing.T) {
	mg := kind(t, "machine_gun")
	attack := func(level string) (guns, own, front, side int) {
		s := field(t, []game.SquadSetup{
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 10, Y: 28},
			{Seat: 0, Kind: kind(t, "assault"), Count: 5, X: 10, Y: 31},
			{Seat: 1, Kind: mg, Count: 6, X: 34, Y: 28, Facing: 128},
		}, func(x, y int32) string {
			switch {
			case y >= 10 && y < 18 && x >= 8 && x < 38:
				return "forest"
			case x >= 33 && x <= 36 && y >= 27 && y <= 29:
				return "sandbags"
			}
			return ""
		})
		st := alone(s, style(t, level))
		st.look = func(seat int, v *game.View, _ []game.Order) {
			for _, u := range v.Units {
				ahead, aside := 34-int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep-28
				switch {
				case seat != 0 || u.Team != 0 || ahead > 13 || st.left(1, mg) == 0:
				case max(aside, -aside) > ahead:
					side++
				default:
					front++
				}
			}
		}
		st.run(3000)
		st.each(func(u *game.UnitView) {
			if u.Team == 0 {
				own++
			}
		})
		return st.left(1, mg), own, front, side
	}
	guns, own, front, side := attack("regular")
	require.Zero(t, side, "straight ahead, and %d ticks of a man in front", front)
	require.Positive(t, guns)
	require.Less(t, own, 5)
	for _, level := range []string{"veteran", "elite"} {
		guns, own, front, side := attack(level)
		require.Zero(t, guns, level)
		require.GreaterOrEqual(t, own, 8, level)
		require.Greater(t, side, front/10, level)
	}
}

// A mortar fires from where it is safe at what others see.
func TestAMortarKeepsBehindItsSpotters(t *testing.T) {
	mortar, rifle := kind(t, "mortar"), kind(t, "rifle")
	for _, level := range []string{"veteran", "elite"} {
		s := field(t, []game.SquadSetup{
			{Seat: 0, Kind: rifle, Count: 5, X: 14, Y: 24},
			{Seat: 0, Kind: mortar, Count: 2, X: 8, Y: 24},
			{Seat: 1, Kind: rifle, Count: 5, X: 36, Y: 24, Facing: 128},
		}, open)
		st := alone(s, style(t, level))
		st.run(1600)
		require.Equal(t, 2, st.left(0, mortar), level)
		require.Less(t, st.left(1, rifle), 4, level)
	}
}

// A squad that leaves a lost fight hides in smoke.
func TestARetreatIsCoveredBySmoke(t *testing.T) {
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "scout"), Count: 4, X: 28, Y: 24},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 38, Y: 22, Facing: 128},
		{Seat: 1, Kind: kind(t, "machine_gun"), Count: 3, X: 39, Y: 24, Facing: 128},
		{Seat: 1, Kind: kind(t, "machine_gun"), Count: 3, X: 38, Y: 27, Facing: 128},
	}, open)
	require.Positive(t, alone(s, style(t, "elite")).told(300)[game.Smoke])
}

// Anti-tank guns go for the tank, rifles keep away from it.
func TestArmourIsMetByWhatHurtsIt(t *testing.T) {
	tank, gun := kind(t, "tank"), kind(t, "anti_tank")
	for _, level := range []string{"veteran", "elite"} {
		s := field(t, []game.SquadSetup{
			{Seat: 0, Kind: gun, Count: 2, X: 14, Y: 22},
			{Seat: 0, Kind: gun, Count: 2, X: 14, Y: 26},
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 14, Y: 24},
			{Seat: 1, Kind: tank, Count: 1, X: 34, Y: 24, Facing: 128},
		}, open)
		st := alone(s, style(t, level))
		st.run(2400)
		require.Zero(t, st.left(1, tank), level)
		require.GreaterOrEqual(t, st.left(0, kind(t, "rifle")), 3, level)
	}
}

// A house that looks on the enemy is entered.
func TestAHouseIsGarrisoned(t *testing.T) {
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "rifle"), Count: 4, X: 18, Y: 24},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 31, Y: 24, Facing: 128},
	}, func(x, y int32) string {
		if x >= 20 && x < 22 && y >= 23 && y < 26 {
			return "building"
		}
		return ""
	})
	require.Positive(t, alone(s, style(t, "veteran")).told(400)[game.Enter])
}

// Medics tend to the wounded when the fight is over: what one fight leaves to heal is chance, so there are four.
func TestTheWoundedAreHealed(t *testing.T) {
	rifle := kind(t, "rifle")
	for _, level := range []string{"regular", "veteran", "elite"} {
		healed, orders := 0, 0
		for seed := range uint64(4) {
			s := field(t, []game.SquadSetup{
				{Seat: 0, Kind: rifle, Count: 5, X: 18, Y: 22},
				{Seat: 0, Kind: rifle, Count: 5, X: 18, Y: 26},
				{Seat: 0, Kind: kind(t, "medic"), Count: 2, X: 12, Y: 24},
				{Seat: 1, Kind: rifle, Count: 5, X: 30, Y: 24, Facing: 128},
				{Seat: 1, Kind: kind(t, "machine_gun"), Count: 1, X: 32, Y: 24, Facing: 128},
				// it does not end with the fight
				{Seat: 1, Kind: rifle, Count: 1, X: 46, Y: 2, Facing: 128, Arrives: 1 << 20},
			}, open)
			st, was := newStage(s, seed+1, style(t, level), style(t, level)), map[uint16]uint8{}
			st.chairs[1] = idle{}
			st.look = func(seat int, v *game.View, _ []game.Order) {
				for _, u := range v.Units {
					if before, known := was[u.ID]; seat == 0 && u.Team == 0 && known {
						healed += int(max(u.HP, before) - before)
					}
					if u.Team == 0 {
						was[u.ID] = u.HP
					}
				}
			}
			orders += st.told(3000)[game.Heal]
		}
		require.Positive(t, orders, level)
		require.Greater(t, healed, 4*20, level)
	}
}

// Supply buys back the fallen.
func TestTheFallenAreBoughtBack(t *testing.T) {
	for _, level := range []string{"regular", "veteran", "elite"} {
		s := field(t, []game.SquadSetup{
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 27, Y: 24},
			{Seat: 1, Kind: kind(t, "machine_gun"), Count: 3, X: 36, Y: 22, Facing: 128},
			{Seat: 1, Kind: kind(t, "machine_gun"), Count: 3, X: 36, Y: 26, Facing: 128},
		}, open)
		s.Scenario.Supply = 60
		require.Positive(t, alone(s, style(t, level)).told(1200)[game.Reinforce], level)
	}
}

// Who holds a place watches the way that the enemy will come.
func TestAHeldPlaceIsWatched(t *testing.T) {
	s := duel(t)
	st, watched := alone(s, style(t, "veteran")), 0
	st.look = func(_ int, _ *game.View, os []game.Order) {
		for _, o := range os {
			if o.Kind == game.Hold && o.Flags&game.Faced != 0 {
				watched++
			}
		}
	}
	st.run(2400)
	require.Positive(t, watched)
}
