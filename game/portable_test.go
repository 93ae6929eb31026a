package game_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// The same seed and orders give the same hashes on every machine: testdata/hashes.txt holds them, and `make portable`
// runs this test on amd64, 386 and WebAssembly. They change whenever the rules do; -update writes them anew.
func TestHashesAreTheSameOnEveryMachine(t *testing.T) {
	got := fmt.Sprintf("fingerprint %016x\n", game.Fingerprint())
	for _, name := range assets.Embedded().Scenarios() {
		s, err := assets.Embedded().Setup(name)
		require.NoError(t, err)
		got += fmt.Sprintf("%s %016x %s\n", name, s.Hash(), strings.Join(riot(s), " "))
	}
	if *update {
		require.NoError(t, os.WriteFile("testdata/hashes.txt", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/hashes.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// riot plays a scenario with orders at random, and returns a hash every 200 ticks.
func riot(s *game.Setup) (hashes []string) {
	w, rng := game.New(s, 7), rand.New(rand.NewPCG(1, 2))
	for tick := range 1000 {
		in := &game.Input{}
		for seat := range s.Scenario.Seats {
			if rng.IntN(10) > 0 {
				continue
			}
			in.Orders = append(in.Orders, game.Order{
				Seat: uint8(seat), Leader: game.AI, Seq: w.LastSeq(uint8(seat), game.AI) + 1,
				Kind: game.OrderKind(rng.IntN(int(game.OrderKinds))), Flags: game.OrderFlags(rng.IntN(4)),
				Squad: uint8(rng.IntN(12)), X: uint16(rng.IntN(int(s.Map.W) * game.ViewStep)),
				Y: uint16(rng.IntN(int(s.Map.H) * game.ViewStep)), Target: uint16(rng.IntN(8)),
				Facing: uint8(rng.IntN(256)), Arg: uint8(rng.IntN(5)),
			})
		}
		pass(w, in)
		if tick%200 == 199 {
			hashes = append(hashes, fmt.Sprintf("%016x", w.Hash()))
		}
	}
	return hashes
}

// pass has a tick go by. In a match by turns the orders are the plan of the turn that is next, if one is.
func pass(w *game.World, in *game.Input) {
	if !w.CanPlan() {
		w.Step(in)
		return
	}
	turn := w.Rest().Turn
	plan := &game.Input{Turn: game.TurnInput{Open: turn}}
	for _, o := range in.Orders {
		o.Flags, o.Turn = o.Flags|game.Planned, turn
		plan.Orders = append(plan.Orders, o)
	}
	w.Plan(plan)
	for seat := range w.Setup().Scenario.Seats {
		w.Plan(&game.Input{Orders: []game.Order{{
			Seat: uint8(seat), Leader: game.AI, Seq: w.LastSeq(uint8(seat), game.AI) + 1,
			Flags: game.Planned | game.Commit, Turn: turn,
		}}})
	}
	w.Step(&game.Input{Turn: game.TurnInput{Close: turn}})
}
