package battle

import (
	"math"
	"slices"
	"time"

	"muster/game"
)

// apart is how many cells lie between the goals of two squads that are sent to one place together.
const apart = 3.5

// order gives every selected squad the order that to makes for it; nothing is aimed any more.
func (b *Battle) order(to func(s *game.SquadView) (game.Order, bool)) []game.Order {
	b.Aim = game.NoOrder
	return b.each(to)
}

// each lists the orders that to makes for the selected squads.
func (b *Battle) each(to func(s *game.SquadView) (game.Order, bool)) (orders []game.Order) {
	for _, id := range b.Selected {
		if s := b.squad(id); s != nil {
			if o, ok := to(s); ok {
				o.Squad = id
				orders = append(orders, o)
			}
		}
	}
	return orders
}

// context is what a right click at a pixel of the map means: attack an enemy, board a transport, take a point, enter a
// house, or go there.
func (b *Battle) context(at Point, now time.Time) []game.Order {
	if len(b.Selected) == 0 {
		return nil
	}
	if i := b.under(at, func(p *Piece) bool { return p.Team != b.Team }); i >= 0 {
		b.Show.mark(b.Pieces[i].At, game.Attack, now)
		return b.same(game.Order{Kind: game.Attack, Target: b.Pieces[i].ID})
	}
	if i := b.under(at, func(p *Piece) bool {
		return p.mine() && !b.Selected.Has(p.Squad)
	}); i >= 0 && b.Setup.Rules.Kinds[b.Pieces[i].Kind].Room > 0 {
		return b.with(i, game.Board, now)
	}
	return b.fits(b.Camera.ToMap(at), now)
}

// fits is what a right click on the ground means, on the map and on the minimap: take the point, enter the house, or go
// there.
func (b *Battle) fits(place Point, now time.Time) []game.Order {
	if i := b.pointAt(place); i >= 0 && int(b.View.Points[i].Owner) != int(b.Team) {
		return b.captureAt(i, now)
	}
	if b.building(place) {
		return b.goTo(game.Enter, place, now)
	}
	return b.goTo(game.Move, place, now)
}

// building reports whether a place lies in a house.
func (b *Battle) building(p Point) bool {
	p = b.onMap(p)
	m := &b.Setup.Map
	return b.Setup.Rules.Terrains[m.Cells[int32(p.Y)*m.W+int32(p.X)]].Building
}

func (b *Battle) same(o game.Order) []game.Order {
	return b.order(func(*game.SquadView) (game.Order, bool) { return o, true })
}

// goTo sends the selected squads to a place, side by side across the way there.
func (b *Battle) goTo(kind game.OrderKind, place Point, now time.Time) []game.Order {
	b.Aim = game.NoOrder
	orders := b.side(kind, place)
	if len(orders) > 0 {
		b.markAimed(orders, place, -1, now)
	}
	return orders
}

// side lists the orders that send the selected squads to a place, side by side across the way there, in the order in
// which they now stand across it: ways do not cross.
func (b *Battle) side(kind game.OrderKind, place Point) []game.Order {
	aside := b.abreast(place)
	ranks := b.across(place, Point{X: place.X + aside.X, Y: place.Y + aside.Y})
	return b.each(func(s *game.SquadView) (game.Order, bool) {
		off := (float64(slices.Index(ranks, s.ID)) - float64(len(ranks)-1)/2) * apart
		x, y := b.steps(Point{X: place.X + aside.X*off, Y: place.Y + aside.Y*off})
		return game.Order{Kind: kind, X: x, Y: y}, true
	})
}

// onMap moves a place off the map to its edge.
func (b *Battle) onMap(p Point) Point {
	return Point{X: math.Max(0, math.Min(p.X, b.Camera.MapW-0.1)), Y: math.Max(0, math.Min(p.Y, b.Camera.MapH-0.1))}
}

func (b *Battle) steps(p Point) (x, y uint16) {
	p = b.onMap(p)
	return uint16(p.X * game.ViewStep), uint16(p.Y * game.ViewStep)
}

// pointAt is the capture point that a place lies in, -1 for none.
func (b *Battle) pointAt(place Point) int {
	for i, p := range b.Setup.Scenario.Points {
		if place.To(PointAt(&p)) <= float64(p.Radius) && b.View != nil && i < len(b.View.Points) {
			return i
		}
	}
	return -1
}

// PointAt is the middle of a capture point, in cells.
func PointAt(p *game.PointSetup) Point { return Point{X: float64(p.X) + 0.5, Y: float64(p.Y) + 0.5} }

func (b *Battle) captureAt(i int, now time.Time) []game.Order {
	b.Show.mark(PointAt(&b.Setup.Scenario.Points[i]), game.Capture, now)
	return b.same(game.Order{Kind: game.Capture, Target: uint16(i)})
}

// capture takes the point under the pointer, or else each squad the nearest one that is not the team's own.
func (b *Battle) capture(pointer Point, now time.Time) []game.Order {
	place := b.Camera.ToMap(pointer)
	if b.Layout.Minimap.Holds(pointer) {
		place = b.overMinimap(pointer)
	}
	if i := b.pointAt(place); i >= 0 {
		return b.captureAt(i, now)
	}
	return b.order(func(s *game.SquadView) (game.Order, bool) {
		i := b.nearestPoint(s.ID)
		if i < 0 {
			return game.Order{}, false
		}
		b.Show.mark(PointAt(&b.Setup.Scenario.Points[i]), game.Capture, now)
		return game.Order{Kind: game.Capture, Target: uint16(i)}, true
	})
}

func (b *Battle) nearestPoint(squad uint8) int {
	from, ok := b.middleOf([]uint8{squad})
	best, far := -1, math.Inf(1)
	for i := range b.View.Points {
		d := from.To(PointAt(&b.Setup.Scenario.Points[i]))
		if ok && int(b.View.Points[i].Owner) != int(b.Team) && d < far {
			best, far = i, d
		}
	}
	return best
}

// retreat and hold need no place.
func (b *Battle) retreat(now time.Time) []game.Order {
	if len(b.Selected) > 0 {
		b.Show.mark(b.start(b.Seat), game.Retreat, now)
	}
	return b.same(game.Order{Kind: game.Retreat})
}
