package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// field is a flat map of open ground with what draw puts on it, and no points.
func field(t *testing.T, squads []game.SquadSetup, draw func(x, y int32) (terrain string)) *game.Setup {
	s := duel(t)
	names := map[string]uint8{}
	for i, k := range s.Rules.Terrains {
		names[k.Name] = uint8(i)
	}
	for i := range s.Map.Cells {
		s.Map.Cells[i] = 0
		if name := draw(int32(i)%s.Map.W, int32(i)/s.Map.W); name != "" {
			s.Map.Cells[i] = names[name]
		}
	}
	s.Map.Heights = nil
	s.Scenario.Mode, s.Scenario.Points, s.Scenario.Squads, s.Scenario.Supply = game.LastStand, nil, squads, 0
	require.NoError(t, s.Check())
	return s
}

func kind(t *testing.T, name string) uint8 {
	s := duel(t)
	for i := range s.Rules.Kinds {
		if s.Rules.Kinds[i].Name == name {
			return uint8(i)
		}
	}
	require.Fail(t, "no such kind", name)
	return 0
}

func open(int32, int32) string { return "" }

// idle leads nobody.
type idle struct{}

func (idle) Think(*game.View, []game.Talk) []game.Order { return nil }

// alone has a commander of a style play seat 0 against squads that only stand.
func alone(s *game.Setup, st ai.Style) *stage {
	stage := newStage(s, 1, st, st)
	stage.chairs[1] = idle{}
	return stage
}

// A squad of rifles under fire on open ground, with a wood beside it, fights from the wood.
func TestAVeteranFightsFromCover(t *testing.T) {
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 20, Y: 24},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 31, Y: 24, Facing: 128},
	}, func(x, y int32) string {
		if x >= 20 && x < 24 && y >= 26 && y < 31 {
			return "forest"
		}
		return ""
	})
	st := alone(s, style(t, "veteran"))
	covered := false
	st.look = func(seat int, v *game.View, _ []game.Order) {
		n := 0
		for _, u := range v.Units {
			if seat == 0 && u.Team == 0 && u.Flags&game.InCover != 0 {
				n++
			}
		}
		covered = covered || n >= 3
	}
	st.run(400)
	require.True(t, covered, "twenty seconds are enough to step into the wood")
}

// Two rifle squads meet one: they close in and win, they do not shoot it out at twelve cells.
func TestTheStrongerSideClosesIn(t *testing.T) {
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 15, Y: 21},
		{Seat: 0, Kind: kind(t, "rifle"), Count: 5, X: 15, Y: 27},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 31, Y: 24, Facing: 128},
	}, open)
	st, nearest := alone(s, style(t, "veteran")), int32(99)
	st.look = func(seat int, v *game.View, _ []game.Order) {
		for _, u := range v.Units {
			for _, o := range v.Units {
				if seat == 0 && u.Team == 0 && o.Team == 1 {
					dx, dy := int32(u.X)-int32(o.X), int32(u.Y)-int32(o.Y)
					nearest = min(nearest, max(dx, -dx, dy, -dy)/game.ViewStep)
				}
			}
		}
	}
	st.run(1200)
	require.LessOrEqual(t, nearest, int32(8))
	require.Equal(t, game.Result{Winner: 0, Reason: game.Elimination, Tick: st.w.Result().Tick}, st.w.Result())
}

// One squad meets three: it leaves.
func TestALostFightIsLeft(t *testing.T) {
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "rifle"), Count: 4, X: 30, Y: 24},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 40, Y: 20, Facing: 128},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 41, Y: 24, Facing: 128},
		{Seat: 1, Kind: kind(t, "machine_gun"), Count: 3, X: 40, Y: 28, Facing: 128},
	}, open)
	for _, level := range []string{"regular", "veteran", "elite"} {
		st := alone(s, style(t, level))
		st.run(200)
		var v game.View
		st.w.View(game.All, &v)
		for _, u := range v.Units {
			if u.Team == 0 {
				require.Less(t, u.X, uint16(30*game.ViewStep), "%s goes back", level)
			}
		}
	}
}

// A grenade goes where enemies stand close together.
func TestAnEliteThrowsGrenadesAtACrowd(t *testing.T) {
	s := field(t, []game.SquadSetup{
		{Seat: 0, Kind: kind(t, "assault"), Count: 5, X: 24, Y: 24},
		{Seat: 1, Kind: kind(t, "rifle"), Count: 5, X: 30, Y: 24, Facing: 128},
	}, open)
	st, thrown := alone(s, style(t, "elite")), 0
	st.look = func(_ int, _ *game.View, os []game.Order) {
		for _, o := range os {
			if o.Kind == game.Grenade {
				thrown++
			}
		}
	}
	st.run(300)
	require.Positive(t, thrown)
}

// Whoever takes a seat over in mid-plan lets its squads go on, and tells what they are up to
// when the player comes back.
func TestASeatIsTakenOverInMidPlan(t *testing.T) {
	s := duel(t)
	w := game.New(s, 1)
	w.Step(&game.Input{Orders: []game.Order{
		{Seat: 0, Leader: game.AI, Seq: 1, Kind: game.Move, Squad: 0, X: 20 * game.ViewStep, Y: 44 * game.ViewStep},
	}})
	c := ai.New(s, 0, 1)
	for range 100 {
		var v game.View
		w.View(0, &v)
		for _, o := range c.Think(&v, nil) {
			require.NotZero(t, o.Squad, "the squad that marches is left alone")
		}
		w.Step(&game.Input{})
	}
	items, ok := ai.ParsePlan(c.(ai.Speaker).Brief().Text)
	require.True(t, ok)
	require.NotEmpty(t, items)
}

// A player points at a place: squads come.
func TestAPingIsHeeded(t *testing.T) {
	s := duel(t)
	s.Scenario.Seats = append(s.Scenario.Seats, game.SeatSetup{Team: 0})
	went := func(talk []game.Talk) (n int) {
		w, c := game.New(s, 1), ai.New(s, 0, 1)
		for range 200 {
			var v game.View
			w.View(0, &v)
			for _, o := range c.Think(&v, talk) {
				if o.Kind == game.AttackMove && o.X/game.ViewStep == 12 && o.Y/game.ViewStep == 4 {
					n++
				}
			}
			talk = nil
			w.Step(&game.Input{})
		}
		return n
	}
	require.Zero(t, went(nil))
	require.Positive(t, went([]game.Talk{{Seat: 2, Kind: game.Ping, X: 12 * game.ViewStep, Y: 4 * game.ViewStep}}))
	require.Zero(t, went([]game.Talk{{Seat: 1, Kind: game.Ping, X: 12 * game.ViewStep, Y: 4 * game.ViewStep}}),
		"the enemy points in vain")
}

func FuzzHear(f *testing.F) {
	f.Add(ai.FormatPlan([]ai.Item{{Kind: "take", Point: 1, Squads: 2, Worth: 80}}))
	f.Fuzz(func(t *testing.T, text string) {
		items, ok := ai.ParsePlan(text)
		if !ok {
			return
		}
		again, ok := ai.ParsePlan(ai.FormatPlan(items))
		require.True(t, ok)
		require.LessOrEqual(t, len(again), len(items))
	})
}
