package shard

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// desk drives a Zone of a match by turns as a Host does, with a store that answers at once or when it is told to.
type desk struct {
	t     testing.TB
	z     *Zone
	now   uint64 // Unix milliseconds
	recs  []journal.Record
	slow  bool // records are durable when settle is called
	acks  []journal.Hash
	out   []*Publication
	seq   [2]uint32
	stop  error
	stall int
	kept  []*replay.Checkpoint
}

func turnsOf(clock game.Turns) *game.Setup {
	s := *smallFight()
	s.Scenario.Turns = clock
	return &s
}

func newDesk(t testing.TB, clock game.Turns) *desk {
	d := &desk{t: t, now: 1_800_000_000_000}
	d.z = BeginZone("m", "one", nonce, turnsOf(clock), 1)
	d.perform()
	return d
}

// another has a shard take the match over from what is durable.
func (d *desk) another() *desk {
	n := &desk{t: d.t, now: d.now, recs: d.recs, seq: d.seq}
	n.z = ResumeFrom("m", "two", nonce, &replay.Fold{}, d.recs)
	n.perform()
	return n
}

func (d *desk) perform() {
	for actions := d.z.Actions(); len(actions) > 0; actions = d.z.Actions() {
		for _, a := range actions {
			switch {
			case a.Append != nil:
				d.recs = append(d.recs, journal.Record{
					Number: a.Append.Number, Hash: a.Append.Hash(), Payload: a.Append.Payload(),
				})
				d.acks = append(d.acks, a.Append.Hash())
			case a.Publish != nil:
				d.out = append(d.out, a.Publish)
			case a.Stop != nil:
				d.stop = a.Stop
			case a.Stall != nil:
				d.stall++
			case a.Keep != nil:
				d.kept = append(d.kept, a.Keep)
			}
		}
		if !d.slow {
			d.ack()
		}
	}
}

func (d *desk) ack() {
	acks := d.acks
	d.acks = nil
	for _, h := range acks {
		d.z.Acked(h)
	}
}

// settle has the store answer.
func (d *desk) settle() {
	d.ack()
	d.perform()
}

func (d *desk) slot() *Publication {
	d.now += 250
	d.z.Slot(d.now)
	d.perform()
	return d.last()
}

func (d *desk) last() *Publication { return d.out[len(d.out)-1] }

// film lets the turn's ticks pass.
func (d *desk) film() {
	for n := 0; !d.z.Still() && d.stop == nil; n++ {
		require.Less(d.t, n, 1000)
		d.z.Tick()
		d.perform()
	}
}

func (d *desk) order(seat uint8, o game.Order) game.Refusal {
	d.seq[seat]++
	o.Seat, o.Leader, o.Seq, o.Flags = seat, game.AI, d.seq[seat], o.Flags|game.Planned
	if o.Turn == 0 {
		o.Turn = d.z.world.Rest().Turn
	}
	r := d.z.Enqueue(o)
	d.perform()
	return r
}

func (d *desk) commit(seats ...uint8) {
	for _, seat := range seats {
		d.order(seat, game.Order{Flags: game.Commit})
	}
}

func (d *desk) rest() game.Rest { return d.z.world.Rest() }

var east = game.Order{Kind: game.Move, X: 10 * game.ViewStep, Y: 4 * game.ViewStep}

// A turn is opened, planned, committed and shown; while nobody plans nothing is written, however long that takes, and
// everybody is told at every slot.
func TestATurnIsPlannedAndPlayed(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20})
	require.True(t, d.z.Still())
	require.Equal(t, game.Unopened, d.slot().Views[0].Turn.Phase)
	require.Equal(t, game.Planning, d.slot().Views[0].Turn.Phase)
	written := len(d.recs)
	for range 100 {
		d.z.Tick()
		p := d.slot()
		require.True(t, p.Slot)
		require.Zero(t, p.Tick)
	}
	require.Len(t, d.recs, written)
	require.Len(t, d.out, 103)

	require.Equal(t, game.Obeyed, d.order(0, east))
	require.Empty(t, d.slot().Answers, "it is written down at this slot")
	p := d.slot()
	require.Equal(t, []game.Answer{{Seat: 0, Leader: game.AI, Seq: 1, Tick: 1}}, p.Answers)
	require.Len(t, p.Views[0].Turn.Plan, 1)
	require.Empty(t, p.Views[1].Turn.Plan)
	require.Empty(t, d.slot().Answers, "it is told once")

	d.commit(0, 1)
	p = d.slot()
	require.False(t, d.z.Still(), "the turn begins at the slot of the last commitment")
	require.EqualValues(t, 1, p.Tick)
	require.Len(t, p.Answers, 2)
	written = len(d.recs)
	d.film()
	require.Len(t, d.recs, written, "one record leases the whole turn")
	require.EqualValues(t, 20, d.last().Tick)
	require.NotEqual(t, d.out[0].Views[0].Units[0].X, d.last().Views[0].Units[0].X)
	require.Equal(t, game.Rest{Phase: game.Unopened, Turn: 2}, d.rest())
	d.slot()
	require.Equal(t, game.Rest{Phase: game.Planning, Turn: 2}, d.rest())
	_, err := replay.Verify("m", d.recs)
	require.NoError(t, err)
}

