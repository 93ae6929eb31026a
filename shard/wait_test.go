package shard

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// A match that waits for its players has no tick, whoever runs it: after restarts and take-overs it still waits, and
// then begins with tick 1 and all that was asked for meanwhile.
func TestAMatchWaitsForItsPlayersWhoeverRunsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := journal.NewMemory()
		wait := replay.WaitFor([]int{0}, time.Now().Add(15*time.Second))
		s := open(t, store)
		h, err := s.BeginWaiting(t.Context(), "m", smallFight(), 7, wait)
		require.NoError(t, err)
		for range 3 {
			heard := listen(h, 2*time.Second).heard
			require.Len(t, heard, 1)
			require.Zero(t, heard[0].Tick)
			require.Equal(t, wait, heard[0].Wait, "as it was journaled")
			require.NoError(t, s.Close())
			s = open(t, store)
			h, err = s.Host("m")
			require.NoError(t, err)
		}
		thief, err := Open(t.Context(), Config{ID: "two", Store: store, OwnOnly: true})
		require.NoError(t, err)
		defer thief.Close()
		h, err = thief.TakeOver(t.Context(), "m")
		require.NoError(t, err)
		require.Len(t, listen(h, time.Second).heard, 1)

		h.Seat(game.SeatChange{Seat: 0, Leader: game.Player, Ticket: game.TicketID{1}})
		h.Enqueue(game.Order{Seat: 0, Leader: game.Player, Seq: 1, Kind: game.Move})
		h.Start()
		heard := listen(h, time.Second).heard
		require.Greater(t, len(heard), 15)
		require.True(t, heard[len(heard)-1].Wait.None())
		leader, seq, spent := h.Player(0, game.TicketID{1})
		require.Equal(t, game.Player, leader)
		require.EqualValues(t, 1, seq)
		require.True(t, spent)
		require.NoError(t, s.Close())
		require.NoError(t, thief.Close())
		recs, _, err := store.Read("m", 1)
		require.NoError(t, err)
		var first game.Tick
		f := &replay.Fold{Watch: func(w *game.World, in *game.Input) {
			if first == 0 && len(in.Seats) > 0 {
				first = w.Tick()
			}
		}}
		for _, rec := range recs {
			require.NoError(t, f.Apply(rec))
		}
		require.EqualValues(t, 1, first, "the player leads from the first tick on")
	})
}

func TestAWaitingMatchCanBeEndedAndHandedOver(t *testing.T) {
	for name, do := range map[string]struct {
		act  func(*Zone)
		ends error
	}{
		"ended":       {(*Zone).Abandon, ErrEnded},
		"handed over": {(*Zone).HandOver, ErrHandedOver},
	} {
		t.Run(name, func(t *testing.T) {
			z := beginWaiting("m", "one", nonce, smallFight(), 1, replay.WaitFor([]int{0, 1}, time.Now()))
			var recs []journal.Record
			var stopped error
			perform := func() {
				for acts := z.Actions(); len(acts) > 0; acts = z.Actions() {
					for _, act := range acts {
						if act.Append != nil {
							recs = append(recs, journal.Record{
								Number: act.Append.Number, Hash: act.Append.Hash(), Payload: act.Append.Payload(),
							})
							z.Acked(act.Append.Hash())
						}
						stopped = errors.Join(stopped, act.Stop)
					}
				}
			}
			perform()
			z.Tick()
			perform()
			require.True(t, z.Waits())
			require.Len(t, recs, 1, "nothing is written while it waits")
			do.act(z)
			z.Tick()
			perform()
			z.Tick()
			perform()
			require.ErrorIs(t, stopped, do.ends)
			f := &replay.Fold{}
			for _, rec := range recs {
				require.NoError(t, f.Apply(rec))
			}
			require.Zero(t, f.World.Tick())
			if errors.Is(do.ends, ErrHandedOver) {
				z = ResumeZone("m", "two", nonce, recs)
				perform()
				require.True(t, z.Waits(), "the next owner waits on")
			}
		})
	}
}
