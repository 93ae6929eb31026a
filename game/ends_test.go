package game_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// written is a battle with the ends of its mode written out, and no mode.
func written(s *game.Setup) *game.Setup {
	own := *s
	own.Scenario.Ends = s.Scenario.Ways()
	return &own
}

// A battle whose ends are written out comes to the same hashes as by its mode, tick by tick, and to the same end.
func TestEndsThatAreWrittenOutAreTheMode(t *testing.T) {
	for _, name := range assets.Embedded().Scenarios() {
		s, err := assets.Embedded().Setup(name)
		require.NoError(t, err)
		require.Equal(t, riot(s), riot(written(s)), name)
	}
	modes := map[game.EndReason]bool{}
	for name, last := range map[string]game.Tick{
		"keep": 540 * 20, "convoy": 900 * 20, "duel": 600 * 20, "arena": 720 * 20,
	} {
		s, err := assets.Embedded().Setup(name)
		require.NoError(t, err)
		a, b := game.New(s, 3), game.New(written(s), 3)
		for a.Tick() <= last && a.Result().Reason == game.NotOver {
			a.Step(&game.Input{})
			b.Step(&game.Input{})
		}
		require.Equal(t, a.Result(), b.Result(), name)
		require.NotEqual(t, game.NotOver, a.Result().Reason, name)
		require.Equal(t, a.Hash(), b.Hash(), name)
		modes[a.Result().Reason] = true
	}
	require.GreaterOrEqual(t, len(modes), 3, "they end in different ways: %v", modes)
}

// ford is the duel with a match about its ford: red's squads walk there, and blue's stay.
func ford(t *testing.T, ends ...game.End) *game.World {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	s.Scenario.Ends, s.Scenario.ScoreToWin = ends, 0
	require.NoError(t, s.Check())
	w := game.New(s, 1)
	w.Step(&game.Input{Orders: []game.Order{
		{Seat: 0, Leader: game.AI, Seq: 1, Kind: game.Capture, Squad: 0, Target: 1},
	}})
	return w
}

func seen(w *game.World) *game.View {
	var v game.View
	w.View(0, &v)
	return &v
}

func until(w *game.World, last game.Tick) game.Result {
	for w.Tick() < last && w.Result().Reason == game.NotOver {
		w.Step(&game.Input{})
	}
	return w.Result()
}

func one(c game.Condition) game.End { return game.End{When: []game.Condition{c}} }

// A point that is held for long enough wins, from the tick on in which it was taken, also over a save.
func TestAPointThatIsHeldForLongEnoughWins(t *testing.T) {
	held := game.Condition{Kind: game.Held, Of: 1, N: 1200}
	w := ford(t, one(held), one(game.Condition{Kind: game.Clock, N: 9000}))
	owner := func() int8 { return seen(w).Points[1].Owner }
	for owner() == game.NoTeam {
		require.Less(t, w.Tick(), game.Tick(6000))
		w.Step(&game.Input{})
	}
	taken := w.Tick()
	for range 600 {
		w.Step(&game.Input{})
	}
	saved := w.AppendSave(nil)
	again, err := game.Restore(w.Setup(), saved)
	require.NoError(t, err)
	require.Equal(t, saved, again.AppendSave(nil))
	for _, w := range []*game.World{w, again} {
		r := until(w, 9000)
		require.Equal(t, game.PointHeld, r.Reason)
		require.EqualValues(t, 0, r.Winner)
		require.InDelta(t, int(taken)+1200, int(r.Tick), 1)
	}
	late := bytes.Clone(saved)
	copy(late[len(late)-4:], []byte{0xff, 0xff, 0, 0})
	_, err = game.Restore(w.Setup(), late)
	require.ErrorIs(t, err, game.ErrBytes)
}

// All conditions of an end must be met, by the same team; the first end of a list counts.
func TestAllConditionsOfAnEndAreMetByOneTeam(t *testing.T) {
	clock := one(game.Condition{Kind: game.Clock, N: 9000})
	w := ford(t, game.End{When: []game.Condition{
		{Kind: game.Held, Of: 1, N: 20}, {Kind: game.Score, N: 40},
	}}, clock)
	r := until(w, 9000)
	require.Equal(t, game.PointHeld, r.Reason)
	require.EqualValues(t, 40, seen(w).Scores[0])

	w = ford(t, game.End{When: []game.Condition{
		{Kind: game.Held, Of: 1, N: 20}, {Kind: game.Arrives, Of: 4, Point: 1}, // blue's squad
	}}, clock)
	require.Equal(t, game.Result{Winner: 0, Reason: game.ClockRanOut, Tick: 9000}, until(w, 9001))

	w = ford(t, game.End{When: []game.Condition{{Kind: game.Clock, N: 50}}, To: game.ToOthers, Team: 0}, clock)
	require.Equal(t, game.Result{Winner: 1, Reason: game.EscortLost, Tick: 50}, until(w, 9000))
}

// What refers to nothing, and what may never end, is refused in a file and over a link.
func TestEndsOfHostileSetUpsAreRefused(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	alone := one(game.Condition{Kind: game.Alone})
	for want, end := range map[string]game.End{
		"it has 0 conditions":          {},
		"to: there is no such team":    {When: alone.When, To: game.ToTeam, Team: 2},
		"there is no condition 8":      one(game.Condition{Kind: game.ConditionKinds}),
		"held: there is no 3":          one(game.Condition{Kind: game.Held, Of: 3, N: 1}),
		"fallen: there is no 8":        one(game.Condition{Kind: game.Fallen, Of: 8}),
		"score: 0 is out of range":     one(game.Condition{Kind: game.Score}),
		"arrives: there is no point 9": one(game.Condition{Kind: game.Arrives, Point: 9}),
	} {
		s.Scenario.Ends = []game.End{alone, end}
		require.ErrorContains(t, s.Check(), want)
		_, err := game.DecodeSetup(game.AppendSetup(nil, s))
		require.ErrorIs(t, err, game.ErrSetup, want)
	}
	s.Scenario.Ends = []game.End{one(game.Condition{Kind: game.Score, N: 5})}
	require.ErrorContains(t, s.Check(), "a match may go on for ever")
	s.Scenario.Ends = make([]game.End, 17)
	require.ErrorContains(t, s.Check(), "17, and 16 are the most")
}
