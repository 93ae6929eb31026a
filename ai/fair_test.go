package ai_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

var levels = []string{"recruit", "regular", "veteran", "elite"}

func style(t testing.TB, name string) ai.Style {
	s, err := assets.Embedded().Style(name)
	require.NoError(t, err)
	return s
}

// stage is a fight of two commanders, as a server that is never late would run it.
type stage struct {
	w      *game.World
	chairs [2]ai.Commander
	seq    [2]uint32
	look   func(seat int, v *game.View, os []game.Order)
}

func newStage(s *game.Setup, seed uint64, a, b ai.Style) *stage {
	return &stage{w: game.New(s, seed), chairs: [2]ai.Commander{ai.Make(a)(s, 0, seed), ai.Make(b)(s, 1, seed+1)}}
}

func (st *stage) run(ticks int) {
	for range ticks {
		in := &game.Input{}
		for seat, c := range st.chairs {
			v := &game.View{}
			st.w.View(game.Audience(seat), v)
			os := c.Think(v, nil)
			if st.look != nil {
				st.look(seat, v, os)
			}
			for _, o := range os {
				st.seq[seat]++
				o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, st.seq[seat]
				in.Orders = append(in.Orders, o)
			}
		}
		st.w.Step(in)
	}
}

// Two Worlds differ in what red cannot see, and in the secret seed. As long as red's Views are the
// same, so are its orders.
func TestWhatIsHiddenDoesNotChangeOrders(t *testing.T) {
	for _, level := range levels {
		orders := func(hidden int32) (all [][]game.Order) {
			s := duel(t)
			for i := range s.Scenario.Squads {
				if q := &s.Scenario.Squads[i]; q.Seat == 1 {
					q.Y, q.Count = q.Y+hidden, q.Count-uint8(hidden)/2
				}
			}
			w, c, seq := game.New(s, uint64(hidden)), ai.Make(style(t, level))(duel(t), 0, 5), uint32(0)
			for range 160 { // nobody is in sight of anybody yet
				var v game.View
				w.View(0, &v)
				in := &game.Input{}
				for _, o := range c.Think(&v, nil) {
					seq++
					o.Seat, o.Leader, o.Seq = 0, game.AI, seq
					in.Orders = append(in.Orders, o)
				}
				all = append(all, in.Orders)
				w.Step(in)
			}
			return all
		}
		require.Equal(t, orders(0), orders(2), level)
	}
}

// What a commander orders is possible by what it sees, nearly always, and never more than its level may give.
func TestOrdersAreLegalAndBounded(t *testing.T) {
	for _, scenario := range []string{"duel", "ridge"} {
		for _, level := range levels {
			s, err := assets.Embedded().Setup(scenario)
			require.NoError(t, err)
			st, given, minutes := newStage(s, 3, style(t, level), style(t, level)), [2]int{}, 3
			st.look = func(seat int, v *game.View, os []game.Order) {
				given[seat] += len(os)
				for _, o := range os {
					require.Less(t, int(o.Squad), len(v.Squads))
					require.EqualValues(t, seat, v.Squads[o.Squad].Seat)
					require.NotZero(t, v.Squads[o.Squad].Alive)
					require.Less(t, o.Kind, game.OrderKinds)
				}
			}
			refused := 0
			for range minutes * 1200 {
				st.run(1)
				for seat := range st.seq {
					if a, ok := st.w.Answer(uint8(seat), game.AI, st.seq[seat]); ok && a.Tick == st.w.Tick() &&
						a.Refusal != game.Obeyed {
						refused++
					}
				}
			}
			most, own := style(t, level).Level.Orders, len(s.Scenario.Squads)/2
			for seat := range given {
				require.LessOrEqual(t, given[seat], most*minutes+max(most/6, 6, own)+1, "%s on %s", level, scenario)
			}
			require.LessOrEqual(t, refused*20, given[0]+given[1]+20, "%s on %s: one in twenty at most is refused",
				level, scenario)
		}
	}
}
