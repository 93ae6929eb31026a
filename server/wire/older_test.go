package wire

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// olderSeats are Seats as releases before partings have them.
type olderSeats struct{ Seats []olderSeatNews }

type olderSeatNews struct {
	Seat   uint8
	Team   uint8
	Leader game.Leader
	Name   string
}

func (*olderSeats) kind() byte { return (*Seats)(nil).kind() }

// Releases without partings and those with them understand each other's news of seats, both ways.
func TestNewsOfSeatsIsReadByOlderReleases(t *testing.T) {
	b, err := appendMessage(nil, SeatsOf(SeatNews{Seat: 1, Leader: game.AI, Parting: Removed}, SeatNews{
		Seat: 2, Name: "Ann",
	}))
	require.NoError(t, err)
	same, err := readMessage(bytes.NewReader(b), 1<<10)
	require.NoError(t, err)
	require.Equal(t, Removed, same.(*Seats).Seats[0].Parting)
	older := &olderSeats{}
	_, err = decodeFields(b[5:], older)
	require.NoError(t, err)
	require.Equal(t, &olderSeats{[]olderSeatNews{{Seat: 1, Leader: game.AI}, {Seat: 2, Name: "Ann"}}}, older)

	b, err = appendMessage(nil, older)
	require.NoError(t, err)
	newer, err := readMessage(bytes.NewReader(b), 1<<10)
	require.NoError(t, err)
	require.Equal(t, &Seats{Seats: []SeatNews{{Seat: 1, Leader: game.AI}, {Seat: 2, Name: "Ann"}}}, newer)
}
