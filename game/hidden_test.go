package game

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// quietFight is the busy fight before anybody of blue comes.
func quietFight() *Setup {
	s := busyFight()
	for i := range s.Rules.Kinds {
		s.Rules.Kinds[i].Sight = 4 // so that there is much to hide
	}
	for i := range s.Scenario.Squads {
		if s.Scenario.Squads[i].Seat == 1 {
			s.Scenario.Squads[i].Arrives = 1 << 20
		}
	}
	return s
}

// meddle changes cells that red does not see: walls fall, bridges go, sandbags are built, and somebody of blue stands
// somewhere, who does not fire.
func meddle(t *rapid.T, w *World) {
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		cell := int32(rapid.IntRange(0, len(w.setup.Map.Cells)-1).Draw(t, "cell"))
		now := &w.setup.Rules.Terrains[w.ground.code[cell]]
		switch {
		case w.fog[0].any(cell) || !w.stand.none(cell):
		case now.HP > 0:
			w.alter(cell, now.Ruin)
		case w.buildable(now):
			w.alter(cell, w.setup.Rules.Works.Sandbags)
		}
		for i := range w.units {
			if u := &w.units[i]; u.team == 1 && u.off == away && w.ground.cost[w.setup.Rules.Kinds[u.kind].Class][cell] != Impassable && w.stand.none(cell) && !w.fog[0].any(cell) {
				w.put(uint16(i), cell)
				w.squads[u.squad].stance = HoldFire
				break
			}
		}
	}
	w.owned = false
}

// found tells that red has learnt of something that was hidden from it: it saw it or walked into it.
func found(w *World, v *View) bool {
	if len(v.Marks) > 0 || len(v.Happenings) > 0 {
		return true
	}
	for i := range v.Units {
		if v.Units[i].Team != 0 {
			return true
		}
	}
	for i := range w.points { // who stands on a point is public
		if w.points[i].contested || w.points[i].taker != NoTeam {
			return true
		}
	}
	return false
}

// Whatever is out of a team's sight, its orders are answered alike and its units do alike, until it finds out.
func TestWhatIsHiddenChangesNothing(t *testing.T) {
	length := 0
	rapid.Check(t, func(t *rapid.T) {
		plain := New(quietFight(), 7)
		for range rapid.IntRange(0, 3).Draw(t, "before") {
			plain.Step(anyInput(t, plain))
		}
		other := plain.Clone()
		meddle(t, other)
		var a, b View
		for tick := range 120 {
			in := &Input{}
			if tick%4 == 0 {
				in = anyInput(t, plain)
			}
			plain.Step(in)
			other.Step(in)
			plain.View(0, &a)
			other.View(0, &b)
			if found(plain, &a) || found(other, &b) {
				return
			}
			length++
			require.Equal(t, a, b, "tick %d", plain.tick)
			for _, o := range in.Orders {
				if o.Seat != 0 {
					continue
				}
				one, _ := plain.Answer(o.Seat, o.Leader, o.Seq)
				two, _ := other.Answer(o.Seat, o.Leader, o.Seq)
				require.Equal(t, one, two, "tick %d: %v", plain.tick, o)
			}
		}
	})
	require.Greater(t, length, 200, "most of it is before anything is found")
}
