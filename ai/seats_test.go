package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// Four machine guns are known to sweep the straight way to the point. Who understands places and ways does not walk
// into their reach with one squad: he looks for another way. Who does not walks on, and is shot.
func TestAKnownLaneIsKeptOutOf(t *testing.T) {
	walk := func(s ai.Style) (lane, left int) {
		setup := field(t, []game.SquadSetup{
			{Seat: 0, Kind: kind(t, "rifle"), Count: 4, X: 4, Y: 24},
			{Seat: 0, Kind: kind(t, "scout"), Count: 1, X: 8, Y: 40},
			{Seat: 1, Kind: kind(t, "machine_gun"), Count: 4, X: 26, Y: 13, Facing: 64},
		}, open)
		setup.Scenario.Mode, setup.Scenario.Points = game.Domination, []game.PointSetup{
			{Name: "east", X: 45, Y: 24, Radius: 3},
		}
		setup.Scenario.CaptureTicks = 200
		require.NoError(t, setup.Check())
		st := alone(setup, s)
		st.look = func(seat int, v *game.View, _ []game.Order) {
			for _, u := range v.Units {
				dx, dy := int32(u.X)/game.ViewStep-26, int32(u.Y)/game.ViewStep-13
				if seat == 0 && u.Team == 0 && u.Squad == 0 && dx*dx+dy*dy <= 15*15 {
					lane++
				}
			}
		}
		st.run(2400)
		return lane, st.left(0, kind(t, "rifle"))
	}
	lane, left := walk(style(t, "recruit"))
	require.Greater(t, lane, 1000, "ticks of a man in reach")
	require.Less(t, left, 4)
	for _, level := range []string{"veteran", "elite"} {
		lane, left := walk(style(t, level))
		require.Less(t, lane, 100, level)
		require.Equal(t, 4, left, level)
	}
}

// A tank that was hit is repaired by engineers behind the line.
func TestADamagedTankIsRepaired(t *testing.T) {
	tank := kind(t, "tank")
	for _, level := range []string{"regular", "veteran", "elite"} {
		st, least, whole := alone(field(t, []game.SquadSetup{
			{Seat: 0, Kind: tank, Count: 1, X: 18, Y: 24},
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 18, Y: 27},
			{Seat: 0, Kind: kind(t, "engineer"), Count: 3, X: 12, Y: 24},
			{Seat: 1, Kind: kind(t, "anti_tank"), Count: 1, X: 28, Y: 24, Facing: 128},
			// it does not end with the fight
			{Seat: 1, Kind: kind(t, "rifle"), Count: 1, X: 46, Y: 2, Facing: 128, Arrives: 1 << 20},
		}, open), style(t, level)), uint8(255), uint8(0)
		st.look = func(seat int, v *game.View, _ []game.Order) {
			for _, u := range v.Units {
				if seat == 0 && u.Team == 0 && u.Kind == tank {
					if u.HP < least {
						least, whole = u.HP, 0
					}
					whole = max(whole, u.HP)
				}
			}
		}
		require.Positive(t, st.told(2400)[game.Repair], level)
		require.Greater(t, whole, least, "%s: from %d", level, least)
	}
}

// A squad that broke and ran stands again, and goes back into the fight.
func TestWhoRalliesGoesBack(t *testing.T) {
	st := alone(field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 30, Y: 24},
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 14, Y: 20},
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 14, Y: 28},
		{Seat: 1, Kind: kind(t, "machine_gun"), Count: 4, X: 36, Y: 24, Facing: 128},
	}, open), style(t, "regular")) // who knows more leaves before it comes to that
	broke, rallied, back := false, false, false
	st.look = func(seat int, v *game.View, os []game.Order) {
		if seat != 0 {
			return
		}
		for _, q := range v.Squads[:1] {
			rallied = rallied || broke && !q.Broken && q.Alive > 0
			broke = broke || q.Broken
		}
		for _, o := range os {
			back = back || rallied && o.Squad == 0 && (o.Kind == game.AttackMove || o.Kind == game.Attack ||
				o.Kind == game.Move && o.Flags&game.Faced != 0)
		}
	}
	st.run(2400)
	require.Equal(t, []bool{true, true, true}, []bool{broke, rallied, back})
}

