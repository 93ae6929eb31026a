package game

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// turnFight is the busy fight by turns.
func turnFight(clock Turns) *Setup {
	s := busyFight()
	s.Scenario.Turns = clock
	if err := s.Check(); err != nil {
		panic(err)
	}
	return s
}

// anyTurns draws a clock.
func anyTurns(t *rapid.T) Turns {
	return Turns{
		Kind: TurnKind(rapid.IntRange(1, 2).Draw(t, "kind")), Length: Tick(rapid.IntRange(1, 30).Draw(t, "length")),
		Planning: uint32(rapid.IntRange(0, 3).Draw(t, "planning")), Bank: uint32(rapid.IntRange(0, 3).Draw(t, "bank")),
		Increment: uint32(rapid.IntRange(0, 2).Draw(t, "increment")),
		TimeUp:    TimeUp(rapid.IntRange(0, 1).Draw(t, "time up")), Shown: rapid.Bool().Draw(t, "shown"),
	}
}

// anyPlan draws orders, sensible and not, for this turn or another, at any time of it.
func anyPlan(t *rapid.T, w *World) *Input {
	in := anyInput(t, w)
	for i := range in.Orders {
		o := &in.Orders[i]
		if rapid.IntRange(0, 7).Draw(t, "planned") > 0 {
			o.Flags |= Planned
		}
		o.Turn = w.turns.number + uint32(rapid.SampledFrom([]int{0, 0, 0, 0, 0, 1, -1}).Draw(t, "turn"))
		if rapid.Bool().Draw(t, "later") {
			o.At = uint16(rapid.IntRange(0, 31).Draw(t, "at"))
		}
		if rapid.IntRange(0, 5).Draw(t, "commits") == 0 {
			o.Kind, o.Flags = NoOrder, Planned|OrderFlags(rapid.SampledFrom([]OrderFlags{0, Commit}).Draw(t, "commit"))
		}
		if o.Flags&Planned == 0 {
			o.Turn, o.At = 0, 0
		}
	}
	in.Turn.Now = w.turns.now + uint64(rapid.IntRange(0, 2000).Draw(t, "ms"))
	if rapid.Bool().Draw(t, "opens") {
		in.Turn.Open = w.turns.number
	}
	return in
}

// goOn plays one input of any kind that the World may have now, and returns it.
func goOn(t *rapid.T, w *World) (in *Input, step bool) {
	switch {
	case w.CanClose(w.turns.number) && rapid.Bool().Draw(t, "close"):
		in, step = anyInput(t, w), true
		in.Turn = TurnInput{Now: w.turns.now, Close: w.turns.number}
	case w.CanPlan():
		in = anyPlan(t, w)
	default:
		in, step = anyInput(t, w), true
	}
	apply(w, in, step)
	return in, step
}

func apply(w *World, in *Input, step bool) {
	if step {
		w.Step(in)
		return
	}
	w.Plan(in)
}

// Whatever is planned, a World that was saved or cloned in any phase goes on the same, and what one seat plans before
// or behind another comes to the same.
func TestARestoredTurnGoesOnTheSame(t *testing.T) {
	phases := map[Phase]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := New(turnFight(anyTurns(t)), 7)
		for range rapid.IntRange(0, 80).Draw(t, "before") {
			goOn(t, w)
		}
		phases[w.Rest().Phase]++
		r, err := Restore(w.Setup(), w.AppendSave(nil))
		require.NoError(t, err)
		clone, spare := w.Clone(), New(w.setup, 3)
		w.CloneTo(spare)
		for range 40 {
			in, step := goOn(t, w)
			for _, other := range []*World{r, clone, spare} {
				apply(other, in, step)
			}
		}
		requireSound(t, w)
		var a, b View
		for _, other := range []*World{r, clone, spare} {
			require.Equal(t, w.Hash(), other.Hash())
			require.Equal(t, w.Rest(), other.Rest())
			w.View(1, &a)
			other.View(1, &b)
			require.Equal(t, a, b)
		}
	})
	for _, phase := range []Phase{Unopened, Planning, Running} {
		require.Positive(t, phases[phase], "none was saved while it was %v", phase)
	}
}

