package dump_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/recording"
	"muster/assets"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/replay/dump"
)

// line is any of a dump's.
type line struct {
	dump.Line
	Begin *dump.Begin
	End   *dump.End
}

// fight is the first minute of a duel, and what its commanders intended.
func fight(t *testing.T) (recs []journal.Record, said *replay.Intentions) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	s.Scenario.Clock = 1200
	r, intends := replay.NewRecorder(s, 5), recording.Intentions{}
	league.Observe(s, 5, ai.New, 0, league.Observer{
		Tick: r.Tick, Intended: intends.Add, Over: func(w *game.World) { recs = r.End(w) },
	})
	said, err = replay.ReadIntentions(bytes.NewReader(intends.Bytes()))
	require.NoError(t, err)
	return recs, said
}

func dumped(t *testing.T, recs []journal.Record, said *replay.Intentions, o dump.Options) (all []line) {
	p, err := replay.OpenPlayer("m", recs)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, dump.Write(&out, &dump.Match{Name: "m", Records: recs, Player: p, Intentions: said}, o))
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		var l line
		require.NoError(t, json.Unmarshal(lines.Bytes(), &l))
		all = append(all, l)
	}
	return all
}

// Everybody's eyes see all that happened, tick by tick, from the first to the last.
func TestAMatchIsDumpedTickByTick(t *testing.T) {
	recs, said := fight(t)
	all := dumped(t, recs, said, dump.Options{Audience: game.All, Every: 1})
	require.Len(t, all, 1+1201+1)
	first := all[0].Begin
	require.Equal(t, []any{"m", "duel", []int{0, 1}}, []any{first.Match, first.Scenario, first.Seats})
	require.Equal(t, dump.Point{Name: "north bridge", At: dump.Place{31.5, 11.5}}, first.Points[0])
	require.EqualValues(t, 5, first.Seed)
	require.Equal(t, "clock_ran_out", all[len(all)-1].End.Reason)
	orders, intends, squads := 0, 0, map[uint8]bool{}
	for i, l := range all[1 : len(all)-1] {
		require.EqualValues(t, i, l.Tick)
		require.Len(t, l.Squads, 8)
		orders, intends = orders+len(l.Orders), intends+len(l.Intends)
		for _, o := range l.Orders {
			require.Zero(t, o.Tick, "it is of its line's tick")
			squads[o.Squad] = true
		}
	}
	m, err := replay.Summarize("m", recs)
	require.NoError(t, err)
	require.Equal(t, m.Orders, orders)
	require.Positive(t, intends)
	require.True(t, squads[7], "squads of the second team are numbered as everybody's eyes number them")

	// a few lines hold as many orders as all
	few := dumped(t, recs, said, dump.Options{Audience: game.All, From: 0, Every: 300})
	require.Len(t, few, 1+5+1)
	in := 0
	for _, l := range few {
		in += len(l.Orders)
	}
	require.Equal(t, orders, in)
	require.Len(t, dumped(t, recs, nil, dump.Options{Audience: game.All, From: 100, To: 109, Every: 1}), 1+10)
}

// A team's eyes see neither the other's orders nor what it intends.
func TestATeamsEyesSeeItsOwnOrdersAlone(t *testing.T) {
	recs, said := fight(t)
	orders := 0
	for _, l := range dumped(t, recs, said, dump.Options{Audience: 1, Every: 1}) {
		for _, o := range l.Orders {
			require.EqualValues(t, 1, o.Seat)
			require.Less(t, o.Squad, uint8(4))
			orders++
		}
		for _, in := range l.Intends {
			require.EqualValues(t, 1, in.Seat)
		}
		for _, u := range l.Units {
			require.True(t, u.Team == 1 || u.Squad == -1)
		}
		require.LessOrEqual(t, len(l.Squads), 4)
	}
	require.Positive(t, orders)
}

// What is planned for a turn is in its first line.
func TestAMatchByTurnsIsDumpedWithItsPlans(t *testing.T) {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	byTurns := *setup
	byTurns.Scenario.Turns = game.Turns{Kind: game.Together, Length: 20}
	order := func(seat uint8, seq uint32, o game.Order) game.Order {
		o.Seat, o.Leader, o.Seq, o.Turn, o.Flags = seat, game.AI, seq, 1, o.Flags|game.Planned
		return o
	}
	inputs := []game.Input{
		{Turn: game.TurnInput{Now: 1000, Open: 1}, Talk: []game.Talk{{Kind: game.ChatAll, Text: "soon"}}},
		{Turn: game.TurnInput{Now: 2000}, Orders: []game.Order{
			order(0, 1, game.Order{Kind: game.Move, Squad: 2, X: 800, Y: 640}),
			order(0, 2, game.Order{Kind: game.Hold, Squad: 2, Flags: game.Queued, At: 7}),
		}},
		{Turn: game.TurnInput{Now: 3000}, Orders: []game.Order{
			order(0, 3, game.Order{Flags: game.Commit}), order(1, 1, game.Order{Flags: game.Commit}),
		}},
	}
	records := []*replay.Record{{Kind: replay.Begin, Setup: &byTurns, Seed: 3, Fingerprint: replay.Fingerprint()}}
	for _, in := range inputs {
		records = append(records, &replay.Record{Kind: replay.Plan, Input: in})
	}
	records = append(records, &replay.Record{
		Kind: replay.Tick, Tick: 1, Lease: 20, Input: game.Input{Turn: game.TurnInput{Now: 3000, Close: 1}},
	})
	var recs []journal.Record
	head := journal.Hash{}
	for i, r := range records {
		payload := replay.AppendRecord(nil, r)
		head = journal.Link(head, payload)
		recs = append(recs, journal.Record{Number: uint64(i + 1), Hash: head, Payload: payload})
	}
	all := dumped(t, recs, nil, dump.Options{Audience: 0, Every: 1})
	require.Len(t, all, 1+21)
	require.Empty(t, all[1].Orders)
	first := all[2]
	require.EqualValues(t, 1, first.Tick)
	require.Equal(t, "soon", first.Talk[0].Text)
	require.Len(t, first.Orders, 3, "the other team's are its own")
	require.Equal(t, []any{"move", uint16(0)}, []any{first.Orders[0].Do, first.Orders[0].After})
	require.Equal(t, []any{"hold", uint16(7)}, []any{first.Orders[1].Do, first.Orders[1].After})
}
