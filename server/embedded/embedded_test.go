package embedded

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/shard/journal"
)

// story tells of a server in virtual time.
func story(t *testing.T, tell func(t *testing.T, s *Server)) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(Config{Scenarios: assets.Embedded().Setup})
		require.NoError(t, err)
		tell(t, s)
		require.NoError(t, s.Close())
	})
}

// until reads updates until one is as wanted.
func until(t *testing.T, c *client.Client, wanted func(u client.Update) bool) client.Update {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		u, err := c.Next(ctx)
		require.NoError(t, err)
		require.NotEqual(t, client.Closed, u.Link, "%v", u.Err)
		if wanted(u) {
			return u
		}
	}
}

func TestAPlayerPlaysAgainstCommanders(t *testing.T) {
	story(t, func(t *testing.T, s *Server) {
		c, err := s.Play(t.Context(), "duel", 7, 0, "Ann")
		require.NoError(t, err)
		defer c.Close()
		require.Equal(t, 0, c.Seat())
		seq, err := c.Order(game.Order{Kind: game.Move, Squad: 0, X: 20 * game.ViewStep, Y: 20 * game.ViewStep})
		require.NoError(t, err)
		u := until(t, c, func(u client.Update) bool { return len(u.Answers) > 0 })
		require.Equal(t, seq, u.Answers[0].Seq)
		require.Equal(t, game.Obeyed, u.Answers[0].Refusal)
		zones, err := s.Journal().Zones()
		require.NoError(t, err)
		require.Len(t, zones, 1)
	})
}

func TestAWatcherSeesWhatATeamSees(t *testing.T) {
	story(t, func(t *testing.T, s *Server) {
		c, err := s.Watch(t.Context(), "duel", 7, 1)
		require.NoError(t, err)
		defer c.Close()
		u := until(t, c, func(u client.Update) bool { return u.View != nil })
		require.EqualValues(t, 1, u.View.Audience)
		for _, unit := range u.View.Units {
			require.EqualValues(t, 1, unit.Team, "the other side starts out of sight")
		}
	})
}

// A server on a journal of its own goes on with the match where the one before it stopped.
func TestAMatchOnDiskGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, left := t.TempDir(), game.Tick(0)
		for round := range 3 {
			store, err := journal.OpenFiles(dir)
			require.NoError(t, err)
			s, err := Open(Config{Scenarios: assets.Embedded().Setup, Store: store})
			require.NoError(t, err)
			var c *client.Client
			if round == 0 {
				_, err := s.Resume(0, "Ann")
				require.ErrorContains(t, err, "holds 0 matches")
				c, err = s.Play(t.Context(), "duel", 7, 0, "Ann")
				require.NoError(t, err)
			} else {
				seat, err := s.Resume(0, "Ann")
				require.NoError(t, err)
				c, err = seat.Enter(t.Context())
				require.NoError(t, err)
			}
			u := until(t, c, func(u client.Update) bool { return u.View != nil })
			require.GreaterOrEqual(t, u.View.Tick, left, "nothing shown is lost")
			seq, err := c.Order(game.Order{Kind: game.Move, Squad: 0, X: 20 * game.ViewStep, Y: 20 * game.ViewStep})
			require.NoError(t, err)
			u = until(t, c, func(u client.Update) bool { return len(u.Answers) > 0 })
			require.Equal(t, seq, u.Answers[0].Seq)
			left = until(t, c, func(u client.Update) bool { return u.View != nil && u.View.Tick >= left+20 }).View.Tick
			require.NoError(t, c.Close())
			if err := s.Close(); err != nil {
				require.ErrorIs(t, err, context.Canceled)
			}
		}
	})
}

func TestWhatIsNotThereIsNamed(t *testing.T) {
	story(t, func(t *testing.T, s *Server) {
		_, err := s.Play(t.Context(), "nowhere", 1, 0, "Ann")
		require.ErrorContains(t, err, "nowhere")
		_, err = s.Play(t.Context(), "duel", 1, 2, "Ann")
		require.ErrorContains(t, err, "no seat or team 2")
	})
}

func TestWhoPlaysAloneMayHoldTheMatchAndSlowItDown(t *testing.T) {
	story(t, func(t *testing.T, s *Server) {
		c, err := s.Play(t.Context(), "duel", 7, 0, "Ann")
		require.NoError(t, err)
		defer c.Close()
		until(t, c, func(u client.Update) bool { return u.View != nil && u.View.Tick > 5 })
		s.Pace(0)
		for late := 0; ; late++ { // what was under way arrives, and then nothing more
			quiet, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			_, err := c.Next(quiet)
			cancel()
			if errors.Is(err, context.DeadlineExceeded) {
				break
			}
			require.Less(t, late, 5, "it stands still")
		}
		_, err = c.Order(game.Order{Kind: game.Hold, Squad: 0})
		require.NoError(t, err, "orders are taken meanwhile")
		s.Pace(50)
		u := until(t, c, func(u client.Update) bool { return len(u.Answers) > 0 })
		require.Equal(t, game.Obeyed, u.Answers[0].Refusal)
		begun, from := time.Now(), u.Answers[0].Tick
		until(t, c, func(u client.Update) bool { return u.View != nil && u.View.Tick >= from+10 })
		require.InDelta(t, 1000, time.Since(begun).Milliseconds(), 100, "ten ticks at half the pace are a second")
	})
}
