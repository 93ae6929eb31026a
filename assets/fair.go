package assets

import (
	"fmt"

	"muster/game"
)

// symmetries turn a cell of a map of w x h into the one that must be like it.
var symmetries = map[string]func(x, y, w, h int32) (int32, int32){
	"half_turn": func(x, y, w, h int32) (int32, int32) { return w - 1 - x, h - 1 - y },
	"mirror_x":  func(x, y, w, _ int32) (int32, int32) { return w - 1 - x, y },
	"mirror_y":  func(x, y, _, h int32) (int32, int32) { return x, h - 1 - y },
}

// symmetric checks that a scenario of two teams is the same for both, as its file says that it is.
func symmetric(by string, s *game.Setup) error {
	if by == "" {
		return nil
	}
	turn, ok := symmetries[by]
	if !ok {
		return fmt.Errorf("symmetry: %q does not exist; there are half_turn, mirror_x, mirror_y", by)
	}
	m := &s.Map
	for i := range m.Cells {
		x, y := int32(i)%m.W, int32(i)/m.W
		tx, ty := turn(x, y, m.W, m.H)
		j := ty*m.W + tx
		if m.Cells[i] != m.Cells[j] || len(m.Heights) > 0 && m.Heights[i] != m.Heights[j] {
			return fmt.Errorf("symmetry: %s by %s, but its cells %d, %d and %d, %d differ", m.Name, by, x, y, tx, ty)
		}
	}
	wrong := faults{}
	for i, q := range s.Scenario.Squads {
		if !hasTwin(s, &s.Scenario.Squads[i], turn) {
			wrong.add(fmt.Errorf("squads[%d].at: %d, %d has no twin on the other side, as the symmetry %s wants",
				i, q.X, q.Y, by))
		}
	}
	for i, p := range s.Scenario.Points {
		x, y := turn(p.X, p.Y, m.W, m.H)
		if !hasPoint(s, x, y, p.Radius) {
			wrong.add(fmt.Errorf("points[%d].at: %q wants one at %d, %d, as the symmetry %s has it",
				i, p.Name, x, y, by))
		}
	}
	return wrong.err()
}

func hasTwin(s *game.Setup, q *game.SquadSetup, turn func(x, y, w, h int32) (int32, int32)) bool {
	x, y := turn(q.X, q.Y, s.Map.W, s.Map.H)
	for _, o := range s.Scenario.Squads {
		other := s.Scenario.Seats[o.Seat].Team != s.Scenario.Seats[q.Seat].Team
		if other && o.X == x && o.Y == y && o.Kind == q.Kind && o.Count == q.Count && o.Arrives == q.Arrives {
			return true
		}
	}
	return false
}

// hasPoint allows a cell's difference: the middle of a map of even sides lies between cells.
func hasPoint(s *game.Setup, x, y int32, radius uint8) bool {
	for _, p := range s.Scenario.Points {
		if max(p.X-x, x-p.X, p.Y-y, y-p.Y) <= 1 && p.Radius == radius {
			return true
		}
	}
	return false
}
