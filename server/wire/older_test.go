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

// olderHello is Hello as releases before warm links have it.
type olderHello struct {
	Oldest, Newest uint16
	Build          string
	Match          string
	Ticket         string
	Token          []byte
	SetupHash      uint64
}

func (*olderHello) kind() byte { return (*Hello)(nil).kind() }

// A release before warm links reads a Hello of one, refuses it by the versions it speaks, and says in its own what is
// no warm link.
func TestAHelloOfAWarmLinkIsReadByOlderReleases(t *testing.T) {
	warm := &Hello{Oldest: StandbySince, Newest: NewestProtocol, Match: "m", Token: []byte{1}, Warm: true}
	b, err := appendMessage(nil, warm)
	require.NoError(t, err)
	older := &olderHello{}
	_, err = decodeFields(b[5:], older)
	require.NoError(t, err)
	require.Equal(t, &olderHello{Oldest: StandbySince, Newest: NewestProtocol, Match: "m", Token: []byte{1}}, older)
	require.Greater(t, older.Oldest, uint16(StandbySince-1), "the newest that such a release speaks")

	b, err = appendMessage(nil, older)
	require.NoError(t, err)
	newer, err := readMessage(bytes.NewReader(b), 1<<10)
	require.NoError(t, err)
	require.False(t, newer.(*Hello).Warm)
}

// olderOrders are Orders as releases before matches by turns have them.
type olderOrders struct{ Orders []olderOrder }

type olderOrder struct {
	Seat   uint8
	Leader game.Leader
	Seq    uint32
	Kind   game.OrderKind
	Flags  game.OrderFlags
	Squad  uint8
	X, Y   uint16
	Target uint16
	Facing uint8
	Arg    uint8
}

func (*olderOrders) kind() byte { return (*Orders)(nil).kind() }

// An older release and this one understand each other's orders, both ways: in real time they are the same bytes.
func TestOrdersAreReadByOlderReleases(t *testing.T) {
	ours := &Orders{[]game.Order{
		{Seq: 5, Kind: game.Move, Flags: game.Queued | game.Faced, Squad: 2, X: 65535, Y: 1, Facing: 9, Arg: 2},
		{Seat: 3, Leader: game.AI, Seq: 1 << 31, Kind: game.Attack, Target: 77},
	}}
	theirs := &olderOrders{[]olderOrder{
		{Seq: 5, Kind: game.Move, Flags: game.Queued | game.Faced, Squad: 2, X: 65535, Y: 1, Facing: 9, Arg: 2},
		{Seat: 3, Leader: game.AI, Seq: 1 << 31, Kind: game.Attack, Target: 77},
	}}
	b, err := appendMessage(nil, ours)
	require.NoError(t, err)
	theirBytes, err := appendMessage(nil, theirs)
	require.NoError(t, err)
	require.Equal(t, theirBytes, b)
	older := &olderOrders{}
	_, err = decodeFields(b[5:], older)
	require.NoError(t, err)
	require.Equal(t, theirs, older)
	newer, err := readMessage(bytes.NewReader(theirBytes), 1<<10)
	require.NoError(t, err)
	require.Equal(t, ours, newer)
}

// An order that is planned keeps its turn and tick; one beside it that is not has none. Older releases read the rest.
func TestPlannedOrdersKeepTheirTurn(t *testing.T) {
	ours := &Orders{[]game.Order{
		{Seq: 5, Kind: game.Move, Flags: game.Planned, Squad: 2, Turn: 70000, At: 300}, {Seq: 6, Kind: game.Hold},
	}}
	b, err := appendMessage(nil, ours)
	require.NoError(t, err)
	same, err := readMessage(bytes.NewReader(b), 1<<10)
	require.NoError(t, err)
	require.Equal(t, ours, same)
	older := &olderOrders{}
	_, err = decodeFields(b[5:], older)
	require.NoError(t, err)
	require.Equal(t, &olderOrders{[]olderOrder{
		{Seq: 5, Kind: game.Move, Flags: game.Planned, Squad: 2}, {Seq: 6, Kind: game.Hold},
	}}, older)
}

// olderRedirect is Redirect, and all but Standby's kind, as releases before WebTransport have it.
type olderRedirect struct {
	Addr     string
	CertHash []byte
	Others   []string
}

func (*olderRedirect) kind() byte { return (*Redirect)(nil).kind() }

// A release that knows no browsers passes their certificates over, and its own word leads them by no hash.
func TestWhereAMatchLivesIsReadByOlderReleases(t *testing.T) {
	for _, m := range []Message{
		&Redirect{Addr: "a:1", CertHash: []byte{1}, WebHashes: []byte{2}},
		&Standby{Addr: "a:1", CertHash: []byte{1}, WebHashes: []byte{2}},
	} {
		b, err := appendMessage(nil, m)
		require.NoError(t, err)
		older := &olderRedirect{}
		_, err = decodeFields(b[5:], older)
		require.NoError(t, err)
		require.Equal(t, &olderRedirect{Addr: "a:1", CertHash: []byte{1}}, older)
	}
	b, err := appendMessage(nil, &olderRedirect{Addr: "a:1", CertHash: []byte{1}})
	require.NoError(t, err)
	newer, err := readMessage(bytes.NewReader(b), 1<<10)
	require.NoError(t, err)
	require.Equal(t, &Redirect{Addr: "a:1", CertHash: []byte{1}}, newer)
}
