package matchmaker

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// sees has the shards of a fleet see who is there, of the sittings of a match, for so long; away is since when who is not.
func (f *fleet) sees(sittings []store.Sitting, away map[int]time.Time, d time.Duration) {
	for ends := time.Now().Add(d); time.Now().Before(ends); time.Sleep(time.Second) {
		var seen []api.Presence
		for i, v := range sittings {
			p := api.Presence{Sitting: v.ID, Here: true}
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

// Whoever is away from a match is told so, and until when the seat is kept; who comes back keeps it, who does not has given it
// up. A queue that was started again meanwhile knows since when.
func TestASeatIsKeptForAWhile(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{reg: registry.NewMemory(time.Hour), dead: map[string]bool{}, owner: map[string]string{}, epoch: map[string]uint32{}}
		m, kill := f.lead(t, dir, "queue-1", "m1")
		defer func() { kill() }() // it is another one by then
		f.comes(t, "s1")
		time.Sleep(2 * time.Second)
		for _, ticket := range []string{"t-p-m1-0", "t-p-m1-1"} {
			m.bells.serve(ticket) // both fetched their seats
		}
		sittings, err := m.store.Sittings(t.Context(), "m1", time.Now())
		require.NoError(t, err)
		seat := func(i int) (api.Seated, int) {
			who := context.WithValue(t.Context(), callerKey{}, store.Caller{Player: sittings[i].Player})
			out, err := m.mySeat(who, nil)
			if err != nil {
				return api.Seated{}, err.(huma.StatusError).GetStatus()
			}
			return out.Body, http.StatusOK
		}
		f.sees(sittings, nil, 10*time.Second)
		v, _ := seat(1)
		require.Equal(t, []any{true, "m1", "duel", 1}, []any{v.Here, v.Match, v.Scenario, v.Seat})

		gone := time.Now()
		f.sees(sittings, map[int]time.Time{1: gone}, time.Minute)
		v, _ = seat(1)
		require.False(t, v.Here)
		require.WithinDuration(t, gone.Add(seatKept), v.Until, absentEvery)
		kill()
		m, kill = f.lead(t, dir, "queue-2")
		f.sees(sittings, map[int]time.Time{1: gone}, 30*time.Second)
		v, _ = seat(1)
		require.WithinDuration(t, gone.Add(seatKept), v.Until, absentEvery)

		f.sees(sittings, nil, 10*time.Second)
		v, _ = seat(1)
		require.True(t, v.Here, "in time")
		require.WithinDuration(t, time.Now().Add(seatKept), v.Until, absentEvery)
		away := map[int]time.Time{1: time.Now()}
		f.sees(sittings, away, seatKept-2*absentEvery)
		_, status := seat(1)
		require.Equal(t, http.StatusOK, status)
		f.sees(sittings, away, 5*absentEvery)
		_, status = seat(1)
		require.Equal(t, http.StatusNotFound, status, "too late")
		_, status = seat(0)
		require.Equal(t, http.StatusOK, status, "who is there stays")
		open, err := m.store.WithRoom(t.Context(), 9)
		require.NoError(t, err)
		require.Equal(t, []bool{true, false}, open[0].Taken, "others may have it")
	})
}

// A seat that nobody else may have is kept for as long as the match runs; modes may say otherwise.
func TestHowLongSeatsAreKept(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	require.Equal(t, seatKept, h.m.hold("quick", true))
	require.Negative(t, h.m.hold("ranked", false))
	require.Equal(t, seatKept, h.m.hold("gone", true), "a mode that is not offered any more")
	c, _ := h.player(t)
	v, err := c.MySeat(t.Context())
	require.NoError(t, err)
	require.Nil(t, v, "none")
}
