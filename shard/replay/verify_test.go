package replay

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

func TestAWholeMatchIsVerified(t *testing.T) {
	r, err := Verify("m", duel())
	require.NoError(t, err)
	require.Equal(t, "duel", r.Scenario)
	require.Equal(t, []string{"red", "blue"}, r.Teams)
	require.Len(t, duel(), r.Records)
	require.Greater(t, r.Hashes, 10)
	require.Greater(t, r.Orders, 20)
	require.Equal(t, 2, r.Owners)
	require.True(t, r.Ended)
	require.NotEmpty(t, r.Winner())
	require.EqualValues(t, r.Ticks, len(hashes())-1)
	require.Equal(t, hashes()[r.Ticks], r.Hash)
	summary, err := Summarize("m", duel())
	require.NoError(t, err)
	require.Equal(t, r.Summary, summary, "what is told without folding is the same")
}

func TestASummaryTellsWhichSidesPlayersLed(t *testing.T) {
	for _, c := range []struct {
		seats []game.SeatChange
		want  []int
	}{
		{nil, nil},
		{[]game.SeatChange{{Seat: 1, Leader: game.AI}}, nil},
		{[]game.SeatChange{{Seat: 1, Leader: game.Player}, {Seat: 0, Leader: game.AI}}, []int{1}},
		{[]game.SeatChange{{Seat: 1, Leader: game.Player}, {Seat: 1, Leader: game.Player}}, []int{1}},
		{[]game.SeatChange{{Seat: 1, Leader: game.Player}, {Seat: 0, Leader: game.Player}}, []int{0, 1}},
	} {
		recs := duel()[:1:1]
		recs = append(recs, journal.Record{Number: 2, Payload: AppendRecord(nil, &Record{
			Kind: Tick, Tick: 1, Lease: 2, Input: game.Input{Seats: c.seats},
		})})
		s, err := Summarize("m", relink(recs))
		require.NoError(t, err)
		require.Equal(t, c.want, s.Played)
	}
}

func TestALiveMatchIsVerifiedAsFarAsItGoes(t *testing.T) {
	for _, n := range []int{0, 1, 2, 100, len(duel()) - 1} {
		r, err := Verify("m", duel()[:n])
		require.NoError(t, err)
		require.False(t, r.Ended)
		require.Empty(t, r.Winner())
		require.Equal(t, n, r.Records)
		if n > 0 {
			require.Equal(t, hashes()[r.Ticks], r.Hash)
		}
	}
}

// relink makes a sound chain of records that were changed: what is left to find is what they mean.
func relink(recs []journal.Record) []journal.Record {
	recs, head := slices.Clone(recs), journal.Hash{}
	for i := range recs {
		head = journal.Link(head, recs[i].Payload)
		recs[i].Hash = head
	}
	return recs
}

// changed returns the duel with its first record of a kind changed, and that record's number.
func changed(t *testing.T, fits func(r *Record) bool, change func(r *Record)) ([]journal.Record, uint64) {
	recs := slices.Clone(duel())
	for i := range recs {
		r, err := DecodeRecord(recs[i].Payload)
		require.NoError(t, err)
		if fits(r) {
			change(r)
			recs[i].Payload = AppendRecord(nil, r)
			return recs, recs[i].Number
		}
	}
	require.Fail(t, "the duel has no such record")
	return nil, 0
}

func TestWhatIsWrongIsNamedWithMatchRecordAndTick(t *testing.T) {
	hashed := func(r *Record) bool { return r.Kind == Tick && r.WorldHash != 0 }
	ordered := func(r *Record) bool { return r.Kind == Tick && r.Tick > 10 && len(r.Input.Orders) > 0 }
	ended := func(r *Record) bool { return r.Kind == End }
	for name, c := range map[string]struct {
		fits   func(*Record) bool
		change func(*Record)
		linked bool
		later  bool // found at a later record
		want   string
	}{
		"a changed byte": {fits: ordered, change: func(r *Record) {
			r.Input.Orders[0].X++
		}, want: "does not follow"},
		"a wrong World hash": {fits: hashed, change: func(r *Record) { r.WorldHash++ }, linked: true, want: "desync"},
		"an order left out": {fits: ordered, change: func(r *Record) {
			r.Input.Orders = r.Input.Orders[1:]
		}, linked: true, later: true, want: "is next"},
		"an order changed": {fits: ordered, change: func(r *Record) {
			r.Input.Orders[0].Kind = game.Retreat
		}, linked: true, later: true, want: "desync"},
		"an order twice": {fits: ordered, change: func(r *Record) {
			r.Input.Orders = append(r.Input.Orders, r.Input.Orders[0])
		}, linked: true, want: "again at tick"},
		"an order for no seat": {fits: ordered, change: func(r *Record) {
			r.Input.Orders[0].Seat = 9
		}, linked: true, want: "there are 2 seats"},
		"another winner": {fits: ended, change: func(r *Record) {
			r.Result.Winner = 1 - r.Result.Winner
		}, linked: true, want: "folds to"},
		"another simulation": {fits: func(r *Record) bool {
			return r.Kind == Begin
		}, change: func(r *Record) { r.Fingerprint++ }, linked: true, want: "use that release"},
	} {
		recs, number := changed(t, c.fits, c.change)
		if c.linked {
			recs = relink(recs)
		}
		r, err := Verify("m-7", recs)
		var broken *BrokenError
		require.ErrorAs(t, err, &broken, name)
		require.ErrorContains(t, err, c.want, name)
		require.ErrorContains(t, err, "match m-7: record ", name)
		require.Equal(t, c.later, broken.Record > number, "%s: record %d, found at %d", name, number, broken.Record)
		require.Equal(t, r.Ticks, broken.Tick)
		require.EqualValues(t, r.Records+1, broken.Record, "the report is of what stands before it")
	}
}

