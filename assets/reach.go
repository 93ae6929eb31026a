package assets

import (
	"fmt"
	"slices"

	"muster/game"
)

// reachable checks that every squad can get to some cell of every capture point. In a lesson only the player must: the
// enemy may be put where it does no harm.
func reachable(s *game.Setup, lesson bool) error {
	wrong, told := faults{}, map[int]bool{}       // of a point that is cut off, not once for each squad
	regions := make([][][]bool, game.MoveClasses) // squads mostly begin in one region: it is gone through once
	for i, q := range s.Scenario.Squads {
		if lesson && q.Seat != 0 {
			continue
		}
		class := s.Rules.Kinds[q.Kind].Class
		at := slices.IndexFunc(regions[class], func(r []bool) bool { return r[q.Y*s.Map.W+q.X] })
		if at < 0 {
			at = len(regions[class])
			regions[class] = append(regions[class], flood(s, q.X, q.Y, class))
		}
		region := regions[class][at]
		for j, p := range s.Scenario.Points {
			if !told[j] && !within(s, region, &p) {
				told[j] = true
				wrong.add(fmt.Errorf("points[%d] %q at %d, %d: squads[%d] cannot get there from %d, %d",
					j, p.Name, p.X, p.Y, i, q.X, q.Y))
			}
		}
	}
	return wrong.err()
}

// within reports whether some cell of a point can be reached.
func within(s *game.Setup, region []bool, p *game.PointSetup) bool {
	r := int32(p.Radius)
	for y := max(p.Y-r, 0); y <= min(p.Y+r, s.Map.H-1); y++ {
		for x := max(p.X-r, 0); x <= min(p.X+r, s.Map.W-1); x++ {
			if region[y*s.Map.W+x] && (x-p.X)*(x-p.X)+(y-p.Y)*(y-p.Y) <= r*r {
				return true
			}
		}
	}
	return false
}

// flood marks what can be reached in straight steps: enough for what must be reachable in a fight.
func flood(s *game.Setup, x, y int32, class game.MoveClass) []bool {
	m := &s.Map
	seen := make([]bool, len(m.Cells))
	next := []int32{y*m.W + x}
	for len(next) > 0 {
		c := next[len(next)-1]
		next = next[:len(next)-1]
		if seen[c] || s.Rules.Terrains[m.Cells[c]].Cost[class] == game.Impassable {
			continue
		}
		seen[c] = true
		for _, n := range [...]struct {
			cell int32
			on   bool
		}{{c - 1, c%m.W > 0}, {c + 1, c%m.W < m.W-1}, {c - m.W, c >= m.W}, {c + m.W, c < m.W*(m.H-1)}} {
			if n.on && !seen[n.cell] {
				next = append(next, n.cell)
			}
		}
	}
	return seen
}
