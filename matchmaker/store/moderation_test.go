package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Whoever is muted in a seat is to be told of once more, and keeps the seat.
func mutedInASeat(t *testing.T, open func() *Store) {
	s, ctx := open(), t.Context()
	people(t, s, "a", "b", "mod")
	queue(t, s, "ta", quick, "a")
	queue(t, s, "tb", quick, "b")
	opened(t, s, duel("m", "a", "b"))
	all, err := s.SeatAssignments(ctx, "m", noon)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.NoError(t, s.Punish(ctx, api.Sanction{
		ID: "y", Player: "b", Kind: api.Mute, Reason: "loud", By: "mod", Created: noon, Expires: noon.Add(time.Hour),
	}, ""))
	ids, err := s.UnsyncedMatches(ctx)
	require.NoError(t, err)
	require.Equal(t, []UnsyncedMatch{{"m", "s1", true}}, ids)
	untold, err := s.Unsynced(ctx, "m", noon)
	require.NoError(t, err)
	require.Len(t, untold, 1)
	require.True(t, untold[0].Held)
	require.Equal(t, noon.Add(time.Hour), untold[0].Muted)
	require.NoError(t, s.Confirm(ctx, "m", untold, 1, noon))
	ids, err = s.UnsyncedMatches(ctx)
	require.NoError(t, err)
	require.Empty(t, ids)
	seat, _, err := s.SeatOf(ctx, "m", "b")
	require.NoError(t, err)
	require.Equal(t, 1, seat)
	require.NoError(t, s.Punish(ctx, api.Sanction{
		ID: "z", Player: "b", Kind: api.Mute, Reason: "loud", By: "mod", Created: noon,
		Expires: noon.Add(3 * time.Hour),
	}, ""))
	untold, err = s.Unsynced(ctx, "m", noon)
	require.NoError(t, err)
	for _, id := range []string{"y", "z"} {
		_, _, err = s.Lift(ctx, id, "mod", noon)
		require.NoError(t, err)
	}
	require.NoError(t, s.Confirm(ctx, "m", untold, 1, noon), "the shard has heard of a mute that was lifted meanwhile")
	untold, err = s.Unsynced(ctx, "m", noon)
	require.NoError(t, err)
	require.Zero(t, untold[0].Muted)
}

func moderation(t *testing.T, open func() *Store) {
	s, ctx := open(), t.Context()
	people(t, s, "a", "b", "mod")
	queue(t, s, "ta", quick, "a")
	queue(t, s, "tb", quick, "b")
	opened(t, s, duel("m", "a", "b"))
	require.NoError(t, s.AddSession(ctx, "s", "a", "x", noon, noon.Add(time.Hour)))
	require.NoError(t, s.Punish(ctx, api.Sanction{
		ID: "k", Player: "b", Kind: api.Kick, Reason: "afk", By: "mod", Created: noon,
	}, "m"))
	_, _, err := s.Seated(ctx, "b")
	require.ErrorIs(t, err, ErrNone, "the seat went with it")
	free, err := s.WithRoom(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"b"}, free[0].Barred)
	ban := api.Sanction{
		ID: "x", Player: "a", Kind: api.Ban, Reason: "cheats", By: "mod", Created: noon, Expires: noon.Add(time.Hour),
	}
	require.NoError(t, s.Punish(ctx, ban, ""))
	c, err := s.Caller(ctx, "a", "s", noon)
	require.NoError(t, err)
	require.False(t, c.Signed)
	require.Equal(t, ban.Expires, c.Banned)
	c, err = s.Caller(ctx, "a", "s", noon.Add(2*time.Hour))
	require.NoError(t, err)
	require.Zero(t, c.Banned, "it has expired")
	_, _, err = s.Seated(ctx, "a")
	require.ErrorIs(t, err, ErrNone)
	require.NoError(t, s.Punish(ctx, api.Sanction{
		ID: "y", Player: "b", Kind: api.Mute, Reason: "loud", By: "mod", Created: noon,
	}, ""))
	c, err = s.Caller(ctx, "b", "s", noon)
	require.NoError(t, err)
	require.Equal(t, Forever, c.Muted)
	_, _, err = s.Lift(ctx, "y", "b", noon)
	require.ErrorIs(t, err, ErrOwnCase)
	v, _, err := s.Lift(ctx, "y", "mod", noon)
	require.NoError(t, err)
	require.Equal(t, "b", v.Player)
	_, _, err = s.Lift(ctx, "y", "mod", noon)
	require.ErrorIs(t, err, ErrConflict)
	access, err := s.Access(ctx, "m", noon)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, access.Barred)
	access, err = s.Access(ctx, "m", noon.Add(2*time.Hour))
	require.NoError(t, err)
	require.Equal(t, []string{"b"}, access.Barred, "the ban has expired")
	_, from, err := s.Lift(ctx, "k", "mod", noon)
	require.NoError(t, err)
	require.Equal(t, "m", from)
	access, err = s.Access(ctx, "m", noon.Add(2*time.Hour))
	require.NoError(t, err)
	require.Empty(t, access.Barred)
	require.Equal(t, []string{"a", "b"}, access.Insiders, "they have seen what one side sees")
	require.EqualValues(t, 4, access.Revision)
	names, err := s.Names(ctx, []string{"a", "nobody"})
	require.NoError(t, err)
	require.Len(t, names, 1)
	require.NotEmpty(t, names["a"])
	all, err := s.Sanctions(ctx, "b")
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.NoError(t, s.Complain(ctx, api.Complaint{
		ID: "c", By: "a", Player: "b", Reason: "abuse", Text: "…", Created: noon,
	}, noon, 1, 1))
	open1, err := s.Complaints(ctx, "", "")
	require.NoError(t, err)
	require.Len(t, open1, 1)
	_, err = s.CloseComplaint(ctx, "c", "b", "nothing", noon)
	require.ErrorIs(t, err, ErrOwnCase)
	_, err = s.CloseComplaint(ctx, "c", "mod", "muted", noon)
	require.NoError(t, err)
	_, err = s.CloseComplaint(ctx, "c", "mod", "muted", noon)
	require.ErrorIs(t, err, ErrConflict)
	log, err := s.Audit(ctx, "", 0, 1000)
	require.NoError(t, err)
	require.Len(t, log, 6)
	require.Equal(t, "close complaint", log[0].What)
}
