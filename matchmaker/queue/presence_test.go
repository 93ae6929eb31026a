package queue

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// sees has the shards of a fleet see who is there, of the assignments of a match, for so long; away
// is since when who is not.
func (f *fleet) sees(assignments []store.SeatAssignment, away map[int]time.Time, d time.Duration) {
	for ends := time.Now().Add(d); time.Now().Before(ends); time.Sleep(time.Second) {
		var seen []api.Presence
		for i, v := range assignments {
			p := api.Presence{Stint: v.ID, Here: true}
			if since, gone := away[i]; gone {
				p.Here, p.Away = false, int64(time.Since(since)/time.Second)
			}
			seen = append(seen, p)
		}
		f.mu.Lock()
		f.seen = seen
		f.mu.Unlock()
	}
}

// Whoever is away from a match is told so, and until when the seat is kept; who comes back keeps it, who does not has
// given it up. A queue that was started again meanwhile knows since when.
func TestASeatIsKeptForAWhile(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{
			reg: registry.NewMemory(time.Hour), dead: map[string]bool{}, owner: map[string]string{},
			epoch: map[string]uint32{},
		}
		m, kill := f.lead(t, dir, "queue-1", "m1")
		defer func() { kill() }() // it is another one by then
		seatKept := m.offer.Hold("quick", true)
		f.comes(t, "s1")
		time.Sleep(2 * time.Second)
		for _, ticket := range []string{"t-p-m1-0", "t-p-m1-1"} {
			m.notify.Served(ticket) // both fetched their seats
		}
		assignments, err := m.store.SeatAssignments(t.Context(), "m1", time.Now())
		require.NoError(t, err)
		seat := func(i int) (api.Seated, bool) {
			v, joinable, away, err := m.store.MySeat(t.Context(), assignments[i].Player)
			if errors.Is(err, store.ErrNone) {
				return v, false
			}
			require.NoError(t, err)
			if v.Here {
				away = time.Now()
			}
			v.Until = away.Add(m.offer.Hold(v.Mode, joinable)) // as its player is told
			return v, true
		}
		f.sees(assignments, nil, 10*time.Second)
		v, _ := seat(1)
		require.Equal(t, []any{true, "m1", "duel", 1}, []any{v.Here, v.Match, v.Scenario, v.Seat})

		gone := time.Now()
		f.sees(assignments, map[int]time.Time{1: gone}, time.Minute)
		v, _ = seat(1)
		require.False(t, v.Here)
		require.WithinDuration(t, gone.Add(seatKept), v.Until, absentEvery)
		sitters, err := m.store.Sitters(t.Context(), "m1", 9)
		require.NoError(t, err)
		require.Zero(t, sitters[0].Away, "operators see who leads, too")
		require.WithinDuration(t, gone, sitters[1].Away, absentEvery)
		kill()
		m, kill = f.lead(t, dir, "queue-2")
		f.sees(assignments, map[int]time.Time{1: gone}, 30*time.Second)
		v, _ = seat(1)
		require.WithinDuration(t, gone.Add(seatKept), v.Until, absentEvery)

		f.sees(assignments, nil, 10*time.Second)
		v, _ = seat(1)
		require.True(t, v.Here, "in time")
		require.WithinDuration(t, time.Now().Add(seatKept), v.Until, absentEvery)
		away := map[int]time.Time{1: time.Now()}
		f.sees(assignments, away, seatKept-2*absentEvery)
		_, has := seat(1)
		require.True(t, has)
		f.sees(assignments, away, 5*absentEvery)
		_, has = seat(1)
		require.False(t, has, "too late")
		_, has = seat(0)
		require.True(t, has, "who is there stays")
		open, err := m.store.WithRoom(t.Context(), 9)
		require.NoError(t, err)
		require.Equal(t, []bool{true, false}, open[0].Taken, "others may have it")
	})
}

// What shards tell of whose turn it is is written down when it is news; of a seat that they do not tell of, whose match
// may sleep, all stays as it was told last.
func TestWhoseTurnItIsIsNoted(t *testing.T) {
	due := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	first := store.SeatTurn{Turn: 3, Plans: true, Waits: true, Due: due}
	held := []store.Held{
		{Stint: 1, SeatTurn: first}, {Stint: 2, SeatTurn: first}, {Stint: 3, SeatTurn: first}, {Stint: 4},
	}
	news := turnsOf(held, []api.Presence{
		{Stint: 1, Turn: 3, Plans: true, Waits: true, Due: due.In(time.FixedZone("x", 3600)).Add(999)}, // the same
		{Stint: 2, Turn: 4, Plans: true, Waits: true, Due: due.Add(time.Hour)},
		{Stint: 4, Here: true}, // in real time
		{Stint: 9, Turn: 7},    // of nobody's
	})
	require.Equal(t, map[int64]store.SeatTurn{
		2: {Turn: 4, Plans: true, Waits: true, Due: due.Add(time.Hour)},
	}, news)
}
