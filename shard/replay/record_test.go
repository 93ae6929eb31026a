package replay

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

// plain is the smallest set-up that can be played.
func plain() *game.Setup {
	return &game.Setup{
		Rules: game.Rules{
			TickRate: 20, Terrains: []game.Terrain{{
				Name: "open", Letter: '.',
				Cost: [game.MoveClasses]uint8{16, 16, 16},
			}}, Kinds: []game.Kind{{
				Name:   "rifle",
				Letter: 'R', HP: 10, Speed: 32, Turn: 16, Sight: 4,
			}},
		},
		Map: game.Map{Name: "m", W: 8, H: 4, Cells: make([]uint8, 32)},
		Scenario: game.Scenario{
			Name: "s", Map: "m", Teams: []game.TeamSetup{{Name: "a"}, {Name: "b"}},
			Seats:  []game.SeatSetup{{Team: 0}, {Team: 1}},
			Squads: []game.SquadSetup{{Seat: 0, Count: 1}, {Seat: 1, Count: 1, X: 7}},
		},
	}
}

func samples() []*Record {
	return []*Record{
		{Kind: Begin, Setup: plain(), Seed: 5, Fingerprint: Fingerprint(), Owner: "one", Nonce: [16]byte{1}},
		{Kind: Begin, Setup: plain(), Seed: 5, Fingerprint: 6, Owner: "one", Nonce: [16]byte{1}, Release: "v2"},
		{
			Kind: Begin, Setup: plain(), Seed: 5, Fingerprint: Fingerprint(), Owner: "one",
			Wait: WaitFor([]int{1}, time.UnixMilli(1e12)),
		},
		{Kind: Tick, Tick: 3, Lease: 13},
		{
			Kind: Tick, Tick: 4, Lease: 14, WorldHash: 99,
			Input: game.Input{Orders: []game.Order{{Seq: 1, Kind: game.Move, X: 5}}},
		},
		{Kind: Plan, Tick: 14, Input: game.Input{
			Orders: []game.Order{{Seq: 1, Kind: game.Move, X: 5, Flags: game.Planned, Turn: 300, At: 7}},
			Turn:   game.TurnInput{Now: 1_800_000_000_000, Open: 300},
		}},
		{Kind: Tick, Tick: 15, Lease: 114, WorldHash: 9, Input: game.Input{Turn: game.TurnInput{Now: 5, Close: 300}}},
		{Kind: TakeOver, Tick: 14, Lease: 24, Epoch: 1, Owner: "two", Nonce: [16]byte{2}},
		{Kind: HandOver, Tick: 20},
		{Kind: End, Tick: 21, WorldHash: 7, Result: game.Result{Winner: game.NoTeam, Reason: game.Abandoned, Tick: 21}},
	}
}

func TestRecordsReadBackAsTheyWereWritten(t *testing.T) {
	for _, r := range samples() {
		b := AppendRecord(nil, r)
		got, err := DecodeRecord(b)
		require.NoError(t, err)
		require.Equal(t, b, AppendRecord(nil, got))
		require.Equal(t, r.Tick, got.Tick)
		require.Equal(t, r.Lease, got.Lease)
		require.Equal(t, r.Result, got.Result)
		require.Equal(t, r.Release, got.Release)
		require.Equal(t, r.Wait, got.Wait)
		require.Equal(t, r.Input.Turn, got.Input.Turn)
		for cut := range b {
			_, err := DecodeRecord(b[:cut])
			require.ErrorIs(t, err, ErrRecord, "kind %d cut to %d of %d bytes", r.Kind, cut, len(b))
		}
		_, err = DecodeRecord(append(b, 0))
		require.ErrorIs(t, err, ErrRecord)
	}
	_, err := DecodeRecord([]byte{200})
	require.ErrorContains(t, err, "kind 200")
	_, err = DecodeRecord([]byte{byte(Begin), 4})
	require.ErrorContains(t, err, "version 4, written by a newer release")
}

// Nobody ever looked at the bits of an order's flags that mean nothing in real time: such a record is read and played
// as it was before one of them got a meaning for turns.
func TestOldOrdersWithOddFlagsAreRead(t *testing.T) {
	order := func(flags game.OrderFlags) []byte { // of squad 2 of seat 0 to 1000, 700
		return []byte{
			byte(Tick), 1, 10, // tick 1, lease 11
			1, 0, byte(game.AI), 0, // a seat change
			1, 0, byte(game.AI), 1, byte(game.Move), 2, 0xe8, 7, 0xbc, 5, 0, byte(flags), 0, 0, // an order
			0, // no talk
		}
	}
	folded := func(flags game.OrderFlags) uint64 {
		f, recs := &Fold{}, chain(&Record{Kind: Begin, Setup: plain(), Seed: 5, Fingerprint: Fingerprint()})
		recs = append(recs, journal.Record{
			Number: 2, Payload: order(flags), Hash: journal.Link(recs[0].Hash, order(flags)),
		})
		for _, rec := range recs {
			require.NoError(t, f.Apply(rec))
		}
		require.NoError(t, f.run(20))
		require.EqualValues(t, 1, f.World.LastSeq(0, game.AI))
		return f.World.Hash()
	}
	r, err := DecodeRecord(order(4))
	require.NoError(t, err)
	require.Equal(t, []game.Order{{
		Leader: game.AI, Seq: 1, Kind: game.Move, Squad: 2, X: 1000, Y: 700, Flags: 4,
	}}, r.Input.Orders)
	require.Equal(t, order(4), AppendRecord(nil, r))
	require.Equal(t, folded(0), folded(4))
	require.Equal(t, folded(game.Queued), folded(0x7c|game.Queued))
}

