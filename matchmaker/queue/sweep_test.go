package queue

import (
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// guest is a new guest with a session.
func guest(t *testing.T, s *store.Store, player string, now time.Time) {
	require.NoError(t, s.AddAccount(t.Context(), store.Account{
		Player: player, Name: player, Guest: true, Role: api.RolePlayer, Created: now,
	}))
	require.NoError(t, s.AddSession(t.Context(), "s-"+player, player, "old", now, now.Add(90*24*time.Hour)))
}

// The leader's rounds delete who did nothing for a day, walk once and rest; whoever came back stays.
func TestRoundsDeleteUnusedGuests(t *testing.T) {
	q := open(t, t.TempDir(), "queue-1", registry.NewMemory(time.Hour), Config{}, duel)
	defer q.store.Close()
	now := time.Now().Truncate(time.Microsecond)
	guest(t, q.store, "idle", now)
	guest(t, q.store, "back", now)
	later := now.Add(time.Millisecond) // than the session's begin, in whole microseconds
	_, err := q.store.Rotate(t.Context(), "s-back", "old", "new", later, later.Add(90*24*time.Hour))
	require.NoError(t, err)
	require.NoError(t, q.sweepOut(t.Context(), now.Add(unusedKept-time.Minute)))
	_, err = q.store.Account(t.Context(), "idle")
	require.NoError(t, err, "not a day old yet")
	require.NoError(t, q.sweepOut(t.Context(), now.Add(unusedKept+time.Minute)))
	_, err = q.store.Account(t.Context(), "idle")
	require.NoError(t, err, "the walk rests")
	require.NoError(t, q.sweepOut(t.Context(), now.Add(unusedKept+sweepEvery)))
	_, err = q.store.Account(t.Context(), "idle")
	require.ErrorIs(t, err, store.ErrNone)
	_, err = q.store.Rotate(t.Context(), "s-idle", "old", "new", later, later.Add(time.Hour))
	require.ErrorIs(t, err, store.ErrNone, "and signs in anew")
	_, err = q.store.Account(t.Context(), "back")
	require.NoError(t, err)
}

func TestTheSizeOfTheDatabaseIsAFigure(t *testing.T) {
	figures := prometheus.NewRegistry()
	q := open(t, t.TempDir(), "queue-1", registry.NewMemory(time.Hour), Config{Metrics: figures}, duel)
	defer q.store.Close()
	require.NoError(t, q.measureOnce(t.Context()))
	told, err := figures.Gather()
	require.NoError(t, err)
	size := slices.IndexFunc(told, func(f *dto.MetricFamily) bool {
		return f.GetName() == "muster_matchmaker_database_bytes"
	})
	require.Greater(t, told[size].GetMetric()[0].GetGauge().GetValue(), 10_000.)
}

func TestUnattendedTicketIsDropped(t *testing.T) {
	q := open(t, t.TempDir(), "queue-1", registry.NewMemory(time.Hour), Config{}, duel)
	defer q.store.Close()
	now := time.Now()
	guest(t, q.store, "p", now)
	_, _, err := q.store.AddTicket(t.Context(), "t", []string{"p"}, store.TicketRequest{Mode: "quick"}, now)
	require.NoError(t, err)
	q.notify.Asked("t", now)
	require.NoError(t, q.dropUnattended(t.Context(), now.Add(pollPatience/2)))
	ticket, err := q.store.Ticket(t.Context(), "t", "p")
	require.NoError(t, err)
	require.Equal(t, store.Waiting, ticket.Status)
	require.NoError(t, q.dropUnattended(t.Context(), now.Add(2*pollPatience)))
	ticket, err = q.store.Ticket(t.Context(), "t", "p")
	require.NoError(t, err)
	require.Equal(t, store.Expired, ticket.Status)
	require.Equal(t, []api.Reason{{Kind: api.Unattended}}, ticket.Reasons)
}

// Several matchmakers share a store: all serve, and one leads. Whoever waits at another one is there.
func TestATicketThatAnotherMatchmakerIsAskedForIsKept(t *testing.T) {
	dir, meeting := t.TempDir(), registry.NewMemory(time.Hour)
	leads := open(t, dir, "queue-1", meeting, Config{}, duel)
	defer leads.store.Close()
	serves := open(t, dir, "queue-2", meeting, Config{}, duel)
	defer serves.store.Close()
	now := time.Now()
	guest(t, leads.store, "p", now)
	_, _, err := serves.store.AddTicket(t.Context(), "t", []string{"p"}, store.TicketRequest{Mode: "quick"}, now)
	require.NoError(t, err)
	leads.notify.Seen("t", now)
	kept := func() bool {
		ticket, err := leads.store.Ticket(t.Context(), "t", "p")
		require.NoError(t, err)
		return ticket.Status == store.Waiting
	}
	at := func(d time.Duration) time.Time { return now.Add(d) }
	for minute := range 3 {
		d := time.Duration(minute) * pollPatience
		serves.notify.Asked("t", at(d+pollPatience-attendEvery))
		require.NoError(t, serves.attendOnce(t.Context(), at(d+pollPatience-time.Second)))
		require.NoError(t, leads.dropUnattended(t.Context(), at(d+pollPatience+time.Second)))
		require.True(t, kept(), "its player asks the other one")
	}
	require.NoError(t, serves.attendOnce(t.Context(), at(10*pollPatience)))
	require.NoError(t, leads.dropUnattended(t.Context(), at(10*pollPatience)))
	require.False(t, kept(), "nobody asks any more")
	require.Empty(t, serves.notify.Attended(now), "what nobody asks for is forgotten there, too")
}
