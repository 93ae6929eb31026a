package battle

import (
	"math"
	"slices"
)

// march is where squads were last sent side by side. Sent there again they keep their line: it would wheel otherwise,
// since they come from elsewhere now.
type march struct {
	who     Selection
	place   Point
	abreast Point
}

// abreast is the direction in which squads that are sent to a place stand side by side: across the way there, of length
// 1.
func (b *Battle) abreast(place Point) Point {
	if m := &b.marched; slices.Equal(m.who, b.Selected) && m.place.To(place) < apart {
		return m.abreast
	}
	from, _ := b.middleOf(b.Selected)
	d := from.To(place)
	if d <= 0.5 {
		return Point{X: 1} // they are there
	}
	return Point{X: -(place.Y - from.Y) / d, Y: (place.X - from.X) / d}
}

// plain is the cosine from which on something is said to lie on one side of a line, and not along it.
const plain = 0.25

// front is where squads look that stand along a line: to its side on which the nearest known enemy is, or which they
// come up to from the other; where neither says so, to the left of the way that it was drawn.
func (b *Battle) front(from, to Point) Point {
	left := Point{X: to.Y - from.Y, Y: from.X - to.X}
	mid := Point{X: (from.X + to.X) / 2, Y: (from.Y + to.Y) / 2}
	enemy, known := b.nearestEnemy(mid)
	if turn := sideOf(left, mid, enemy); known && turn != 0 {
		return Point{X: left.X * turn, Y: left.Y * turn}
	}
	own, _ := b.middleOf(b.Selected)
	if turn := sideOf(left, own, mid); turn != 0 {
		return Point{X: left.X * turn, Y: left.Y * turn}
	}
	return left
}

// sideOf is 1 if the way from one place to another leads in a direction, -1 if it leads against it, and 0 if it leads
// more or less along the line that lies across.
func sideOf(direction, from, to Point) float64 {
	x, y := to.X-from.X, to.Y-from.Y
	cosine := (direction.X*x + direction.Y*y) / max(math.Hypot(direction.X, direction.Y)*math.Hypot(x, y), 0.01)
	switch {
	case cosine > plain:
		return 1
	case cosine < -plain:
		return -1
	}
	return 0
}

// nearestEnemy is where the enemy is that is nearest to a place, of those in sight and those remembered.
func (b *Battle) nearestEnemy(place Point) (at Point, known bool) {
	far := math.Inf(1)
	look := func(p Point) {
		if d := p.To(place); d < far {
			at, known, far = p, true, d
		}
	}
	for i := range b.Pieces {
		if p := &b.Pieces[i]; int(p.Team) != int(b.Team) && p.HP > 0 {
			look(p.At)
		}
	}
	for id, s := range b.memory {
		if unit(b.View, id) == nil {
			look(s.At)
		}
	}
	return at, known
}