// Nothing that was planned is told, and no film begins, before its record is durable; a store that is slow for long is
// told of.
func TestPlansAreToldWhenTheyAreDurable(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20})
	d.slot()
	d.slow = true
	d.order(0, east)
	d.slot()
	for range 3 {
		p := d.slot()
		require.Empty(t, p.Answers)
		require.Empty(t, p.Views[0].Turn.Plan)
	}
	shown := len(d.out)
	d.settle()
	require.Len(t, d.out, shown, "it is told at the slot, not when it is durable")
	require.Len(t, d.slot().Answers, 1)
	d.commit(0, 1)
	p := d.slot()
	require.False(t, d.z.Still(), "the turn begins")
	for range leaseLen {
		require.Zero(t, d.stall)
		d.z.Tick()
		d.perform()
	}
	require.Same(t, p, d.last(), "the film waits for the record of its turn")
	require.Equal(t, 1, d.stall, "which is told of: it is everybody's")
	d.film()
	d.slot()
	d.slot()
	require.Same(t, p, d.last(), "also behind its end")
	d.settle()
	require.EqualValues(t, 20, d.last().Tick)
	require.Len(t, d.out[len(d.out)-20].Answers, 2)
	require.Equal(t, 2, d.stall, "it goes on")
	d.slot()
	require.Equal(t, game.Rest{Phase: game.Planning, Turn: 2}, d.rest())
}

// Who changes a plan for days leaves no journal behind that takes minutes to fold: checkpoints are made while a turn is
// planned, too, and a match goes on from them as from its beginning.
func TestALongPlanningIsKeptInBetween(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20})
	for range 2*keepRecords + 50 {
		d.order(0, east)
		d.slot()
	}
	d.commit(0)
	d.slot()
	require.Len(t, d.kept, 2)
	for _, c := range d.kept {
		b, err := c.Pack()
		require.NoError(t, err)
		f, err := replay.Unpack(b, d.z.world.Setup())
		require.NoError(t, err)
		whole := &replay.Fold{}
		for _, rec := range d.recs {
			if rec.Number > c.Number {
				require.NoError(t, f.Apply(rec))
				continue
			}
			require.NoError(t, whole.Apply(rec))
			require.True(t, rec.Number < c.Number || whole.World.Hash() == f.World.Hash())
		}
		require.Equal(t, d.z.world.Hash(), f.World.Hash())
	}
}

// Who plans while the store stands still gets room as long as that takes, and only a stall of a minute is told of.
func TestAStoreThatStandsStillTellsNobodyThatSomebodyPlans(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20})
	d.slot()
	d.slow = true
	for range maxPlans {
		d.order(0, east)
		d.slot()
	}
	require.Zero(t, d.stall)
	d.slot()
	require.Equal(t, 1, d.stall)
	d.settle()
	p := d.slot()
	require.Equal(t, 2, d.stall)
	require.Len(t, p.Answers, maxPlans)
}

// Whoever is not done when his time is up has planned what came by then, also at the very slot; the turn begins however
// much is said, and what comes later is too late.
func TestADeadlineWaitsForNobody(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20, Planning: 1})
	d.slot()
	d.slot()
	d.commit(1)
	d.slot()
	d.slot()
	d.order(0, east)
	for range 4 {
		d.z.Say(game.Talk{Text: "wait!"})
	}
	p := d.slot()
	require.EqualValues(t, 1, p.Tick, "a second after the opening it runs")
	require.Equal(t, game.Obeyed, p.Answers[len(p.Answers)-1].Refusal)
	require.Equal(t, game.Move, p.Views[0].Turn.Plan[0].Kind)
	require.Len(t, p.Talk, 4)
	d.order(0, game.Order{Kind: game.Hold, Turn: 1})
	d.film()
	d.slot()
	p = d.slot()
	require.Equal(t, game.TooLate, p.Answers[0].Refusal)
}

