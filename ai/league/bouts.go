package league

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"muster/game"
)

// Bout is how squads of two kinds came out against each other in the open, each of the same price. Share is the first
// kind's of the decided games; it lies between Low and High in 95 of 100 such bouts.
type Bout struct {
	A      string  `json:"a"`
	B      string  `json:"b"`
	CountA int     `json:"count_a"` // units
	CountB int     `json:"count_b"`
	Games  int     `json:"games"`
	WinsA  int     `json:"wins_a"`
	WinsB  int     `json:"wins_b"`
	Share  float64 `json:"share"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Ticks  uint64  `json:"ticks"` // that were simulated
}

// The field of a bout, in cells: both sides begin at its ends, out of each other's sight, and go for each other.
const (
	boutWide, boutHigh = 56, 24
	boutSeconds        = 180 // then it is a draw
	boutAgain          = 100 // ticks until squads are sent again
	boutMost           = 12  // units of a side: more stand in each other's way
)

// Bouts has each of some kinds fight each of others for as many games as are asked for, half of them from either side.
// The same rules, seed and games give the same outcome on every machine and any number of cores. supply is what a side
// may cost; what costs nothing or more than that comes alone.
func Bouts(rules *game.Rules, kinds, against []string, supply, games int, seed uint64) ([]Bout, error) {
	ground := slices.IndexFunc(rules.Terrains, func(t game.Terrain) bool {
		return !slices.Contains(t.Cost[:], game.Impassable) && t.Cover == 0 && t.Conceal == 0 && !t.BlocksFire
	})
	if ground < 0 {
		return nil, errors.New("there is no open terrain that all classes can enter, to fight on")
	}
	var all []Bout
	for _, a := range kinds {
		for _, b := range against {
			all = append(all, Bout{A: a, B: b, Games: games})
		}
	}
	setups := make([]*game.Setup, len(all))
	for i := range all {
		var err error
		if setups[i], err = all[i].setup(rules, uint8(ground), supply); err != nil {
			return nil, err
		}
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(all); i = next.Add(1) - 1 {
				all[i].fight(setups[i], seed)
			}
		})
	}
	workers.Wait()
	return all, nil
}

// setup is the field with both squads on it.
func (b *Bout) setup(rules *game.Rules, ground uint8, supply int) (*game.Setup, error) {
	s := &game.Setup{Rules: *rules, Map: game.Map{Name: "field", W: boutWide, H: boutHigh}}
	s.Map.Cells = slices.Repeat([]uint8{ground}, boutWide*boutHigh)
	clock := uint32(boutSeconds) * uint32(rules.TickRate)
	s.Scenario = game.Scenario{
		Name: "bout", Map: "field", Seats: []game.SeatSetup{{Team: 0}, {Team: 1}}, Clock: game.Tick(clock),
		Teams: []game.TeamSetup{
			{Name: "a", StartX: 4, StartY: boutHigh / 2}, {Name: "b", StartX: boutWide - 5, StartY: boutHigh / 2},
		},
	}
	for seat, name := range []string{b.A, b.B} {
		kind := slices.IndexFunc(rules.Kinds, func(k game.Kind) bool { return k.Name == name })
		if kind < 0 {
			return nil, fmt.Errorf("there is no kind %q", name)
		}
		count := max(1, min(supply/max(1, int(rules.Kinds[kind].Price)), boutMost))
		if rules.Kinds[kind].Price == 0 {
			count = 1
		}
		t := &s.Scenario.Teams[seat]
		s.Scenario.Squads = append(s.Scenario.Squads, game.SquadSetup{
			Seat: uint8(seat), Kind: uint8(kind), Count: uint8(count), X: t.StartX, Y: t.StartY,
			Facing: uint8(seat) * 128,
		})
		*[]*int{&b.CountA, &b.CountB}[seat] = count
	}
	return s, s.Check()
}

// fight plays all games; in every other one the sides are changed, since one end of a field may be the better one.
func (b *Bout) fight(s *game.Setup, seed uint64) {
	turned := *s
	turned.Scenario.Squads = slices.Clone(s.Scenario.Squads)
	first, second := &turned.Scenario.Squads[0], &turned.Scenario.Squads[1]
	first.Kind, second.Kind = second.Kind, first.Kind
	first.Count, second.Count = second.Count, first.Count
	for n := range b.Games {
		on := s
		if n%2 == 1 {
			on = &turned
		}
		w := game.New(on, seed+uint64(n/2))
		for w.Result().Reason == game.NotOver {
			w.Step(attack(w, on))
		}
		b.Ticks += uint64(w.Tick())
		switch r := w.Result(); {
		case r.Reason != game.Elimination || r.Winner == game.NoTeam:
		case int(r.Winner) == n%2:
			b.WinsA++
		default:
			b.WinsB++
		}
	}
	b.Share, b.Low, b.High = wilson(b.WinsA, b.WinsA+b.WinsB)
}

// attack sends both squads to where the other began, now and then: who has lost sight of the other comes on.
func attack(w *game.World, s *game.Setup) *game.Input {
	in := &game.Input{}
	if w.Tick()%boutAgain != 0 {
		return in
	}
	for seat := range uint8(2) {
		to := &s.Scenario.Teams[1-seat]
		in.Orders = append(in.Orders, game.Order{
			Seat: seat, Leader: game.AI, Seq: w.LastSeq(seat, game.AI) + 1, Kind: game.AttackMove,
			X: uint16(to.StartX)*game.ViewStep + game.ViewStep/2, Y: uint16(to.StartY)*game.ViewStep + game.ViewStep/2,
		})
	}
	return in
}
