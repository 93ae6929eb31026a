package game_test

import (
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

// What goes into a match by turns is written and read alike, with the turns of its orders.
func FuzzDecodeTurnInput(f *testing.F) {
	f.Add(game.AppendTurnInput(nil, &game.Input{
		Orders: []game.Order{{Seq: 3, Kind: game.Move, Flags: game.Planned, Turn: 300, At: 7}, {Seq: 4}},
		Turn:   game.TurnInput{Now: 1_800_000_000_000, Close: 300},
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var in, again game.Input
		if _, err := game.DecodeTurnInput(b, &in); err != nil {
			require.ErrorIs(t, err, game.ErrBytes)
			return
		}
		rest, err := game.DecodeTurnInput(game.AppendTurnInput(nil, &in), &again)
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
		pass(game.New(s, 1), &game.Input{})
	})
}

// What was read of one order, or of one line of talk, is written and read alike; the bytes behind it are left.
func FuzzDecodeOrder(f *testing.F) {
	f.Add(game.AppendOrder(nil, &game.Order{
		Seat: 1, Seq: 300, Kind: game.Attack, Squad: 3, X: 900, Y: 5, Target: 77, Flags: game.Queued,
	}))
	f.Fuzz(func(t *testing.T, b []byte) {
		o, rest, err := game.DecodeOrder(b)
		if err != nil {
			require.ErrorIs(t, err, game.ErrBytes)
			return
		}
		again, left, err := game.DecodeOrder(append(game.AppendOrder(nil, &o), rest...))
		require.NoError(t, err)
		require.Equal(t, o, again)
		require.Equal(t, rest, left)
	})
}

func FuzzDecodeTalk(f *testing.F) {
	f.Add(game.AppendTalk(nil, &game.Talk{Seat: 1, Kind: game.ChatTeam, Text: "左边 left"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		line, rest, err := game.DecodeTalk(b)
		if err != nil {
			require.ErrorIs(t, err, game.ErrBytes)
			return
		}
		require.LessOrEqual(t, len(line.Text), game.MaxTalk)
		again, left, err := game.DecodeTalk(append(game.AppendTalk(nil, &line), rest...))
		require.NoError(t, err)
		require.Equal(t, line, again)
		require.Equal(t, rest, left)
	})
}
