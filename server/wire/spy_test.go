package wire

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// The spy plays for team 0 and keeps every byte that it is sent: its frames, and the answers to its orders. The same
// match is played twice with other orders to the hidden enemies; until the first contact of either run
// the bytes must be equal.
type spy struct {
	world   *game.World
	out     *Outgoing
	leaders []ai.Commander
	seqs    map[uint8]uint32
	habit   int // 0: a commander plays, 1: wanders in its half, 2: wanders everywhere
	own     *rand.Rand
	enemies *rand.Rand
	fog     game.Fog
	leak    leak
	view    *game.View
	last    *game.View // that was checked
}

// leak is a planted one: it changes what the spy is sent by what it should not know.
type leak func(s *spy, v *game.View, answers []game.Answer, frame []byte) []byte

func newSpy(t testing.TB, scenario string, seed, enemies uint64, l leak) *spy {
	setup, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	setup.Scenario.Turns = game.Turns{} // what plans tell is looked for elsewhere
	s := &spy{
		world: game.New(setup, seed), out: NewOutgoing(), seqs: map[uint8]uint32{}, habit: int(seed % 3),
		own: rand.New(rand.NewPCG(seed, 2)), enemies: rand.New(rand.NewPCG(enemies, 1)), leak: l, view: &game.View{},
		last: &game.View{},
	}
	for i, seat := range setup.Scenario.Seats {
		var c ai.Commander
		if seat.Team == 0 {
			c = ai.New(setup, uint8(i), seed)
		}
		s.leaders = append(s.leaders, c)
	}
	return s
}

// step plays a tick and returns what the spy is sent, whether there is contact, and what is wrong with what is shown.
func (s *spy) step() (sent string, contact bool, wrong error) {
	in := &game.Input{}
	for seat, c := range s.leaders {
		for _, o := range s.orders(uint8(seat), c) {
			s.seqs[uint8(seat)]++
			o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, s.seqs[uint8(seat)]
			in.Orders = append(in.Orders, o)
		}
	}
	s.world.Step(in)
	v := &game.View{}
	s.world.View(0, v)
	var answers []game.Answer
	for _, o := range in.Orders {
		if a, ok := s.world.Answer(o.Seat, o.Leader, o.Seq); ok && s.leaders[o.Seat] != nil {
			answers = append(answers, a)
		}
	}
	if s.leak != nil {
		s.leak(s, v, answers, nil)
	}
	before := s.view.Tick
	s.out.Publish(v)
	frame := s.out.Frame(Ack{Tick: before, Run: MaxPast})
	if s.leak != nil {
		frame = s.leak(s, nil, nil, bytes.Clone(frame))
	}
	s.view = v
	return fmt.Sprintf("%x %v", frame, answers), touches(v), s.check(v)
}

func (s *spy) orders(seat uint8, c ai.Commander) []game.Order {
	m := &s.world.Setup().Map
	switch {
	case c == nil: // the enemy stays in its own half
		return wander(s.enemies, m.W/2, m.W, m.H)
	case s.habit == 0:
		return c.Think(s.view, nil)
	case s.habit == 1: // stays in its own half, too
		return wander(s.own, 0, m.W/2, m.H)
	}
	return wander(s.own, 0, m.W, m.H)
}

// wander sends a squad somewhere, now and then.
func wander(rng *rand.Rand, from, to, h int32) []game.Order {
	if rng.IntN(25) > 0 {
		return nil
	}
	x, y := from+rng.Int32N(to-from), rng.Int32N(h)
	return []game.Order{
		{Kind: game.Move, Squad: uint8(rng.IntN(8)), X: uint16(x * game.ViewStep), Y: uint16(y * game.ViewStep)},
	}
}

// touches tells of contact, by the closed list: seen, heard, hit, and what is public.
func touches(v *game.View) bool {
	for _, u := range v.Units {
		if u.Team != 0 {
			return true
		}
	}
	for _, p := range v.Points {
		if p.Owner > 0 || p.Taker > 0 {
			return true
		}
	}
	return len(v.CombatEvents) > 0 || v.Scores[1] > 0
}

// check finds units that are shown where the spy's own units see nothing.
func (s *spy) check(v *game.View) error {
	s.world.Setup().Fog(v, &s.fog)
	for _, u := range v.Units {
		if x, y := int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep; u.Team != 0 && u.HP > 0 && !s.fog.Sees(x, y) {
			return fmt.Errorf("tick %d: unit %d is shown at %d, %d, which nobody sees", v.Tick, u.ID, x, y)
		}
	}
	for _, h := range v.CombatEvents {
		if h.Kind == game.Captured || h.Kind == game.Blast { // public, and a place
			continue
		}
		for _, id := range []uint16{h.Source, h.Target} {
			if id != game.NoUnit && find(v.Units, id) < 0 && find(s.last.Units, id) < 0 {
				return fmt.Errorf("tick %d: a combat event of kind %d names unit %d, which is not shown",
					v.Tick, h.Kind, id)
			}
		}
	}
	s.last = v
	return nil
}

