package alone

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/client/screen/host"
	"muster/game"
)

// planned waits until a turn is planned by a seat, and returns its view.
func planned(t *testing.T, m host.Match, turn uint32) *game.View {
	for {
		u, err := m.Next(t.Context())
		require.NoError(t, err)
		require.NotEqual(t, client.Closed, u.Link, "%v", u.Err)
		if v := u.View; v != nil && v.Turn.Phase == game.Planning && v.Turn.Number == turn &&
			v.Turn.Seats[m.Seat()].State == game.Thinking {
			return v
		}
	}
}

// Two play a turn at one screen, leave, and both go on another day: nobody's AI has planned for them.
func TestTwoAtOneScreenGoOnAnotherDay(t *testing.T) {
	dir := t.TempDir()
	at := func() *Matches {
		h := playing(t, dir)
		var err error
		h.cfg.Assets, err = assets.Open("../screen/window/testdata/short")
		require.NoError(t, err)
		return h
	}
	h := at()
	m, err := start(t.Context(), h, host.Choice{Scenario: "paces", Name: "Ann", Table: true})
	require.NoError(t, err)
	both := m.(host.Shared)
	require.Equal(t, []int{0, 1}, []int{both.Seat(), both.Beside().Seat()})
	require.Zero(t, m.Setup().Scenario.Turns.Planning, "no deadline")
	for _, seat := range []host.Match{both, both.Beside()} {
		v := planned(t, seat, 1)
		require.Empty(t, v.Turn.Plan)
		_, err := seat.Order(game.Order{Kind: game.Hold, Flags: game.Planned, Turn: 1, Squad: v.Squads[0].ID})
		require.NoError(t, err)
		_, err = seat.Order(game.Order{Flags: game.Planned | game.Commit, Turn: 1})
		require.NoError(t, err)
	}
	planned(t, both, 2)
	planned(t, both.Beside(), 2)
	require.NoError(t, m.Close())

	h = at()
	all, err := h.Saves()
	require.NoError(t, err)
	require.Len(t, all, 1)
	m, err = resume(t, h, all[0].ID, "Ann")
	require.NoError(t, err)
	both = m.(host.Shared)
	for _, seat := range []host.Match{both, both.Beside()} {
		require.Empty(t, planned(t, seat, 2).Turn.Plan)
	}
	require.NoError(t, m.Close())
}
