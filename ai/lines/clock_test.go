package lines

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// A bot in a match by turns is told of the turn, plans for its ticks and commits; in real time its lines are as ever,
// and a commitment is nothing.
func TestABotPlansATurn(t *testing.T) {
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	byTurns := *duel
	byTurns.Scenario.Turns = game.Turns{Kind: game.Together, Length: 100, Planning: 60}
	v := &game.View{Tick: 200, Turn: game.TurnView{
		Phase: game.Planning, Mover: game.NoTeam, Number: 3, Opened: 1000,
		Seats: []game.SeatClock{{State: game.Thinking}, {State: game.Done, Until: 61000}},
	}}
	s := NewSession(&byTurns, 1, 7, false)
	require.Contains(t, string(s.Begin()), `"turns":"together"`)
	_, err = s.Receive([]byte(`{"ready":{}}`))
	require.NoError(t, err)
	line := s.Turn(v)
	require.Contains(t, string(line), `"clock":{"number":3,"phase":"planning","length":100,"mover":-1,`+
		`"seats":["thinking","done"],"committed":true,"opened_ms":1000,"until_ms":61000}`)
	answer := []byte(`{"tick":200,"orders":[{"squad":1,"do":"hold","when":20}],"commit":true}`)
	_, err = s.Receive(answer)
	require.NoError(t, err)
	require.Equal(t, []game.Order{
		{Kind: game.Hold, Squad: 1, At: 20, Seq: 1}, {Flags: game.Planned | game.Commit},
	}, s.orders)

	s = NewSession(duel, 1, 7, false)
	require.NotContains(t, string(s.Begin()), `"turns"`)
	_, err = s.Receive([]byte(`{"ready":{}}`))
	require.NoError(t, err)
	var turn map[string]map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(s.Turn(&game.View{Tick: 200}), &turn))
	require.NotContains(t, turn["turn"], "clock")
	_, err = s.Receive(answer)
	require.NoError(t, err)
	require.Len(t, s.orders, 1)
}