// compare plays a match twice and returns what the spy finds, and how many ticks of equal bytes it saw.
func compare(t testing.TB, scenario string, seed uint64, ticks int, l leak) (quiet int, found error) {
	a, b := newSpy(t, scenario, seed, 2*seed, l), newSpy(t, scenario, seed, 2*seed+1, l)
	contact := false
	for n := range ticks {
		one, touchA, wrong := a.step()
		if wrong != nil {
			return quiet, wrong
		}
		if contact {
			continue
		}
		two, touchB, _ := b.step()
		if contact = touchA || touchB; contact {
			continue
		}
		if one != two {
			return quiet, fmt.Errorf("%s, seed %d: tick %d differs with what the enemy does out of sight",
				scenario, seed, n+1)
		}
		quiet++
	}
	return quiet, nil
}

// MUSTER_SPY=all has the spy play in every scenario, not in the smallest alone: make spy.
func TestASpyFindsNothing(t *testing.T) {
	quiet, matches, scenarios := 0, 0, []string{"duel"}
	if os.Getenv("MUSTER_SPY") == "all" {
		scenarios = assets.Embedded().Scenarios()
	}
	for _, scenario := range scenarios {
		for seed := range uint64(20) {
			n, found := compare(t, scenario, seed, 2000, nil)
			require.NoError(t, found)
			quiet, matches = quiet+n, matches+1
		}
	}
	t.Logf("%d ticks of %d matches without contact, every byte equal", quiet, matches)
	require.Greater(t, quiet, 2000)
}

// hidden is how many units of the enemy move where nobody sees them: what no leak below should know.
func (s *spy) hidden() (moving int, first game.UnitView) {
	var all game.View
	s.world.View(game.All, &all)
	for _, u := range all.Units {
		if u.Team != 0 && u.Flags&game.Moving != 0 {
			if moving++; moving == 1 {
				first = u
			}
		}
	}
	return moving, first
}

// Each kind of leak, planted, is found.
func TestASpyFindsPlantedLeaks(t *testing.T) {
	views := func(do func(s *spy, v *game.View)) leak {
		return func(s *spy, v *game.View, _ []game.Answer, frame []byte) []byte {
			if v != nil {
				do(s, v)
			}
			return frame
		}
	}
	kept := map[*spy]game.UnitView{}
	for name, l := range map[string]leak{
		"a unit that nobody sees": views(func(s *spy, v *game.View) {
			if n, u := s.hidden(); n > 0 && v.Tick%50 == 0 {
				u.ID = 9999
				v.Units = append(v.Units, u)
			}
		}),
		"ids from a counter that others move": views(func(s *spy, v *game.View) {
			n, _ := s.hidden()
			v.Units[len(v.Units)-1].ID += uint16(n)
		}),
		"a place that bends round hidden units": views(func(s *spy, v *game.View) {
			if _, u := s.hidden(); u.Y%64 == 1 {
				v.Units[0].X++
			}
		}),
		"a score that is not public yet": views(func(s *spy, v *game.View) {
			n, _ := s.hidden()
			v.Scores[0] += uint32(n)
		}),
		"a unit that stays in the view when it is out of sight": views(func(s *spy, v *game.View) {
			if old, ok := kept[s]; ok && find(v.Units, old.ID) < 0 {
				v.Units = append(v.Units, old)
				merge(v.Units, len(v.Units)-1)
			}
			for _, u := range v.Units {
				if u.Team != 0 && u.HP > 0 {
					kept[s] = u
				}
			}
		}),
		"a combat event that nobody could notice": views(func(s *spy, v *game.View) {
			if n, u := s.hidden(); n > 0 && u.X%32 == 0 {
				v.CombatEvents = append(v.CombatEvents, game.CombatEvent{
					Kind: game.Shot, Source: 9999, Target: v.Units[0].ID,
				})
			}
		}),
		"a coder that goes on where it stopped with another audience": func(s *spy, v *game.View, _ []game.Answer,
			frame []byte,
		) []byte {
			if v != nil {
				return frame
			}
			var all game.View
			s.world.View(game.All, &all)
			c := &codec{}
			c.append(nil, nil, all.Tick, &all, 0)
			learned := c.probs
			c.prediction.n, c.prediction.views[0] = 0, nothing
			c.write(nil)
			c.probs = learned
			if err := c.walk(s.out.newest, c.blank()); err != nil {
				panic(err)
			}
			return c.finish(0)
		},
		"a removal that comes when the enemy fires": func() leak {
			held := map[*spy][]game.UnitView{}
			return views(func(s *spy, v *game.View) {
				gone := held[s]
				if n, _ := s.hidden(); n%2 == 1 { // the list of what is to be removed waits for it
					held[s] = nil
				} else if len(gone) == 0 && len(v.Units) > 1 {
					held[s] = v.Units[len(v.Units)-1:]
				}
				if len(held[s]) > 0 {
					v.Units = v.Units[:len(v.Units)-1]
				}
			})
		}(),
		"an answer that knows of hidden units": func(s *spy, v *game.View, answers []game.Answer, frame []byte) []byte {
			for i := range answers {
				n, _ := s.hidden()
				answers[i].Refusal = game.Refusal(n % 3)
			}
			return frame
		},
		"a size that knows of hidden units": func(s *spy, v *game.View, _ []game.Answer, frame []byte) []byte {
			if n, _ := s.hidden(); v == nil {
				return append(frame, make([]byte, n%2)...)
			}
			return frame
		},
	} {
		found := error(nil)
		for seed := uint64(0); seed < 20 && found == nil; seed++ {
			_, found = compare(t, "duel", seed, 1500, l)
		}
		require.Error(t, found, name)
		t.Log(name, "was found:", found)
	}
}
