package game_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

func FuzzDecodeInput(f *testing.F) {
	f.Add(game.AppendInput(nil, &game.Input{}))
	f.Add(game.AppendInput(nil, &game.Input{
		Seats:  []game.SeatChange{{Seat: 1, Leader: game.AI, Ticket: game.TicketID{7}}},
		Orders: []game.Order{{Seat: 1, Seq: 300, Kind: game.Attack, Squad: 3, X: 900, Y: 5, Target: 77}},
		Talk:   []game.Talk{{Seat: 1, Kind: game.ChatTeam, Text: "左边 left"}},
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var in, again game.Input
		if _, err := game.DecodeInput(b, &in); err != nil {
			return
		}
		rest, err := game.DecodeInput(game.AppendInput(nil, &in), &again)
		require.NoError(t, err)
		require.Empty(t, rest)
		require.Equal(t, in, again)
	})
}

func FuzzDecodeSetup(f *testing.F) {
	for _, name := range assets.Embedded().Scenarios() {
		s, err := assets.Embedded().Setup(name)
		require.NoError(f, err)
		f.Add(game.AppendSetup(nil, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := game.DecodeSetup(b)
		if err != nil {
			return
		}
		require.NoError(t, s.Check(), "what is read can be played")
		game.New(s, 1).Step(&game.Input{})
	})
}

func FuzzRestore(f *testing.F) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(f, err)
	w := game.New(s, 7)
	f.Add(w.AppendSave(nil))
	for range 100 {
		w.Step(&game.Input{})
	}
	f.Add(w.AppendSave(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := game.Restore(s, b)
		if err != nil {
			return
		}
		saved := w.AppendSave(nil)
		again, err := game.Restore(s, saved)
		require.NoError(t, err)
		require.True(t, bytes.Equal(saved, again.AppendSave(nil)), "what is restored is saved alike")
		require.Equal(t, w.Hash(), again.Hash())
		w.Step(&game.Input{})
		var v game.View
		w.View(0, &v)
	})
}
