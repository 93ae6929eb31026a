package plan

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// turn has both sides commit what they have, and the turn run.
func (m *match) turn() {
	m.settle()
	m.plan.Ask()
	m.plan.Ask()
	m.settle()
	m.otherCommits()
	m.run()
	m.open()
}

func TestTheFilmOfAllTurnsIsSeenAgain(t *testing.T) {
	m := together(t)
	require.False(t, m.film.Any(), "nothing has run")
	m.plan.Give([]game.Order{at(0, 20, 34)})
	m.turn()
	m.turn()
	require.True(t, m.film.Any())
	r := m.film.Reel()
	require.Zero(t, r.Tick())
	require.EqualValues(t, 80, r.Last())
	require.NoError(t, r.Seek(40))
	require.EqualValues(t, 40, r.Tick())
	n := 0
	for on, _ := r.Step(); on; on, _ = r.Step() {
		n++
	}
	require.Equal(t, 40, n)
	require.EqualValues(t, 80, r.Tick())

	m.turn()
	require.EqualValues(t, 120, r.Last(), "it goes on growing while it is seen")
	on, err := r.Step()
	require.True(t, on)
	require.NoError(t, err)
	require.NoError(t, r.Seek(9999))
	require.EqualValues(t, 120, r.Tick())
	require.EqualValues(t, 120, r.View(0).Tick)
}

// Views that were lost on the way leave gaps, and a film that grows too large gets some of its own.
func TestAFilmWithGapsIsShownAsFarAsItCame(t *testing.T) {
	m := together(t)
	m.film = NewFootage(m.setup)
	for _, tick := range []game.Tick{0, 1, 2, 7, 8, 7} {
		m.film.Add(&game.View{Tick: tick, Units: make([]game.UnitView, 10), Turn: game.TurnView{
			Phase: game.Running, Number: 1, First: 1,
		}})
	}
	r := m.film.Reel()
	require.NoError(t, r.Seek(5))
	require.EqualValues(t, 7, r.Tick(), "the first after it")
	require.EqualValues(t, 8, r.Last())
	m.film.thin()
	require.Equal(t, 40, m.film.units)
	require.NoError(t, r.Seek(0))
	var ticks []game.Tick
	for on := true; on; on, _ = r.Step() {
		ticks = append(ticks, r.Tick())
	}
	require.Equal(t, []game.Tick{0, 2, 7, 8}, ticks, "the newer half is whole")
}
