package battle

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// What one side saw of the other is less than there was; the whole story has all of both, and has it before they met.
func TestTheWholeStoryHasBothSidesInFull(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	const ticks = 100
	seen := Story{}
	league.Play(s, 7, ai.New, ticks, func(w *game.World) {
		v := &game.View{}
		w.View(0, v)
		seen.Add(v, s)
	})
	p, err := replay.OpenPlayer("m", chained(
		&replay.Record{Kind: replay.Begin, Setup: s, Seed: 7, Fingerprint: replay.Fingerprint(), Owner: "test"},
		&replay.Record{Kind: replay.Tick, Tick: ticks, Lease: ticks + 10},
	))
	require.NoError(t, err)
	whole, err := Whole(t.Context(), p)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(whole.Samples), ticks/sampleEvery)
	for i := range whole.Samples {
		x := &whole.Samples[i]
		require.Equal(t, x.Men[0], x.Men[1], "equals, and nobody has met")
		require.Positive(t, x.Men[1])
	}
	require.Zero(t, seen.Samples[0].Men[1])

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	none, err := Whole(gone, p)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, none.Samples)
}

// Half a match is not told as a whole one: where the journal is broken the story ends, and says why.
func TestTheStoryOfABrokenReplayIsNotTheWholeOne(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	p, err := replay.OpenPlayer("m", chained(
		&replay.Record{Kind: replay.Begin, Setup: s, Seed: 7, Fingerprint: replay.Fingerprint(), Owner: "test"},
		&replay.Record{Kind: replay.Tick, Tick: 30, Lease: 40},
		&replay.Record{Kind: replay.End, Tick: 60, WorldHash: 1},
	))
	require.NoError(t, err)
	half, err := Whole(t.Context(), p)
	var broken *replay.BrokenError
	require.ErrorAs(t, err, &broken)
	require.NotEmpty(t, half.Samples)
}

// chained are records as a journal holds them.
func chained(recs ...*replay.Record) (all []journal.Record) {
	head := journal.Hash{}
	for i, r := range recs {
		payload := replay.AppendRecord(nil, r)
		head = journal.Link(head, payload)
		all = append(all, journal.Record{Number: uint64(i + 1), Hash: head, Payload: payload})
	}
	return all
}

// Whoever fell to somebody nobody saw is told by whom once the match is over.
func TestTheWholeStoryKnowsWhoFelledASquad(t *testing.T) {
	d := sit(t)
	d.b.Team = 1
	fallen := game.UnitView{ID: 9, Team: 1, Squad: 1, Kind: 0}
	death := game.CombatEvent{Kind: game.Death, Source: game.NoUnit, Target: 9}
	seen, whole := Story{}, Story{}
	seen.Add(&game.View{Tick: 1, Audience: 1, Units: []game.UnitView{fallen}, CombatEvents: []game.CombatEvent{death}},
		d.b.Setup)
	require.Equal(t, Toll{}, d.b.Deeds(&seen, 1).To)

	fallen.Squad, death.Source = 5, 3 // of all squads it is the sixth
	sniper := game.UnitView{ID: 3, Team: 0, Squad: 2, Kind: 4}
	whole.Add(&game.View{
		Tick: 1, Audience: game.All, Units: []game.UnitView{sniper, fallen}, CombatEvents: []game.CombatEvent{death},
	}, d.b.Setup)
	require.Equal(t, Toll{4: 1}, d.b.Deeds(&whole, 1).To)
}
