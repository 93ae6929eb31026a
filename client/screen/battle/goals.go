package battle

import "muster/game"

// Leg is the way that a squad has before it.
type Leg struct {
	From, To Point // cells
	Order    game.OrderKind
}

// Legs are those of the selected squads, through all their way points, as far as their orders lead anywhere that is
// known. They are good until the next call.
func (b *Battle) Legs() []Leg {
	legs := b.legs[:0]
	for _, id := range b.Selected {
		from, _, alive := b.Where(id)
		if !alive {
			continue
		}
		s := b.squad(id)
		if to, leads := b.destination(s.Seat, s.Order, s.X, s.Y, s.Target); leads && from.To(to) > 1.5 {
			legs = append(legs, Leg{from, to, s.Order})
			from = to
		}
		for _, p := range b.View.Waypoints {
			if to, leads := b.destination(s.Seat, p.Kind, p.X, p.Y, p.Target); p.Squad == id && leads {
				legs = append(legs, Leg{from, to, p.Kind})
				from = to
			}
		}
	}
	b.legs = legs
	return legs
}

// Leads is where an order of the player leads, as far as it leads anywhere that is known.
func (b *Battle) Leads(o *game.Order) (Point, bool) {
	return b.destination(b.Seat, o.Kind, o.X, o.Y, o.Target)
}

func (b *Battle) destination(seat uint8, kind game.OrderKind, x, y, target uint16) (Point, bool) {
	switch kind {
	case game.Move, game.AttackMove, game.Patrol, game.Suppress, game.Smoke, game.Grenade, game.Enter, game.Sandbags,
		game.LayMine, game.ClearMines, game.Heal, game.Repair:
		return PlaceOf(x, y), true
	case game.Capture:
		if int(target) < len(b.Setup.Scenario.Points) {
			return PointAt(&b.Setup.Scenario.Points[target]), true
		}
	case game.Retreat:
		return b.start(seat), true
	case game.Attack:
		for i := range b.Pieces {
			// everybody's numbers are not the team's
			if p := &b.Pieces[i]; p.ID == target && p.HP > 0 && b.View.Audience != game.All {
				return p.At, true
			}
		}
	}
	return Point{}, false
}

// PlaceOf is the place, in cells, of view steps.
func PlaceOf(x, y uint16) Point {
	return Point{X: float64(x) / game.ViewStep, Y: float64(y) / game.ViewStep}
}

// start is where a seat's retreats lead.
func (b *Battle) start(seat uint8) Point {
	t := &b.Setup.Scenario.Teams[b.Setup.Scenario.Seats[seat].Team]
	return Point{X: float64(t.StartX) + 0.5, Y: float64(t.StartY) + 0.5}
}

// Under is the living unit under a pixel of the map, nil if there is none.
func (b *Battle) Under(at Point) *Piece {
	if b.Box.On || b.Layout.Bars(at) {
		return nil
	}
	if i := b.under(at, func(*Piece) bool { return true }); i >= 0 {
		return &b.Pieces[i]
	}
	return nil
}

// OwnUnder is how many living units of the player's own squads lie under a part of the screen, or have their squad's
// badge there.
func (b *Battle) OwnUnder(r Rect) (n int) {
	for _, id := range b.own() {
		if at, ok := b.Above(id); ok && r.Holds(at) {
			n++
		}
	}
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.mine() && p.HP > 0 && b.mayOrder(p.Squad) && r.Holds(b.Camera.ToScreen(p.At)) {
			n++
		}
	}
	return n
}
