package table

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// quietZone has everybody in their seats.
type quietZone struct{ Zone }

func (quietZone) Seat(game.SeatChange) {}

func (quietZone) Player(uint8, game.TicketID) (game.Leader, uint32, bool) {
	return game.Player, 0, true
}

type plainDoor struct{}

func (plainDoor) Token(*Participant, *shard.Publication) []byte { return nil }
func (plainDoor) Packed() []byte                                { return nil }
func (plainDoor) Late() game.Tick                               { return 0 }

// pen is the Outbox of one of several participants, all of whom write into one list.
type pen struct {
	who  int
	list *[]string
}

func (p pen) Send(m wire.Message)     { *p.list = append(*p.list, fmt.Sprintf("%d %T", p.who, m)) }
func (p pen) NotifyView()             { *p.list = append(*p.list, fmt.Sprint(p.who, " view")) }
func (p pen) End(wire.Reason, string) {}

// A tick in which somebody else was answered sends everybody's view as one in which nobody was: all views go before the
// first word is said, in the same order.
func TestNobodysViewWaitsForWhatOthersAreTold(t *testing.T) {
	setup := &game.Setup{Rules: game.Rules{TickRate: 20}}
	setup.Scenario.Seats = []game.SeatSetup{{Team: 0}, {Team: 1}}
	table := New("m", setup, quietZone{}, plainDoor{})
	var said []string
	for seat := range 2 {
		pass := Pass{Seat: seat, Audience: game.Audience(seat), HasSetup: true}
		require.NoError(t, table.Enter(NewParticipant(pass, pen{
			seat, &said,
		}), time.Now()))
	}
	table.NotifyViews()
	table.Publish(&shard.Publication{
		Tick: 1, Seats: []game.SeatChange{{Seat: 0, Leader: game.Player}, {Seat: 1, Leader: game.Player}},
	})
	require.Equal(t, []string{"0 *wire.Welcome", "0 view", "1 *wire.Welcome", "1 view"}, said)

	said = nil
	table.NotifyViews()
	require.Equal(t, []string{"0 view", "1 view"}, said)
	table.Publish(&shard.Publication{Tick: 2, Answers: []game.Answer{{Seat: 0, Leader: game.Player, Seq: 1, Tick: 2}}})
	require.Equal(t, []string{"0 view", "1 view", "0 *wire.Answers"}, said)
}
