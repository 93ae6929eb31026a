package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/commander"
	"muster/matchmaker/api"
)

// person is an account and, if it plays or watches, the game that it runs.
type person struct {
	*api.Client
	id   string
	game *client.Client
}

// newcomer signs a guest in.
func (s *living) newcomer(t *testing.T) *person {
	nobody := api.NewClient("http://"+s.http, nil)
	g, err := nobody.Guest(t.Context(), "")
	require.NoError(t, err)
	return &person{Client: nobody.In(g, nil), id: g.Player}
}

// enters goes where an assignment leads. A link that broke on a machine that stands still is tried
// again with another ticket.
func (p *person) enters(
	t *testing.T, ask func(ctx context.Context, match string) (api.Assignment, error), match string,
) {
	require.Eventually(t, func() bool {
		a, err := ask(t.Context(), match)
		if err != nil {
			return false
		}
		p.game, err = client.Dial(t.Context(), client.Config{Join: commander.JoinOf(a)})
		return err == nil
	}, patience, 50*time.Millisecond)
	t.Cleanup(func() { p.game.Close() })
}

// sent waits until the server has sent a person away, and says why.
func (p *person) sent(t *testing.T) string {
	for {
		u, err := p.game.Next(t.Context())
		require.NoError(t, err)
		if u.Link == client.Closed {
			return client.Why(u.Err)
		}
	}
}

// knocks is why a token opens no door, as the server says it; empty if it does.
func knocks(t *testing.T, j client.Join) (why string) {
	j.Ticket = ""
	require.Eventually(t, func() bool {
		c, err := client.Dial(t.Context(), client.Config{Join: j})
		if err == nil {
			c.Close()
			return true
		}
		why = client.Why(err)
		return why != "" && why != "shutting_down" && why != "timed_out"
	}, patience, 20*time.Millisecond)
	return why
}

// A real server is killed and started again, over and over: who gave a seat up, was banned while he played or watched,
// or knows what one side knows stays out, from the first moment on that it answers; and who only lost his
// game finds the way back.
func TestWhoIsOutStaysOutWhateverIsKilled(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	nobody := api.NewClient("http://"+s.http, nil)
	o, err := nobody.Register(t.Context(), "Mona", "correct horse")
	require.NoError(t, err)
	s.kill()
	s.args = []string{"--operator", "Mona"}
	s.up(t)
	mona := nobody.In(o, nil)

	ann, bob, eve := s.newcomer(t), s.newcomer(t), s.newcomer(t)
	a, err := ann.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	b, err := bob.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	require.Equal(t, a.Match, b.Match)
	ann.enters(t, ann.Where, a.Match)
	bob.enters(t, bob.Where, a.Match)
	eve.enters(t, eve.Watch, a.Match)
	_, err = ann.Watch(t.Context(), a.Match)
	require.Equal(t, 403, api.StatusOf(err), "she plays")

	s.kill() // with all that the shard was told, and at home Ann's game with it
	require.NoError(t, ann.game.Close())
	s.up(t)
	mine, err := ann.MySeat(t.Context())
	require.NoError(t, err)
	require.Equal(t, a.Match, mine.Match)
	require.Equal(t, a.Seat, mine.Seat)
	require.False(t, mine.Until.IsZero())
	ann.enters(t, ann.Where, mine.Match)
	require.Equal(t, a.Seat, ann.game.Seat())
	token := ann.game.Resume()
	require.Empty(t, knocks(t, token), "it is hers")
	ann.enters(t, ann.Where, mine.Match)
	token = ann.game.Resume()

	require.NoError(t, ann.Leave(t.Context(), a.Match))
	require.Equal(t, "left", ann.sent(t))
	require.Equal(t, "seat_taken", knocks(t, token), "it was hers")
	mine, err = ann.MySeat(t.Context())
	require.NoError(t, err)
	require.Nil(t, mine)
	for _, p := range []*person{bob, eve} {
		_, err = mona.Punish(t.Context(), api.SanctionRequest{Player: p.id, Kind: api.Ban, Reason: "cheats"})
		require.NoError(t, err)
		require.Equal(t, "left", p.sent(t))
	}
	for range 2 {
		s.kill()
		s.up(t)
		require.Equal(t, "seat_taken", knocks(t, token))
		require.Contains(t, []string{"left", "seat_taken"}, knocks(t, bob.game.Resume()))
		require.Equal(t, "left", knocks(t, eve.game.Resume()), "as soon as anybody may watch")
	}
}
