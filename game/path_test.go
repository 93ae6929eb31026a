package game

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// On a map that is the same for both sides, who comes from the other side goes the same ways: turned by
// half a turn, or mirrored.
func TestWaysAreTheSameForBothSides(t *testing.T) {
	const n = 24
	turns := map[string]func(x, y int32) (int32, int32){
		"half turn": func(x, y int32) (int32, int32) { return n - 1 - x, n - 1 - y },
		"mirror x":  func(x, y int32) (int32, int32) { return n - 1 - x, y },
		"mirror y":  func(x, y int32) (int32, int32) { return x, n - 1 - y },
	}
	for name, turn := range turns {
		t.Run(name, func(t *testing.T) {
			s, rng := fixedFight(), rand.New(rand.NewPCG(7, 7))
			s.Map.W, s.Map.H, s.Map.Cells = n, n, make([]uint8, n*n)
			for range n * n / 5 {
				x, y := rng.Int32N(n), rng.Int32N(n)
				otherX, otherY := turn(x, y)
				s.Map.Cells[y*n+x], s.Map.Cells[otherY*n+otherX] = 1, 1
			}
			w := &World{setup: s, ground: groundOf(s), stand: newPlaces(n*n, 1)}
			way := func(x, y, toX, toY int32) (cells []int32) {
				u := unit{cell: y*n + x, goal: toY*n + toX}
				w.findPath(&u)
				c := u.cell
				for _, dir := range u.path[:u.pathN] {
					c += dirX[dir] + dirY[dir]*n
					cells = append(cells, c)
				}
				return cells
			}
			for range 300 {
				x, y, toX, toY := rng.Int32N(n), rng.Int32N(n), rng.Int32N(n), rng.Int32N(n)
				if x == toX || y == toY {
					continue // neither side is behind
				}
				var turned []int32
				for _, c := range way(x, y, toX, toY) {
					cx, cy := turn(c%n, c/n)
					turned = append(turned, cy*n+cx)
				}
				x, y = turn(x, y)
				toX, toY = turn(toX, toY)
				require.Equal(t, turned, way(x, y, toX, toY))
			}
		})
	}
}

// Whoever can be hit can hit back.
func TestLinesOfFireGoBothWays(t *testing.T) {
	s, rng := fixedFight(), rand.New(rand.NewPCG(7, 7))
	n := int32(len(s.Map.Cells))
	for range n / 6 {
		s.Map.Cells[rng.Int32N(n)] = 2
	}
	g, blocked := groundOf(s), 0
	for a := range n {
		for b := range n {
			there := g.clear(a, b, nil)
			require.Equal(t, there, g.clear(b, a, nil), "%d and %d", a, b)
			if !there {
				blocked++
			}
		}
	}
	require.NotZero(t, blocked)
}