// A team mate, who says nothing, sends his squad against a post that is too strong for it: the commander's squad comes
// to help. Where it is not needed, it takes the other point.
func TestATeamMateIsSupported(t *testing.T) {
	went := func(foes uint8) (helps bool) {
		setup := field(t, []game.SquadSetup{
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 14, Y: 18},
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 18, Y: 10},
			{Seat: 1, Kind: kind(t, "rifle"), Count: foes, X: 34, Y: 10, Facing: 128},
		}, open)
		sc := &setup.Scenario
		sc.Seats = append(sc.Seats, game.SeatSetup{Team: 0})
		sc.Squads[1].Seat = 2
		sc.Mode, sc.Points, sc.CaptureTicks = game.Domination, []game.PointSetup{
			{Name: "post", X: 32, Y: 10, Radius: 3},
			{Name: "farm", X: 28, Y: 34, Radius: 3},
		}, 200
		require.NoError(t, setup.Check())
		st := alone(setup, style(t, "veteran"))
		st.look = func(seat int, v *game.View, os []game.Order) {
			for _, o := range os {
				helps = helps || seat == 0 && (o.Kind == game.Capture && o.Target == 0 ||
					o.Kind == game.AttackMove && o.X/game.ViewStep > 24 && o.Y/game.ViewStep < 18)
			}
		}
		st.w.Step(&game.Input{
			Orders: []game.Order{{Seat: 2, Leader: game.AI, Seq: 1, Squad: 1, Kind: game.Capture, Target: 0}},
		})
		st.run(400)
		return helps
	}
	require.True(t, went(5), "one squad against a whole one is too few")
	require.False(t, went(1), "one against a single man is enough")
}

// A player went and left his squads holding their fire, one of them with the enemy before it. Whoever takes the seat
// over lets them fire, each by one order: first where it matters, and soon everywhere.
func TestSquadsThatWereLeftHoldingTheirFireFire(t *testing.T) {
	for _, level := range levels {
		st, asked := alone(field(t, []game.SquadSetup{
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 4, Y: 40},
			{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 16, Y: 24},
			{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 27, Y: 24, Facing: 128},
		}, open), style(t, level)), []uint8{}
		st.look = func(seat int, _ *game.View, os []game.Order) {
			for _, o := range os {
				if seat == 0 && o.Kind == game.SetStance {
					asked = append(asked, o.Squad)
				}
			}
		}
		st.w.Step(&game.Input{Orders: []game.Order{
			{Seat: 0, Leader: game.AI, Seq: 1, Squad: 0, Kind: game.SetStance, Arg: uint8(game.ReturnFire)},
			{Seat: 0, Leader: game.AI, Seq: 2, Squad: 1, Kind: game.SetStance, Arg: uint8(game.HoldFire)},
		}})
		st.seq[0] = 2
		st.run(300)
		var v game.View
		st.w.View(0, &v)
		for _, q := range v.Squads {
			require.Equal(t, game.FireAtWill, q.Stance, "%s, squad %d", level, q.ID)
		}
		require.ElementsMatch(t, []uint8{0, 1}, asked, level)
	}
}

// What a player left to slip past the enemy with its fire held goes on to where it was sent; with nobody near it fires
// at will only when it is there.
func TestASquadThatSlipsByHoldsItsFireUntilItIsThere(t *testing.T) {
	st, until := alone(field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 4, Y: 4},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 44, Y: 44, Facing: 128},
	}, open), style(t, "regular")), game.Tick(0)
	st.look = func(seat int, v *game.View, _ []game.Order) {
		if seat == 0 && until == 0 && v.Squads[0].Stance == game.FireAtWill {
			until = v.Tick
			require.Less(t, v.Units[0].Y, uint16(7*game.ViewStep))
			require.Greater(t, v.Units[0].X, uint16(15*game.ViewStep))
		}
	}
	st.w.Step(&game.Input{Orders: []game.Order{
		{Seat: 0, Leader: game.AI, Seq: 1, Squad: 0, Kind: game.SetStance, Arg: uint8(game.HoldFire)},
		{Seat: 0, Leader: game.AI, Seq: 2, Squad: 0, Kind: game.Move, X: 20 * game.ViewStep, Y: 4 * game.ViewStep},
	}})
	st.seq[0] = 2
	st.run(800)
	require.Greater(t, until, game.Tick(100))
}
