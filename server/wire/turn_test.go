package wire

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// planned is what an audience is shown of a match by turns: pictures at slots while both sides plan at random, and the
// films of the turns.
func planned(t testing.TB, a game.Audience, seed uint64, turns int) (s *game.Setup, views []*game.View) {
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup := *duel
	setup.Scenario.Turns = game.Turns{Kind: game.Together, Length: 40, Planning: 60, Bank: 600, Shown: true}
	w, rng, now, seqs := game.New(&setup, seed), rand.New(rand.NewPCG(seed, 1)), uint64(1_800_000_000_000), [2]uint32{}
	show := func() {
		v := &game.View{}
		w.View(a, v)
		views = append(views, v)
	}
	plan := func(in *game.Input) {
		now += 250
		in.Turn.Now = now
		w.Plan(in)
		show()
	}
	for turn := uint32(1); int(turn) <= turns; turn++ {
		plan(&game.Input{Turn: game.TurnInput{Open: turn}})
		for range 6 {
			in := &game.Input{}
			for seat := range uint8(2) {
				seqs[seat]++
				in.Orders = append(in.Orders, game.Order{
					Seat: seat, Leader: game.AI, Seq: seqs[seat], Kind: game.AttackMove, Flags: game.Planned,
					Turn:  turn,
					Squad: uint8(rng.IntN(8)), X: uint16(rng.IntN(60 * 16)), Y: uint16(rng.IntN(40 * 16)),
					At: uint16(rng.IntN(40)),
				})
			}
			plan(in)
		}
		in := &game.Input{}
		for seat := range uint8(2) {
			seqs[seat]++
			in.Orders = append(in.Orders, game.Order{
				Seat: seat, Leader: game.AI, Seq: seqs[seat], Flags: game.Planned | game.Commit, Turn: turn,
			})
		}
		plan(in)
		in = &game.Input{Turn: game.TurnInput{Now: now, Close: turn}}
		for range 40 {
			w.Step(in)
			in = &game.Input{}
			show()
		}
	}
	return &setup, views
}

func requireTurn(t testing.TB, want, got *game.View) {
	requireSame(t, want, got)
	require.Equal(t, append([]game.SeatClock{}, want.Turn.Seats...), append([]game.SeatClock{}, got.Turn.Seats...))
	require.Equal(t, append([]game.PlannedOrder{}, want.Turn.Plan...), append([]game.PlannedOrder{}, got.Turn.Plan...))
	w, g := want.Turn, got.Turn
	w.Seats, g.Seats, w.Plan, g.Plan = nil, nil, nil, nil
	require.Equal(t, w, g)
}

// What a team is shown of turns comes exactly, of planning and of the film, whatever is lost on the way; the same tick
// comes again and again while a turn is planned.
func TestTurnsAreShownExactlyAndSmall(t *testing.T) {
	for _, audience := range []game.Audience{0, 1, game.All} {
		setup, views := planned(t, audience, 7, 12)
		out, in := NewOutgoing(), NewIncoming(setup)
		acked, shown, phases := Ack{}, 0, map[game.Phase]int{}
		bytes := map[game.Phase]int{}
		for i, v := range views {
			out.Publish(v)
			require.EqualValues(t, i, out.Number())
			frame := out.Frame(acked)
			phases[v.Turn.Phase]++
			bytes[v.Turn.Phase] += len(frame)
			if i%3 == 1 || i > 200 && i < 300 {
				continue // lost
			}
			got, err := in.Receive(frame)
			require.NoError(t, err)
			requireTurn(t, v, got)
			require.EqualValues(t, i, in.Number())
			again, err := in.Receive(frame)
			require.NoError(t, err)
			require.Nil(t, again)
			shown++
			if i%4 == 0 {
				acked, err = DecodeAck(in.AppendAck(nil))
				require.NoError(t, err)
			}
		}
		require.Greater(t, shown, 200)
		for _, p := range []game.Phase{game.Planning, game.Running} {
			mean := float64(bytes[p]) / float64(phases[p])
			t.Logf("audience %d, %v: %d views, %.1f bytes each", audience, p, phases[p], mean)
			require.Less(t, bytes[p]/phases[p], 120)
		}
	}
}

