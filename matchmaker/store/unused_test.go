package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// walk has DropUnused look at everybody, as of a time, and tells how many went.
func walk(t *testing.T, s *Store, now time.Time) (gone int) {
	for after := ""; ; {
		last, n, err := s.DropUnused(t.Context(), after, now.Add(-24*time.Hour))
		require.NoError(t, err)
		gone += n
		if last == "" {
			return gone
		}
		require.Greater(t, last, after)
		after = last
	}
}

// signed gives players a session each, named after them.
func signed(t *testing.T, s *Store, players ...string) {
	for _, p := range players {
		require.NoError(t, s.AddSession(t.Context(), "s"+p, p, "secret", noon, noon.Add(90*24*time.Hour)))
	}
}

func TestUnusedGuestsGoAfterADay(t *testing.T) {
	both(t, "unused guests", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		people(t, s, "a",
			"b", "back", "cheat", "judge", "kicked", "lead", "mate", "new", "queues", "said", "victim", "watches")
		require.NoError(t, s.AddAccount(ctx, Account{
			Player: "registered", Name: "Anna", Hash: "h", Role: api.RolePlayer, Created: noon,
		}))
		require.NoError(t, s.SetRole(ctx, "judge", api.RoleModerator))
		signed(t, s, "a", "back", "registered", "new")

		queue(t, s, "ta", quick, "a")
		queue(t, s, "tb", quick, "b")
		opened(t, s, duel("m", "a", "b"))
		require.NoError(t, s.LetWatch(ctx, "m", "watches"))
		queue(t, s, "tqueues", TicketRequest{Mode: "ranked"}, "queues")
		require.NoError(t, s.FoundParty(ctx, "p", "CODE", "lead", noon))
		require.NoError(t, s.Punish(ctx, api.Sanction{
			ID: "x", Player: "kicked", Kind: api.Ban, Reason: "r", By: "judge", Created: noon,
		}, ""))
		require.NoError(t, s.Complain(ctx, api.Complaint{
			ID: "c", By: "said", Player: "cheat", Reason: "abuse", Created: noon,
		}, noon, 1, 1))
		_, err := s.Rotate(ctx, "sback", "secret", "next", noon.Add(time.Hour), noon.Add(90*24*time.Hour))
		require.NoError(t, err)
		_, _, err = s.Claim(ctx, Asked{"new", "key", "request"}, noon, time.Hour)
		require.NoError(t, err)

		require.Zero(t, walk(t, s, noon.Add(24*time.Hour)), "nobody is a day old yet")
		before := s.People()
		require.Equal(t, 3, walk(t, s, noon.Add(24*time.Hour+time.Second)), "mate, new and victim did nothing")
		require.NotEqual(t, before, s.People(), "who is remembered is looked up again")
		for _, p := range []string{"mate", "new", "victim"} {
			_, err := s.Account(ctx, p)
			require.ErrorIs(t, err, ErrNone, p)
		}
		for _, p := range []string{
			"a",
			"b", "back", "cheat", "judge", "kicked", "lead", "queues", "registered", "said", "watches",
		} {
			_, err := s.Account(ctx, p)
			require.NoError(t, err, p)
		}
		var left int
		require.NoError(t, s.reading(ctx).row(`select (select count(*) from sessions where player = 'new') + (select count(*) from answers where scope = 'new')`).Scan(&left))
		require.Zero(t, left, "nothing of them is left")
		require.Zero(t, walk(t, s, noon.Add(24*time.Hour+time.Second)))
	})
}

func TestAWalkIsTakenInSteps(t *testing.T) {
	both(t, "steps", func(t *testing.T, open func() *Store) {
		s := open()
		require.NoError(t, s.update(t.Context(), func(t tx) error {
			for i := range maxSwept + 3 {
				if _, err := t.exec(`insert into accounts (player, name, created) values (?, 'x', ?)`,
					fmt.Sprintf("p%05d", i), micros(noon)); err != nil {
					return err
				}
			}
			return nil
		}))
		last, gone, err := s.DropUnused(t.Context(), "", noon.Add(time.Second))
		require.NoError(t, err)
		require.Equal(t, maxSwept, gone, "a step holds up the others for no longer")
		require.Equal(t, fmt.Sprintf("p%05d", maxSwept-1), last)
		last, gone, err = s.DropUnused(t.Context(), last, noon.Add(time.Second))
		require.NoError(t, err)
		require.Equal(t, 3, gone)
		require.Empty(t, last)
	})
}

func TestTheDatabaseTellsItsSize(t *testing.T) {
	both(t, "size", func(t *testing.T, open func() *Store) {
		s := open()
		before, err := s.Size(t.Context())
		require.NoError(t, err)
		require.Positive(t, before)
		require.NoError(t, s.update(t.Context(), func(t tx) error {
			for i := range 2000 { // many pages, wherever they are written
				if _, err := t.exec(`insert into answers (scope, key, request, created) values ('s', ?, 'a request', 1)`, fmt.Sprint("key", i)); err != nil {
					return err
				}
			}
			return nil
		}))
		after, err := s.Size(t.Context())
		require.NoError(t, err)
		require.Greater(t, after, before)
	})
}
