package ai_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// convoy has two vehicles to be brought over the map, with an escort, past a post of the enemy on the way.
func convoy(t *testing.T) *game.Setup {
	rifle := kind(t, "rifle")
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "transport"), Count: 2, X: 4, Y: 24},
		{Seat: 0, Kind: rifle, Count: 5, X: 8, Y: 22},
		{Seat: 0, Kind: rifle, Count: 5, X: 8, Y: 26},
		{Seat: 0, Kind: kind(t, "assault"), Count: 5, X: 10, Y: 24},
		{Seat: 0, Kind: kind(t, "medic"), Count: 2, X: 5, Y: 27},
		{Seat: 1, Kind: rifle, Count: 3, X: 34, Y: 24, Facing: 128},
		{Seat: 1, Kind: rifle, Count: 1, X: 58, Y: 2, Facing: 128}, // it does not end with the post
	}, func(_, y int32) string {
		if y == 24 {
			return "road"
		}
		return ""
	})
	s.Scenario.Points = []game.PointSetup{
		{Name: "post", X: 32, Y: 24, Radius: 3, Owner: 2},
		{Name: "depot", X: 58, Y: 24, Radius: 3},
	}
	s.Scenario.Mode, s.Scenario.Side, s.Scenario.Charge, s.Scenario.Goal = game.Escort, 0, 0, 1
	s.Scenario.Clock, s.Scenario.CaptureTicks, s.Scenario.ScoreToWin = 18000, 200, 0
	s.Scenario.Teams[1].StartX, s.Scenario.Teams[1].StartY = 60, 2 // where they run to
	require.NoError(t, s.Check())
	return s
}

// The vehicles keep behind their escort, which goes ahead and deals with the post, and get to the goal, whatever the
// level; nobody stands around them: as men do who wait where a vehicle is.
func TestAConvoyIsLedThroughAndNobodyRingsIt(t *testing.T) {
	for _, level := range levels {
		st := alone(convoy(t), style(t, level))
		ringed := 0
		for st.w.Result().Reason == game.NotOver {
			st.run(1)
			if st.ring() >= 4 {
				ringed++
			}
		}
		end := st.w.Result()
		t.Logf("%s: %s after %d s, %d ticks ringed", level, end.Reason, end.Tick/20, ringed)
		require.Equal(t, game.Escorted, end.Reason, level)
		require.Equal(t, 2, st.left(0, kind(t, "transport")), level)
		require.LessOrEqual(t, ringed, 100, level)
	}
}

// ring is how many men of seat 0 stand within two cells of one of its transports.
func (st *stage) ring() (most int) {
	var v game.View
	st.w.View(game.All, &v)
	for i := range v.Units {
		n, c := 0, &v.Units[i]
		if c.Team != 0 || st.w.Setup().Rules.Kinds[c.Kind].Room == 0 {
			continue
		}
		for j := range v.Units {
			u := &v.Units[j]
			dx, dy := (int32(u.X)-int32(c.X))/game.ViewStep, (int32(u.Y)-int32(c.Y))/game.ViewStep
			if u.Team == 0 && st.w.Setup().Rules.Kinds[u.Kind].Room == 0 && u.Flags&(game.Moving|game.Working) == 0 &&
				dx*dx+dy*dy <= 4 {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// A recruit has an order a minute. It keeps one for the dash when time runs out on a way that is not clear, though
// others could use it.
func TestWhoHasFewOrdersKeepsOneForTheDash(t *testing.T) {
	s := convoy(t)
	s.Scenario.Squads[5].Count, s.Scenario.Clock = 8, 3700
	require.NoError(t, s.Check())
	st := alone(s, style(t, "recruit"))
	st.run(3700)
	require.Equal(t, game.Escorted, st.w.Result().Reason)
}

// Who has few orders leads a convoy in leaps: over the whole of a large map, without an enemy on it, in time.
func TestWhoHasFewOrdersLeadsAConvoyInLeaps(t *testing.T) {
	s, err := assets.Embedded().Setup("convoy")
	require.NoError(t, err)
	sc := &s.Scenario
	squads := []game.SquadSetup{{Seat: 1, Kind: kind(t, "rifle"), Count: 1, X: 110, Y: 2}} // it is lost without any
	for _, q := range sc.Squads {
		if q.Seat == 0 {
			squads = append([]game.SquadSetup{q}, squads...)
		}
	}
	slices.Reverse(squads[:len(squads)-1])                                          // the convoy is the first
	sc.Squads, sc.Seats = squads, []game.SeatSetup{{Team: 0}, {Team: 1}, {Team: 0}} // with an ally
	require.NoError(t, s.Check())
	st := alone(s, style(t, "recruit"))
	for st.w.Result().Reason == game.NotOver {
		st.run(1)
	}
	t.Logf("%v after %d s", st.w.Result().Reason, st.w.Result().Tick/20)
	require.Equal(t, game.Escorted, st.w.Result().Reason)
	require.Less(t, st.w.Result().Tick, game.Tick(16400), "not in the last moment")
}