// Every single changed bit of a payload is found at its own record.
func TestEveryFlippedBitOfAChainIsFound(t *testing.T) {
	recs := duel()[:30]
	for i := 1; i < len(recs); i++ {
		for bit := range len(recs[i].Payload) * 8 {
			flipped := slices.Clone(recs)
			flipped[i].Payload = slices.Clone(recs[i].Payload)
			flipped[i].Payload[bit/8] ^= 1 << (bit % 8)
			var broken *BrokenError
			f := &Fold{Number: recs[i-1].Number, Head: recs[i-1].Hash}
			require.ErrorIs(t, f.Apply(flipped[i]), ErrRefused, "the chain alone finds it, before it is decoded")
			if bit == 0 {
				_, err := Verify("m", flipped)
				require.ErrorAs(t, err, &broken)
				require.EqualValues(t, i+1, broken.Record)
			}
		}
	}
}

func TestRecordsThatAreNoneAreNamed(t *testing.T) {
	recs := relink([]journal.Record{{Number: 1, Payload: []byte("no record of ours")}})
	for _, err := range []error{
		second(Verify("m", recs)), second(Summarize("m", recs)),
		second(Summarize("m", duel()[1:])),
	} {
		var broken *BrokenError
		require.ErrorAs(t, err, &broken)
	}
	lost, err := Verify("m", append(slices.Clone(duel()[:10]), duel()[11:]...))
	require.ErrorContains(t, err, "record 12, behind tick")
	require.Equal(t, 10, lost.Records)
}

func second[T any](_ T, err error) error { return err }

// How fast a journal is verified: ticks of play a second.
func BenchmarkVerify(b *testing.B) {
	recs, ticks := duel(), game.Tick(0)
	for b.Loop() {
		r, err := Verify("m", recs)
		require.NoError(b, err)
		ticks += r.Ticks
	}
	b.ReportMetric(float64(ticks)/b.Elapsed().Seconds(), "ticks/s")
}

// A hostile journal whose chain is sound, since whoever writes it can link it: everything refuses or plays it, and
// nothing panics. The records of the input stand behind their lengths, two bytes each.
func FuzzVerify(f *testing.F) {
	bytes := func(rs []*Record) (b []byte) {
		for _, r := range rs {
			payload := AppendRecord(nil, r)
			b = append(binary.LittleEndian.AppendUint16(b, uint16(len(payload))), payload...)
		}
		return b
	}
	begin := samples()[0]
	f.Add(bytes([]*Record{begin}))
	f.Add(bytes(samples()))
	f.Add(bytes([]*Record{begin, {Kind: Tick, Tick: 3, Lease: 13, Input: game.Input{
		Seats: []game.SeatChange{{Seat: 1, Ticket: game.TicketID{1}}, {Seat: 200}},
		Orders: []game.Order{
			{Seat: 0, Leader: game.AI, Seq: 1, Kind: game.Move, X: 60, Y: 20},
			{Seat: 1, Seq: 1, Kind: game.Attack, Target: 7},
		},
	}}, {Kind: TakeOver, Tick: 13, Lease: 23, Epoch: 1}, {Kind: HandOver, Tick: 15}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var recs []journal.Record
		for len(b) >= 2 && len(recs) < 8 {
			n := min(int(binary.LittleEndian.Uint16(b)), len(b)-2)
			recs = append(recs, journal.Record{Number: uint64(len(recs) + 1), Payload: b[2 : 2+n]})
			b = b[2+n:]
		}
		recs = relink(recs)
		report, err := Verify("m", recs)
		summary, _ := Summarize("m", recs)
		require.GreaterOrEqual(t, summary.Records, report.Records)
		p, opened := OpenPlayer("m", recs)
		if opened != nil {
			require.Error(t, errors.Join(err, opened))
			return
		}
		if sought := p.Seek(p.Last()); err == nil {
			require.NoError(t, sought)
			require.Equal(t, report.Ticks, p.Tick())
			require.Equal(t, report.Hash, p.Hash())
		}
		p.View(game.All)
	})
}
