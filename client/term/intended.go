package term

import (
	"fmt"
	"strings"

	"muster/game"
	"muster/shard/replay"
)

// sketch marks ways that squads intend with dots, and their ends with crosses.
func (p *Picture) sketch(marks map[int32]mark, v *game.View, intended []replay.Intention) {
	for _, in := range intended {
		team := int8(p.setup.Scenario.Seats[in.Seat].Team)
		x, y, _, ok := middle(p.setup, v, in)
		toX, toY := int32(in.X)/game.ViewStep, int32(in.Y)/game.ViewStep
		if !ok || in.X == 0 && in.Y == 0 || toX >= p.setup.Map.W || toY >= p.setup.Map.H {
			continue
		}
		n := max(toX-x, x-toX, toY-y, y-toY, 1)
		for i := range n {
			marks[p.at(x+(toX-x)*i/n, y+(toY-y)*i/n)] = mark{'.', team}
		}
		marks[p.at(toX, toY)] = mark{'+', team}
	}
}

// middle is where the squad of an intention is, and the letter of its kind.
func middle(s *game.Setup, v *game.View, in replay.Intention) (x, y int32, letter byte, ok bool) {
	n := int32(0)
	for i := range v.Units {
		u := &v.Units[i]
		if u.HP > 0 && u.Squad == in.Squad && u.Team == s.Scenario.Seats[in.Seat].Team {
			x, y, n, letter = x+int32(u.X)/game.ViewStep, y+int32(u.Y)/game.ViewStep, n+1, s.Rules.Kinds[u.Kind].Letter
		}
	}
	return x / max(n, 1), y / max(n, 1), letter, n > 0
}

// Intended reports what commanders intend, a line a seat: squads by number and kind, what they do, for which point, and
// what that is worth to them in supply points a second.
func Intended(s *game.Setup, v *game.View, intended []replay.Intention) (lines []string) {
	seat := -1
	for _, in := range intended {
		_, _, letter, ok := middle(s, v, in)
		if !ok {
			continue
		}
		if int(in.Seat) != seat {
			seat = int(in.Seat)
			lines = append(lines, fmt.Sprintf("seat %d (%s):", seat, teamName(s, int8(s.Scenario.Seats[seat].Team))))
		}
		var b strings.Builder
		fmt.Fprintf(&b, "   %d%c %s", in.Squad, letter, in.Act)
		if in.Point >= 0 && in.Point < len(s.Scenario.Points) {
			fmt.Fprintf(&b, " %s", s.Scenario.Points[in.Point].Name)
		}
		if in.Score != 0 {
			fmt.Fprintf(&b, " %+.1f", float64(in.Score)/1000)
		}
		lines[len(lines)-1] += b.String()
	}
	return lines
}