// A new owner goes by the journal: the deadline, who has committed and what was planned are as they were, and in a turn
// it goes on behind it.
func TestATurnOutlivesItsOwner(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20, Planning: 10, Bank: 5})
	d.slot()
	d.order(0, east)
	d.commit(0)
	d.slot()
	before := d.rest()
	d.now += 3000
	n := d.another()
	require.Equal(t, before, n.rest())
	require.Equal(t, game.Done, n.last().Views[0].Turn.Seats[0].State)
	require.Len(t, n.last().Views[0].Turn.Plan, 1)
	require.Zero(t, n.last().Tick)
	again := east
	again.Flags, again.Turn, again.Leader, again.Seq = game.Planned, 1, game.AI, 1
	n.z.Enqueue(again)
	require.Equal(t, game.Obeyed, n.slot().Answers[0].Refusal, "what is asked again is answered again")
	n.order(0, game.Order{Kind: game.Hold})
	n.slot()
	require.Equal(t, game.Committed, n.slot().Answers[0].Refusal)
	for n.z.Still() {
		n.slot()
	}
	require.GreaterOrEqual(t, n.now, before.Until)
	require.Less(t, n.now, before.Until+250, "nobody is given more time")

	n.z.Tick()
	n.perform()
	third := n.another() // two ticks of the turn were shown
	require.EqualValues(t, 20, third.last().Tick)
	require.Equal(t, game.Rest{Phase: game.Unopened, Turn: 2}, third.rest())
	n.film()
	require.Equal(t, n.last().Views, third.last().Views, "both showed the same")
	third.slot()
	_, err := replay.Verify("m", third.recs)
	require.NoError(t, err)
}

// A match is handed over while it is planned, at once, and not within a turn.
func TestATurnIsHandedOverWhole(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Alternate, Length: 20})
	d.slot()
	d.commit(0)
	d.slot()
	d.z.HandOver()
	d.film()
	require.NoError(t, d.stop)
	require.EqualValues(t, 20, d.last().Tick)
	d.slot()
	require.ErrorIs(t, d.stop, ErrHandedOver)
	n := d.another()
	n.slot()
	require.Equal(t, game.Rest{Phase: game.Planning, Turn: 2}, n.rest())
	n.z.Abandon()
	n.slot()
	require.ErrorIs(t, n.stop, ErrEnded)
	require.Equal(t, game.Abandoned, n.last().Result.Reason)
	r, err := replay.Verify("m", n.recs)
	require.NoError(t, err)
	require.True(t, r.Ended)
}

// Where a player gave nothing in time, his AI has two seconds to plan for him.
func TestAnAIStandsIn(t *testing.T) {
	for _, plans := range []bool{true, false} {
		d := newDesk(t, game.Turns{Kind: game.Together, Length: 20, Planning: 1, TimeUp: game.AIPlans})
		d.z.Change(game.SeatChange{Seat: 0, Leader: game.Player})
		d.slot()
		d.commit(1)
		for range 4 {
			d.slot()
		}
		require.True(t, d.z.Still())
		require.EqualValues(t, 1, d.slot().Rest.StandIns)
		if plans {
			d.order(0, east)
			d.commit(0)
			require.EqualValues(t, 1, d.slot().Tick)
			require.Len(t, d.last().Views[0].Turn.Plan, 1)
			continue
		}
		for range standInSlots {
			d.slot()
		}
		require.EqualValues(t, 1, d.last().Tick)
		require.Empty(t, d.last().Views[0].Turn.Plan)
	}
}

// An AI has its two seconds behind the last player's time, however long that is: a turn whose seats' banks differ does
// not begin before the one that thought longest has been stood in for.
func TestAnAIStandsInBehindTheLongestBank(t *testing.T) {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20, Planning: 1, Bank: 4, TimeUp: game.AIPlans})
	d.z.Change(game.SeatChange{Seat: 0, Leader: game.Player})
	d.slot()
	d.commit(1) // and keeps its bank; seat 0 uses up its own
	for slot := 0; d.z.Still(); slot++ {
		require.Less(t, slot, 100)
		d.slot()
	}
	d.film()
	for d.rest().Phase != game.Planning {
		d.slot()
	}
	slots := 0
	for ; !d.rest().Closable; slots++ {
		require.Less(t, slots, 100)
		d.slot()
	}
	require.Equal(t, 5*4, slots, "five seconds: nobody commits")
	require.EqualValues(t, 3, d.rest().StandIns)
	for range standInSlots {
		d.slot()
		require.True(t, d.z.Still())
	}
	d.slot()
	require.False(t, d.z.Still())
}