// What others plan, when they commit and how often they change their minds shows nowhere in what a team is told before
// the turn runs: every byte of 10,000 plans is compared with a World in which the other side does nothing.
func TestPlansTellNothing(t *testing.T) {
	for plans := 0; plans < 10_000; {
		rapid.Check(t, func(t *rapid.T) {
			clock := anyTurns(t)
			clock.Shown = false
			w := New(turnFight(clock), rapid.Uint64().Draw(t, "seed"))
			for range rapid.IntRange(0, 30).Draw(t, "before") {
				goOn(t, w)
			}
			for w.Rest().Phase == Running && w.result.Reason == NotOver {
				w.Step(&Input{})
			}
			if w.result.Reason != NotOver {
				return
			}
			team := uint8(rapid.IntRange(0, 1).Draw(t, "team"))
			busy, still := w.Clone(), w
			for range 40 {
				plans += planBoth(t, busy, still, team)
			}
		})
	}
}

// planBoth has everybody plan in one World and a team alone in the other, and compares what it is told.
func planBoth(t *rapid.T, busy, still *World, team uint8) (plans int) {
	in := anyPlan(t, busy)
	in.Seats = nil
	own := Input{Turn: in.Turn}
	for _, o := range in.Orders {
		if int(o.Seat) < len(busy.seats) && busy.seats[o.Seat].team == team {
			own.Orders = append(own.Orders, o)
		} else {
			plans++
		}
	}
	busy.Plan(in)
	still.Plan(&own)
	var a, b View
	busy.View(Audience(team), &a)
	still.View(Audience(team), &b)
	require.Equal(t, b, a)
	for _, o := range own.Orders {
		told, ok := busy.Answer(o.Seat, o.Leader, o.Seq)
		want, wanted := still.Answer(o.Seat, o.Leader, o.Seq)
		require.Equal(t, want, told)
		require.Equal(t, wanted, ok)
	}
	return plans
}

// Which seat's plan came first makes no difference to the turn.
func TestWhoPlansFirstHasNoAdvantage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := New(turnFight(Turns{Kind: Together, Length: 30}), 7)
		a.Plan(&Input{Turn: TurnInput{Now: 1, Open: 1}})
		b, in := a.Clone(), anyPlan(t, a)
		in.Seats = nil
		for seat := range uint8(2) {
			in.Orders = append(in.Orders, Order{
				Seat: seat, Leader: AI, Seq: uint32(countOf(in, seat) + 1), Flags: Planned | Commit, Turn: 1,
			})
		}
		a.Plan(in)
		for _, seat := range []uint8{1, 0, 2} {
			part := &Input{Turn: in.Turn}
			for _, o := range in.Orders {
				if o.Seat == seat {
					part.Orders = append(part.Orders, o)
				}
			}
			b.Plan(part)
		}
		require.Equal(t, a.Hash(), b.Hash())
	})
}

// A World that stands still is not stepped by mistake, and one that runs is not planned for.
func TestTicksPassInTurnsOnly(t *testing.T) {
	w := New(turnFight(Turns{Kind: Together, Length: 5}), 7)
	before := w.Hash()
	require.Panics(t, func() { w.Step(&Input{}) })
	require.Panics(t, func() { w.Step(&Input{Turn: TurnInput{Close: 1}}) }, "nobody could plan")
	require.Equal(t, before, w.Hash())
	w.Plan(&Input{Turn: TurnInput{Now: 9, Open: 2}})
	require.Equal(t, Unopened, w.Rest().Phase, "another turn is opened")
	w.Plan(&Input{Turn: TurnInput{Now: 9, Open: 1}})
	require.Equal(t, Rest{Phase: Planning, Turn: 1}, w.Rest())
	require.Panics(t, func() { w.Step(&Input{Turn: TurnInput{Close: 1}}) }, "both still plan")
	for seat := range uint8(2) {
		w.Plan(&Input{Orders: []Order{{Seat: seat, Leader: AI, Seq: 1, Flags: Planned | Commit, Turn: 1}}})
	}
	require.False(t, w.CanClose(2))
	for range 5 {
		w.Step(&Input{Turn: TurnInput{Close: 1}})
		if w.tick < 5 {
			require.Panics(t, func() { w.Plan(&Input{}) })
		}
	}
	require.Equal(t, Rest{Phase: Unopened, Turn: 2}, w.Rest())
	require.Panics(t, func() { New(fixedFight(), 7).Plan(&Input{}) }, "there is nothing to plan in real time")
}

