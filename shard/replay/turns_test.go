package replay

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
)

// turnScribe writes the journal of a match by turns as a host would.
type turnScribe struct {
	w       *game.World
	now     uint64
	seq     [2]uint32
	records []*Record
	hashes  map[game.Tick]uint64 // behind each Step
}

func newTurnScribe(t testing.TB, clock game.Turns) *turnScribe {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	byTurns := *setup
	byTurns.Scenario.Turns = clock
	s := &turnScribe{w: game.New(&byTurns, 3), now: 1_800_000_000_000, hashes: map[game.Tick]uint64{}}
	s.hashes[0] = s.w.Hash()
	s.records = []*Record{{Kind: Begin, Setup: &byTurns, Seed: 3, Fingerprint: Fingerprint(), Owner: "one"}}
	return s
}

func (s *turnScribe) plan(in game.Input) {
	s.now += 250
	in.Turn.Now = s.now
	s.records = append(s.records, &Record{Kind: Plan, Tick: s.w.Tick(), Input: in})
	s.w.Plan(&in)
}

func (s *turnScribe) order(seat uint8, o game.Order) game.Order {
	s.seq[seat]++
	o.Seat, o.Leader, o.Seq, o.Turn, o.Flags = seat, game.AI, s.seq[seat], s.w.Rest().Turn, o.Flags|game.Planned
	return o
}

// turn plans for both sides, as much as two people would, and runs the turn.
func (s *turnScribe) turn() {
	n := s.w.Rest().Turn
	s.plan(game.Input{Turn: game.TurnInput{Open: n}})
	for seat := range uint8(2) {
		var in game.Input
		for squad := range uint8(4) {
			x, y := (uint16(squad)*7+uint16(n)*5+20*uint16(seat))%60, (uint16(n)*3+uint16(squad)*9)%40
			in.Orders = append(in.Orders, s.order(seat, game.Order{
				Kind: game.AttackMove, Squad: squad, X: x * game.ViewStep, Y: y * game.ViewStep,
			}))
		}
		s.plan(in)
		s.plan(game.Input{Orders: []game.Order{s.order(seat, game.Order{Flags: game.Commit})}})
	}
	s.run()
}

func (s *turnScribe) run() {
	length := s.w.Setup().Scenario.Turns.Length
	in := game.Input{Turn: game.TurnInput{Now: s.now, Close: s.w.Rest().Turn}}
	s.records = append(s.records, &Record{
		Kind: Tick, Tick: s.w.Tick() + 1, Lease: s.w.Tick() + length, WorldHash: s.w.Hash(), Input: in,
	})
	for range length {
		s.w.Step(&in)
		in = game.Input{}
		s.hashes[s.w.Tick()] = s.w.Hash()
	}
}

func thirtyTurns(t testing.TB) *turnScribe {
	s := newTurnScribe(t, game.Turns{Kind: game.Together, Length: 100, Planning: 60})
	for range 30 {
		s.turn()
	}
	return s
}

// A match by turns is verified, played and exported like others, and takes little room.
func TestAMatchByTurnsIsPlayedAgain(t *testing.T) {
	s := thirtyTurns(t)
	require.Equal(t, game.NotOver, s.w.Result().Reason)
	s.records = append(s.records, &Record{Kind: TakeOver, Tick: 3000, Lease: 3000, Epoch: 1, Owner: "two"})
	recs := chain(s.records...)
	r, err := Verify("m", recs)
	require.NoError(t, err)
	require.Equal(t, []int{240 + 60, 30}, []int{r.Orders, r.Hashes})
	require.Equal(t, s.w.Hash(), r.Hash)
	size := 0
	for _, rec := range recs[1:] {
		size += len(rec.Payload)
	}
	t.Logf("30 turns: %d records of %d bytes behind Begin", len(recs)-1, size)
	require.Less(t, size, 20<<10)

	p, err := OpenPlayer("m", recs)
	require.NoError(t, err)
	requirePlays(t, s, p)
	f, err := NewFile("m", recs, nil)
	require.NoError(t, err)
	f, err = Import(f.Export(), Anybody)
	require.NoError(t, err)
	p, err = f.Play()
	require.NoError(t, err)
	requirePlays(t, s, p)
	parting, err := Diff("m", recs, recs)
	require.NoError(t, err)
	require.Nil(t, parting)
}

func requirePlays(t *testing.T, s *turnScribe, p *Player) {
	for _, to := range []game.Tick{3000, 0, 1, 100, 101, 99, 250, 2999, 100} {
		require.NoError(t, p.Seek(to))
		require.Equal(t, to, p.Tick())
		require.Equal(t, s.hashes[to], p.Hash(), "tick %d", to)
	}
	for {
		on, err := p.Step()
		require.NoError(t, err)
		if !on {
			break
		}
		require.Equal(t, s.hashes[p.Tick()], p.Hash(), "tick %d", p.Tick())
	}
	require.EqualValues(t, 3000, p.Tick())
}