// What others plan, and when, shows neither in what a team is told before the turn nor in when it is told.
func TestSlotsTellNothingOfOthersPlans(t *testing.T) {
	type said struct {
		now     uint64
		tick    game.Tick
		view    game.View
		answers []game.Answer
	}
	told := func(other func(d *desk, slot int), stalls bool) (all []said) {
		d := newDesk(t, game.Turns{Kind: game.Together, Length: 20, Planning: 60})
		n := 0
		for slot := range 40 {
			if slot%5 == 1 {
				d.order(0, east)
			}
			other(d, slot)
			if stalls {
				if d.slow = slot%15 < 9; slot%15 == 9 { // for more than two seconds
					d.settle()
				}
			}
			d.slot()
			for ; n < len(d.out); n++ {
				s := said{now: d.now, tick: d.out[n].Tick, view: *d.out[n].Views[0]}
				for _, a := range d.out[n].Answers {
					if a.Seat == 0 {
						s.answers = append(s.answers, a)
					}
				}
				all = append(all, s)
			}
		}
		require.Zero(t, d.stall)
		return all
	}
	for name, other := range map[string]func(d *desk, slot int){
		"busy":         func(d *desk, _ int) { d.order(1, east); d.order(1, game.Order{Kind: game.Hold, At: 5}) },
		"at times":     func(d *desk, slot int) { d.slow = slot%3 == 2; d.settle(); d.order(1, east) },
		"commits":      func(d *desk, slot int) { d.commit(1) },
		"commits late": func(d *desk, slot int) { d.order(1, east); d.commit(1) },
	} {
		for _, stalls := range []bool{false, true} {
			if stalls && name == "at times" {
				continue // it has a store of its own
			}
			nothing := told(func(*desk, int) {}, stalls)
			require.Len(t, nothing, 41)
			require.Equal(t, nothing, told(other, stalls), name)
		}
	}
}

// timed notes when a match published what.
type timed struct {
	mu  sync.Mutex
	at  []time.Time
	all []*Publication
}

func (s *timed) Publish(p *Publication) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at, s.all = append(s.at, time.Now()), append(s.all, p)
}

func (s *timed) since(n int) ([]time.Time, []*Publication) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at[n:], s.all[n:]
}

// A running host lets pictures out four times a second while it is planned, and writes nothing for an hour. A
// commitment is seen as a film within two slots.
func TestAHostPlansAndPlaysTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := journal.NewMemory()
		s := open(t, store)
		defer s.Close()
		setup := turnsOf(game.Turns{Kind: game.Together, Length: 20})
		h, err := s.Begin(t.Context(), "m", setup, 7)
		require.NoError(t, err)
		out := &timed{}
		h.Subscribe(out)
		time.Sleep(time.Second)
		before := h.Stats().Records.Load()
		_, all := out.since(0)
		n := len(all)
		time.Sleep(time.Hour)
		require.Equal(t, before, h.Stats().Records.Load())
		at, all := out.since(n)
		require.InDelta(t, 3600*4, len(all), 2)
		for i := range at[1:] {
			require.Equal(t, 250*time.Millisecond, at[i+1].Sub(at[i]))
			require.Zero(t, all[i].Tick)
		}
		n += len(all)
		time.Sleep(130 * time.Millisecond)
		asked := time.Now()
		for seat := range uint8(2) {
			h.Enqueue(game.Order{Seat: seat, Leader: game.AI, Seq: 1, Turn: 1, Flags: game.Planned | game.Commit})
		}
		time.Sleep(3 * time.Second)
		at, all = out.since(n)
		first := slices.IndexFunc(all, func(p *Publication) bool { return p.Tick == 1 })
		require.Less(t, at[first].Sub(asked), 400*time.Millisecond)
		last := slices.IndexFunc(all, func(p *Publication) bool { return p.Tick == 20 })
		require.Equal(t, 950*time.Millisecond, at[last].Sub(at[first]).Round(time.Millisecond))
		require.Equal(t, game.Planning, all[len(all)-1].Views[0].Turn.Phase)
		require.EqualValues(t, 2, all[len(all)-1].Views[0].Turn.Number)
		require.NoError(t, s.Close())
		recs, _, err := store.Read("m", 1)
		require.NoError(t, err)
		require.Len(t, recs, 5, "Begin, an opening, a plan, a turn, an opening")
	})
}
