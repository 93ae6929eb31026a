package client

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/matchmaker/api"
)

// watch joins as a spectator of an audience.
func (h *house) watch(audience int) *Client {
	var id [16]byte
	rand.Read(id[:])
	ticket, err := api.SignJoin(h.queue, api.JoinClaims{
		ID: id, Match: "m", Seat: -1, Audience: audience, Player: "w", Name: "Eve",
		Expires: time.Now().Add(time.Minute),
	})
	require.NoError(h.t, err)
	c, err := Dial(h.t.Context(), Config{Join: Join{Match: "m", Ticket: ticket}, Dial: h.dial})
	require.NoError(h.t, err)
	return c
}

func heard(text string) func(Update) bool {
	return func(u Update) bool {
		for _, t := range u.Talk {
			if t.Text == text {
				return true
			}
		}
		return false
	}
}

func TestWhatIsSaidReachesWhomItIsFor(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		red, blue := h.join(0), h.join(1)
		defer red.Close()
		defer blue.Close()
		friend := h.watch(0) // of red's team, live
		defer friend.Close()
		require.NoError(t, red.Say(game.Talk{Kind: game.ChatTeam, Text: "north"}))
		require.NoError(t, red.Say(game.Talk{Kind: game.Ping, X: 30, Y: 40, Text: "here"}))
		require.NoError(t, red.Say(game.Talk{Kind: game.ChatAll, Text: "good luck"}))
		until(t, friend, heard("north"))
		quiet := until(t, blue, heard("good luck")).Talk
		// the plan of whom blue relieved
		quiet = slices.DeleteFunc(quiet, func(k game.Talk) bool { return k.Seat == 1 })
		require.Len(t, quiet, 1, "neither the team's chat nor its pings")
		require.Equal(t, "good luck", quiet[0].Text)
		require.EqualValues(t, 0, quiet[0].Seat, "the server says who it was")
	})
}

func TestWhoTalksTooMuchIsToldSo(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.join(0)
		defer c.Close()
		for range 10 {
			require.NoError(t, c.Say(game.Talk{Kind: game.ChatAll, Text: "hurry"}))
		}
		u := until(t, c, func(u Update) bool { return len(u.Notices) > 0 })
		require.Equal(t, "talk.too_many", u.Notices[0].Key)
		require.NoError(t, c.Say(game.Talk{Kind: 77, Text: "?"}))
		until(t, c, func(u Update) bool {
			for _, n := range u.Notices {
				if n.Key == "talk.refused" {
					return true
				}
			}
			return false
		})
	})
}

func TestASpectatorOfATeamSeesWhatItSeesAndCannotOrder(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		c := h.watch(1)
		defer c.Close()
		require.Equal(t, -1, c.Seat())
		v := until(t, c, func(u Update) bool { return u.View != nil && u.View.Tick > 20 }).View
		require.EqualValues(t, 1, v.Audience)
		for _, u := range v.Units {
			require.EqualValues(t, 1, u.Team, "nobody else is in sight yet")
		}
		seq, err := c.Order(game.Order{Kind: game.Hold})
		require.NoError(t, err)
		require.Equal(t, game.NotYourSeat, until(t, c, answered(seq)).Answers[0].Refusal)
		require.Same(t, v, c.Predict(v))
	})
}

// A seat whose player drops is led by AI from the next tick, and by its player again on return.
func TestADroppedSeatIsLedByAIFromTheNextTick(t *testing.T) {
	story(t, func(t *testing.T, h *house) {
		red, blue := h.join(0), h.join(1)
		defer blue.Close()
		until(t, blue, func(u Update) bool { return u.View != nil && u.View.Tick > 40 })
		at := h.tick()
		resume := red.Resume()
		require.NoError(t, red.Close())
		until(t, blue, func(u Update) bool {
			return len(u.Seats) > 0 && u.Seats[0].Seat == 0 && u.Seats[0].Leader == game.AI
		})
		require.LessOrEqual(t, h.tick(), at+3, "a tick for the goodbye's way, one for the change, one for the news")
		again, err := Dial(t.Context(), Config{Join: resume, Dial: h.dial})
		require.NoError(t, err)
		defer again.Close()
		until(t, blue, func(u Update) bool { return len(u.Seats) > 0 && u.Seats[0].Leader == game.Player })
		require.Equal(t, "Ada", again.Seats()[0].Name)
	})
}

func (h *house) tick() game.Tick {
	z, err := h.shard.Host("m")
	require.NoError(h.t, err)
	return z.Latest().Tick
}
