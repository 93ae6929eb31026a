package league

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// worker plays what play says.
type worker struct {
	play func(j Job) (Outcome, error)
}

func (w worker) Play(j Job) (Outcome, error) { return w.play(j) }
func (w worker) Close() error                { return nil }

func TestJobsSwapSidesUnderTheSameSeed(t *testing.T) {
	jobs := Jobs([]string{"a", "b", "c"}, []string{"x", "y"}, 4, 7)
	require.Len(t, jobs, 12)
	require.Equal(t, Job{Pair: 0, Game: 0, A: "a", B: "b", Scenario: "x", Seed: 7}, jobs[0])
	require.Equal(t, Job{Pair: 0, Game: 1, A: "a", B: "b", Scenario: "x", Seed: 7, Swapped: true}, jobs[1])
	require.Equal(t, Job{Pair: 0, Game: 2, A: "a", B: "b", Scenario: "y", Seed: 8}, jobs[2])
	require.Equal(t, Job{Pair: 2, Game: 0, A: "b", B: "c", Scenario: "x", Seed: 7}, jobs[8])
}

// A worker dies in every third game; each of those is played again, and the table is as if nothing had happened.
func TestTheGamesOfALostWorkerArePlayedAgain(t *testing.T) {
	jobs := Jobs([]string{"a", "b"}, []string{"x"}, 30, 1)
	var hired, done atomic.Int64
	var once sync.Map
	hire := func() (Worker, error) {
		hired.Add(1)
		return worker{func(j Job) (Outcome, error) {
			if _, again := once.LoadOrStore(j.Game, true); j.Game%3 == 0 && !again {
				return Outcome{}, ErrWorkerLost
			}
			return Outcome{Job: j, Winner: j.Game % 2}, nil
		}}, nil
	}
	outcomes, err := Run(t.Context(), jobs, 3, hire, func(Outcome) { done.Add(1) })
	require.NoError(t, err)
	require.EqualValues(t, 30, done.Load())
	require.Greater(t, hired.Load(), int64(9))
	p := Table(outcomes)[0]
	require.Equal(t, []int{30, 15, 15}, []int{p.Games, p.AWins, p.BWins})
}

func TestAGameThatAlwaysLosesItsWorkerEndsTheLeague(t *testing.T) {
	hire := func() (Worker, error) {
		return worker{func(Job) (Outcome, error) { return Outcome{}, ErrWorkerLost }}, nil
	}
	outcomes, err := Run(t.Context(), Jobs([]string{"a", "b"}, []string{"x"}, 2, 1), 1, hire, nil)
	require.Empty(t, outcomes)
	require.ErrorIs(t, err, ErrWorkerLost)
	require.ErrorContains(t, err, "a against b on x, seed 1")
}

// A league of three pairs is stopped after its fifth game: the four of the first pair are told, and one of the second.
func TestALeagueThatIsStoppedTellsWhatWasPlayed(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	games := 0
	hire := func() (Worker, error) {
		return worker{func(j Job) (Outcome, error) { return Outcome{Job: j, Winner: 1}, nil }}, nil
	}
	outcomes, err := Run(ctx, Jobs([]string{"a", "b", "c"}, []string{"x"}, 4, 1), 1, hire, func(Outcome) {
		if games++; games == 5 {
			stop()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, outcomes, 5)
	pairs := Table(outcomes)
	require.Len(t, pairs, 2)
	require.Equal(t, []any{"a", "c", 1, 1}, []any{pairs[1].A, pairs[1].B, pairs[1].Games, pairs[1].BWins})
}

func TestTheIntervalIsWilsons(t *testing.T) {
	share, low, high := wilson(15, 20)
	require.InDelta(t, 0.75, share, 1e-9)
	require.InDelta(t, 0.531, low, 0.001) // by hand
	require.InDelta(t, 0.888, high, 0.001)
}

func TestThePoolHasFourMapsAndThreeModesForTwo(t *testing.T) {
	names, err := Pool(assets.Embedded())
	require.NoError(t, err)
	maps, modes := map[string]bool{}, map[game.Mode]bool{}
	for _, name := range names {
		s, err := Duel(assets.Embedded(), name)
		require.NoError(t, err)
		maps[s.Map.Name], modes[s.Scenario.Mode] = true, true
		require.Len(t, s.Scenario.Seats, 2)
		require.LessOrEqual(t, s.Scenario.Clock, game.Tick(maxClock)*game.Tick(s.Rules.TickRate))
	}
	require.GreaterOrEqual(t, len(maps), 4)
	require.GreaterOrEqual(t, len(modes), 3)
}

// thrower panics now and then.
type thrower struct{ n int }

func (c *thrower) Think(*game.View, []game.Talk) []game.Order {
	if c.n++; c.n == 100 {
		panic(errors.New("lost my head"))
	}
	return nil
}

func TestACommanderThatPanicsLosesItsTurnsAndNotTheGame(t *testing.T) {
	p := Player{Set: assets.Embedded(), Find: func(name string) (Commanders, error) {
		if name == "thrower" {
			return func(*game.Setup, uint8, uint64) ai.Commander { return &thrower{} }, nil
		}
		return ai.New, nil
	}}
	o, err := p.Play(Job{A: "thrower", B: "regular", Scenario: "duel", Seed: 1, Swapped: true})
	require.NoError(t, err)
	require.Equal(t, 1, o.Winner)
	require.Equal(t, int(o.Ticks)/100, o.Turns[0].Crashes)
	require.Contains(t, o.Turns[0].Crash, "lost my head")
	require.Zero(t, o.Turns[1].Crashes)
}