// chain links records as a journal would.
func chain(rs ...*Record) (recs []journal.Record) {
	head := journal.Hash{}
	for i, r := range rs {
		payload := AppendRecord(nil, r)
		head = journal.Link(head, payload)
		recs = append(recs, journal.Record{Number: uint64(i + 1), Hash: head, Payload: payload})
	}
	return recs
}

// The table of docs/lease.md, rule 5: what the fold refuses, and why.
func TestTheFoldRefusesWhatCannotBe(t *testing.T) {
	begin := samples()[0]
	tick := func(at, lease game.Tick) *Record { return &Record{Kind: Tick, Tick: at, Lease: lease} }
	for name, rs := range map[string][]*Record{
		"a tick that is closed":                 {begin, tick(5, 15), tick(5, 16)},
		"a take-over before the lease's end":    {begin, tick(5, 15), {Kind: TakeOver, Tick: 14, Lease: 24, Epoch: 1}},
		"a take-over of the wrong epoch":        {begin, tick(5, 15), {Kind: TakeOver, Tick: 15, Lease: 25, Epoch: 2}},
		"a hand-over into the past":             {begin, tick(5, 15), {Kind: HandOver, Tick: 4}},
		"a second beginning":                    {begin, begin},
		"no beginning":                          {tick(5, 15)},
		"a tick so far ahead that it would run": {begin, tick(1_000_000, 1_000_001)},
	} {
		f := &Fold{}
		recs := chain(rs...)
		for _, rec := range recs[:len(recs)-1] {
			require.NoError(t, f.Apply(rec), name)
		}
		require.ErrorIs(t, f.Apply(recs[len(recs)-1]), ErrRefused, name)
	}
}

func TestTheFoldFollowsLeasesAndEnds(t *testing.T) {
	w := game.New(plain(), 5)
	for range 20 {
		w.Step(&game.Input{})
	}
	recs := chain(
		samples()[0], &Record{Kind: Tick, Tick: 5, Lease: 15}, &Record{
			Kind: TakeOver, Tick: 15, Lease: 25, Epoch: 1, Owner: "two",
		},
		&Record{Kind: HandOver, Tick: 18}, &Record{Kind: TakeOver, Tick: 18, Lease: 28, Epoch: 2}, &Record{
			Kind: End, Tick: 20, WorldHash: w.Hash(),
		},
		&Record{Kind: Tick, Tick: 21, Lease: 30},
	)
	f := &Fold{}
	for i, closed := range []game.Tick{0, 5, 15, 18, 18, 20} {
		require.NoError(t, f.Apply(recs[i]))
		require.Equal(t, closed, f.Closed)
		require.Equal(t, closed, f.World.Tick())
	}
	require.True(t, f.Ended)
	require.ErrorIs(t, f.Apply(recs[6]), ErrRefused, "nothing follows an end")
	require.ErrorIs(t, (&Fold{}).Apply(recs[1]), ErrRefused, "a record out of its place")
}

func TestADisagreeingHashAndAForeignSimulationAreNamed(t *testing.T) {
	f, recs := &Fold{}, chain(samples()[0], &Record{Kind: Tick, Tick: 1, Lease: 11, WorldHash: 12345})
	require.NoError(t, f.Apply(recs[0]))
	var desync *DesyncError
	require.ErrorAs(t, f.Apply(recs[1]), &desync)
	require.EqualValues(t, 12345, desync.Stored)
	foreign := *samples()[0]
	foreign.Fingerprint++
	var other *FingerprintError
	require.ErrorAs(t, (&Fold{}).Apply(chain(&foreign)[0]), &other)
}

func FuzzDecodeRecord(f *testing.F) {
	for _, r := range samples() {
		f.Add(AppendRecord(nil, r))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := DecodeRecord(b)
		if err != nil {
			return
		}
		again, err := DecodeRecord(AppendRecord(nil, r))
		require.NoError(t, err)
		require.Equal(t, r.Tick, again.Tick)
	})
}