// What no owner of a match by turns writes is refused.
func TestTheFoldOfTurnsRefusesWhatNobodyWrites(t *testing.T) {
	for name, wrong := range map[string]func(s *turnScribe) *Record{
		"a tick without a turn":   func(*turnScribe) *Record { return &Record{Kind: Tick, Tick: 201, Lease: 211} },
		"a plan in a turn":        func(*turnScribe) *Record { return &Record{Kind: Plan, Tick: 150} },
		"a plan behind the lease": func(*turnScribe) *Record { return &Record{Kind: Plan, Tick: 201} },
		"a turn while it is planned": func(*turnScribe) *Record {
			return &Record{Kind: Tick, Tick: 201, Lease: 300, Input: game.Input{Turn: game.TurnInput{Close: 3}}}
		},
		"a take-over with a lease": func(*turnScribe) *Record {
			return &Record{Kind: TakeOver, Tick: 200, Lease: 210, Epoch: 1}
		},
		"a take-over within a turn": func(*turnScribe) *Record {
			return &Record{Kind: TakeOver, Tick: 150, Lease: 150, Epoch: 1}
		},
		"a hand-over within a turn":   func(*turnScribe) *Record { return &Record{Kind: HandOver, Tick: 150} },
		"a hand-over behind the turn": func(*turnScribe) *Record { return &Record{Kind: HandOver, Tick: 201} },
		"a turn of another length": func(s *turnScribe) *Record {
			s.turn()
			r := *s.records[len(s.records)-1]
			s.records = s.records[:len(s.records)-1]
			r.Lease++
			return &r
		},
		"a turn that opens the next": func(s *turnScribe) *Record {
			s.turn()
			r := *s.records[len(s.records)-1]
			s.records = s.records[:len(s.records)-1]
			r.Input.Turn.Open = 4
			return &r
		},
		"a plan that begins a turn": func(*turnScribe) *Record {
			return &Record{Kind: Plan, Tick: 200, Input: game.Input{Turn: game.TurnInput{Close: 3}}}
		},
		"a turn that is not the next": func(s *turnScribe) *Record {
			s.turn()
			r := *s.records[len(s.records)-1]
			s.records = s.records[:len(s.records)-1]
			r.Input.Turn.Close++
			return &r
		},
	} {
		s := newTurnScribe(t, game.Turns{Kind: game.Together, Length: 100})
		s.turn()
		s.turn()
		bad := wrong(s)
		recs := chain(append(s.records, bad)...)
		f := &Fold{}
		for _, rec := range recs[:len(recs)-1] {
			require.NoError(t, f.Apply(rec), name)
		}
		require.ErrorIs(t, f.Apply(recs[len(recs)-1]), ErrRefused, name)
	}
	for _, r := range []*Record{
		{Kind: Plan}, {Kind: Tick, Tick: 1, Lease: 1, Input: game.Input{Turn: game.TurnInput{Close: 1}}},
	} {
		f := &Fold{}
		recs := chain(&Record{Kind: Begin, Setup: plain(), Fingerprint: Fingerprint()}, r)
		require.NoError(t, f.Apply(recs[0]))
		require.ErrorIs(t, f.Apply(recs[1]), ErrRefused, "in real time")
	}
}

// A match may end within a turn, whose record led further: it is played until there, and no further.
func TestAMatchThatEndsWithinATurnIsPlayedUntilThere(t *testing.T) {
	s := newTurnScribe(t, game.Turns{Kind: game.Together, Length: 100})
	s.turn()
	s.turn()
	f := &Fold{}
	all := chain(s.records...)
	for _, rec := range all {
		require.NoError(t, f.Apply(rec))
	}
	require.NoError(t, f.run(150))
	s.records = append(s.records, &Record{
		Kind: End, Tick: 150, WorldHash: f.World.Hash(),
		Result: game.Result{Winner: game.NoTeam, Reason: game.Abandoned, Tick: 150},
	})
	p, err := OpenPlayer("m", all)
	require.NoError(t, err)
	require.EqualValues(t, 200, p.Last())
	p.Add(chain(s.records...)[len(all):])
	require.NoError(t, p.Seek(300))
	require.EqualValues(t, 150, p.Last())
	require.EqualValues(t, 150, p.Tick())
	require.True(t, p.Over())
}

// What is planned for the next turn, or a foreign record, leaves what can be shown as it was.
func TestAPlanLeavesTheLastTickAsItIs(t *testing.T) {
	s := newTurnScribe(t, game.Turns{Kind: game.Together, Length: 100})
	s.turn()
	p, err := OpenPlayer("m", chain(s.records...))
	require.NoError(t, err)
	require.EqualValues(t, 100, p.Last())
	n := len(s.records)
	s.records = append(s.records, &Record{Kind: Plan, Tick: 100, Input: game.Input{Turn: game.TurnInput{Close: 2}}})
	p.Add(chain(s.records...)[n:])
	require.EqualValues(t, 100, p.Last())
}

// A file that nobody folded may leave plans or turns out: it is played until there.
func TestAFileOfTurnsWithAHoleIsPlayedUntilThere(t *testing.T) {
	s := newTurnScribe(t, game.Turns{Kind: game.Together, Length: 100})
	for range 5 {
		s.turn()
	}
	f, err := NewFile("m", chain(s.records...), nil)
	require.NoError(t, err)
	holed := append([]*Record(nil), s.records[:14]...)
	holed = append(holed, s.records[15:]...)
	f.Records = chain(holed...)
	p, err := f.Play()
	require.NoError(t, err)
	require.Error(t, p.Seek(250))
	require.EqualValues(t, 200, p.Tick())
	_, err = p.Step()
	require.ErrorIs(t, err, ErrRefused)
	var none []journal.Record
	p.Add(none)
}