// A view of turns is none of a match in real time, nor the other way round, nor one of other seats.
func TestATurnOfAnotherMatchIsRefused(t *testing.T) {
	setup, views := planned(t, 0, 7, 1)
	realTime := *setup
	realTime.Scenario.Turns = game.Turns{}
	_, err := NewIncoming(&realTime).Receive(whole(views[0]))
	require.ErrorIs(t, err, ErrFrame)
	_, err = NewIncoming(setup).Receive(whole(&game.View{Tick: 3}))
	require.ErrorIs(t, err, ErrFrame)
	fewer := *views[0]
	fewer.Turn.Seats = fewer.Turn.Seats[:1]
	_, err = NewIncoming(setup).Receive(whole(&fewer))
	require.ErrorIs(t, err, ErrFrame)
	for name, wrong := range map[string]func(v *game.TurnView){
		"phase":   func(v *game.TurnView) { v.Phase = game.Phases },
		"mover":   func(v *game.TurnView) { v.Mover = game.MaxTeams },
		"state":   func(v *game.TurnView) { v.Seats[0].State = game.SeatStates },
		"kind":    func(v *game.TurnView) { v.Plan = []game.PlannedOrder{{Order: game.Order{Kind: game.OrderKinds}}} },
		"refusal": func(v *game.TurnView) { v.Plan = []game.PlannedOrder{{Refusal: game.Refusals}} },
	} {
		v := *views[0]
		v.Turn.Seats = append([]game.SeatClock{}, v.Turn.Seats...)
		wrong(&v.Turn)
		b := (&lenient{}).whole(&v)
		_, err = NewIncoming(setup).Receive(b)
		require.ErrorIs(t, err, ErrFrame, name)
	}
}

// lenient writes what cannot be.
type lenient struct{ codec }

func (c *lenient) whole(v *game.View) []byte {
	c.turns, c.prediction.views[0] = true, nothing
	b := []byte{wholeTurn, 0, 0, 0, 0, byte(v.Audience)}
	c.write(b)
	_ = c.walk(v, c.blank())
	return c.finish(len(b))
}

func FuzzReceiveTurns(f *testing.F) {
	setup, views := planned(f, 0, 7, 2)
	const last = 55 // in the second turn's planning
	out := NewOutgoing()
	for _, v := range views[:last] {
		out.Publish(v)
	}
	f.Add(whole(views[last]))
	for _, n := range []game.Tick{1, 8} {
		for _, run := range []uint8{0, MaxPast} {
			f.Add(out.Frame(Ack{last - n, run}))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		in := NewIncoming(setup)
		for i, v := range views[:last-1] {
			in.history.put(game.Tick(i), v)
		}
		in.newest, in.any = last-2, true
		v, err := in.Receive(b)
		if err != nil || v == nil {
			return
		}
		require.Len(t, v.Turn.Seats, 2)
		require.NotPanics(t, func() { _ = fmt.Sprint(v.Turn.Phase, v.Turn.Plan) })
		again, err := NewIncoming(setup).Receive(whole(v))
		require.NoError(t, err)
		requireTurn(t, v, again) // what was read can be said again
	})
}

// A frame that was cut short leaves nothing behind in what the next view is written with.
func TestACodecForgetsWhatItReadBefore(t *testing.T) {
	c := &codec{}
	c.prediction.views[0] = nothing
	c.read(nil)
	for c.over <= 8 {
		c.number(ctxLength, 0)
	}
	require.ErrorIs(t, c.walk(nothing, c.blank()), errView)
	require.NotPanics(t, func() { c.append(nil, nil, 1, &game.View{Tick: 1}, 0) })
}
