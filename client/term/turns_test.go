package term

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

func TestATitleTellsOfTheTurn(t *testing.T) {
	s := &game.Setup{
		Rules: game.Rules{TickRate: 20},
		Scenario: game.Scenario{
			Name: "post", Teams: []game.TeamSetup{{Name: "red"}, {Name: "blue"}},
			Seats: []game.SeatSetup{{}, {Team: 1}},
		},
	}
	v := &game.View{Tick: 200, Turn: game.TurnView{
		Phase: game.Planning, Number: 3, Seats: []game.SeatClock{{State: game.Done}, {State: game.Thinking}},
	}}
	require.Contains(t, Title(s, v), "post   0:10   turn 3 is planned, waiting for seat 1 (blue)   red:")
	v.Turn = game.TurnView{Phase: game.Running, Number: 3}
	require.Contains(t, Title(s, v), "0:10   turn 3 runs   red:")
	v.Turn = game.TurnView{}
	require.Contains(t, Title(s, v), "post   0:10   red:")
}
