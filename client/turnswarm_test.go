package client

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/replay"
)

// acrossTurns is across with a duel by turns.
func acrossTurns(t *testing.T, tell func(t *testing.T, c *cluster, m []*member)) {
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup := *duel
	setup.Scenario.Turns = game.Turns{Kind: game.Together, Length: 60, Planning: 30}
	acrossWith(t, &setup, 2, tell)
}

func inTurn(phase game.Phase, turn uint32) func(v *game.View) bool {
	return func(v *game.View) bool { return v.Turn.Phase == phase && v.Turn.Number == turn }
}

// The owner of a match dies while a turn is planned, and its heir within the film: players go over by the warm link,
// plans, commitments and deadlines are as they were, and nobody is given more time.
func TestATakeOverCostsNoPlan(t *testing.T) {
	acrossTurns(t, func(t *testing.T, c *cluster, m []*member) {
		ann, ben := c.join(m[0], "ann", 0), c.join(m[0], "ben", 1)
		c.standsBy(m[1], m[0])
		until0 := ann.awaits(inTurn(game.Planning, 1)).Turn.Seats[0].Until
		_, err := ann.Order(game.Order{Kind: game.Hold, Turn: 1, Flags: game.Planned})
		require.NoError(t, err)
		_, err = ben.Commit(1)
		require.NoError(t, err)
		ann.awaits(func(v *game.View) bool { return len(v.Turn.Plan) == 1 })
		ben.awaits(func(v *game.View) bool { return v.Turn.Seats[1].State == game.Done })

		lost, err := ann.Order(game.Order{Kind: game.Hold, Squad: 1, Turn: 1, Flags: game.Planned})
		require.NoError(t, err)
		c.dies(m[0])
		time.Sleep(250 * time.Millisecond)
		c.bids(m[1])
		v := ann.awaits(func(v *game.View) bool { return len(v.Turn.Plan) == 2 })
		require.Equal(t, lost, v.Turn.Plan[1].Seq, "what nobody had answered is planned once")
		require.Equal(t, until0, v.Turn.Seats[0].Until)
		require.Equal(t, game.Done, ben.awaits(inTurn(game.Planning, 1)).Turn.Seats[1].State)
		again, err := ben.Order(game.Order{Kind: game.Hold, Turn: 1, Flags: game.Planned})
		require.NoError(t, err)
		for _, s := range []*seen{ann, ben} {
			moved, links := s.states()
			require.Equal(t, 1, moved)
			require.Equal(t, []LinkStatus{Connected}, links, "no player is told to wait")
		}

		ann.awaits(inTurn(game.Running, 1))
		require.InDelta(t, float64(until0), float64(time.Now().UnixMilli()), 700)
		_, err = ann.Order(game.Order{Kind: game.Hold, Turn: 1, Flags: game.Planned}) // too late
		require.NoError(t, err)
		m[1].shard.Close() // the film breaks off
		go m[1].stop()
		third := c.open(3, m[0].keys)
		defer third.stop()
		recs, _, err := c.store.Read("m", 1)
		require.NoError(t, err)
		require.NotEmpty(t, recs)
		h, err := third.shard.TakeOver(c.t.Context(), "m")
		require.NoError(t, err)
		require.EqualValues(t, 60, h.Latest().Tick, "what was leased is run to its end")
		ann.leave()
		ben.leave()
		recs, _, err = c.store.Read("m", 1)
		require.NoError(t, err)
		report, err := replay.Verify("m", recs)
		require.NoError(t, err)
		require.NotZero(t, report.Orders)
		ben.mu.Lock()
		defer ben.mu.Unlock()
		for _, a := range ben.answers {
			if a.Seq == again {
				require.Equal(t, game.Committed, a.Refusal)
			}
		}
	})
}

// Plans that come before, at and behind deadlines, for turns that are over, run or are still to come, twice, and after
// the commitment: each is answered once, as the journal has it, whoever owned the match.
func TestPlansAroundDeadlinesAreAnsweredAsTheJournalHasThem(t *testing.T) {
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup := *duel
	setup.Scenario.Turns = game.Turns{Kind: game.Together, Length: 20, Planning: 1}
	acrossWith(t, &setup, 2, func(t *testing.T, c *cluster, m []*member) {
		ann, ben := c.join(m[0], "ann", 0), c.join(m[0], "ben", 1)
		c.standsBy(m[1], m[0])
		const orders = 120
		for n := range orders {
			turn := uint32(max(1, int(ann.awaits(func(*game.View) bool { return true }).Turn.Number)+n%5-2))
			o := game.Order{Kind: game.Hold, Squad: uint8(n % 9), Turn: turn, Flags: game.Planned, At: uint16(n % 21)}
			if n%11 == 0 {
				o = game.Order{Turn: turn, Flags: game.Planned | game.Commit}
			}
			_, err := ann.Order(o)
			require.NoError(t, err)
			if n == orders/2 {
				c.dies(m[0])
				time.Sleep(250 * time.Millisecond)
				c.bids(m[1])
			}
			time.Sleep(73 * time.Millisecond)
		}
		ann.requireAnswered(orders)
		ann.mu.Lock()
		told := map[game.Refusal]int{}
		for _, a := range ann.answers {
			told[a.Refusal]++
		}
		ann.mu.Unlock()
		for _, r := range []game.Refusal{
			game.Obeyed, game.TooLate, game.NotYourTurn, game.Committed, game.UnknownSquad,
		} {
			require.Positive(t, told[r], "%v: %v", r, told)
		}
		require.Len(t, told, 5, "%v", told)
		ann.leave()
		ben.leave()
	})
}