// A set-up's clock is read as it was written, and one that cannot be played is refused by its field's name. A set-up in
// real time has the bytes that it had before there were turns.
func TestAClockIsReadAsItWasWritten(t *testing.T) {
	clock := Turns{Alternate, 60, 30, 600, 5, AIPlans, true}
	s := turnFight(clock)
	b := AppendSetup(nil, s)
	again, err := DecodeSetup(b)
	require.NoError(t, err)
	require.Equal(t, clock, again.Scenario.Turns)
	require.EqualValues(t, turnsVersion, b[0])
	s.Scenario.Turns = Turns{}
	plain := AppendSetup(nil, s)
	require.EqualValues(t, setupVersion, plain[0])
	require.Equal(t, plain[1:], b[1:len(plain)])
	for field, broken := range map[string]Turns{
		"no turns in real time": {Length: 5},
		"clock.turns":           {Kind: TurnKinds, Length: 5},
		"clock.length":          {Kind: Together},
		"clock.planning":        {Kind: Together, Length: 5, Planning: MaxTurnTime + 1},
		"clock.bank":            {Kind: Together, Length: 5, Bank: MaxTurnTime + 1},
		"clock.increment":       {Kind: Together, Length: 5, Increment: MaxTurnTime + 1},
		"clock.time_up":         {Kind: Together, Length: 5, TimeUp: TimeUps},
	} {
		s.Scenario.Turns = broken
		require.ErrorContains(t, s.Check(), field)
	}
}

// Who looks ahead goes on without end, and gives orders at once; of another side's turn he knows that it is.
func TestImaginationRunsOn(t *testing.T) {
	s := turnFight(Turns{Kind: Alternate, Length: 10})
	w, v := New(s, 7), View{}
	w.Plan(&Input{Turn: TurnInput{Now: 1, Open: 1}})
	w.View(0, &v)
	im := NewImagination(s).World(&v, &Belief{}, 7)
	im.Step(&Input{Orders: []Order{
		{Seat: 0, Leader: AI, Seq: 1, Kind: Move, Squad: 0, X: 12 * ViewStep, Y: 8 * ViewStep},
	}})
	for range 40 {
		im.Step(&Input{})
	}
	a, _ := im.Answer(0, AI, 1)
	require.Equal(t, Obeyed, a.Refusal)
	require.EqualValues(t, 41, im.Tick())
	require.Equal(t, Flowing, im.Rest().Phase)
}

// Whatever bytes are taken for a checkpoint of a match by turns, they are refused, or make a World that can be played.
func FuzzRestoreTurns(f *testing.F) {
	s := turnFight(Turns{Kind: Together, Length: 10, Planning: 1, TimeUp: AIPlans})
	for seed := range 6 {
		w := New(s, uint64(seed))
		rapid.Custom(func(t *rapid.T) int {
			for range 8*seed + 1 {
				goOn(t, w)
			}
			return seed
		}).Example(seed)
		f.Add(w.AppendSave(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Restore(s, b)
		if err != nil {
			require.ErrorIs(t, err, ErrBytes)
			return
		}
		again, err := Restore(s, w.AppendSave(nil))
		require.NoError(t, err)
		require.Equal(t, w.Hash(), again.Hash())
		for range 30 {
			switch rest := w.Rest(); {
			case w.CanClose(rest.Turn):
				w.Step(&Input{Turn: TurnInput{Close: rest.Turn}})
			case w.CanPlan():
				w.Plan(&Input{Turn: TurnInput{Open: rest.Turn, Now: max(rest.Until, 1)}})
			default:
				w.Step(&Input{})
			}
			for t := range w.scores {
				w.View(Audience(t), &View{})
			}
		}
	})
}
