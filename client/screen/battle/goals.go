package battle

import "muster/game"

// Leg is the way that a squad has before it.
type Leg struct {
	From, To Point // cells
	Order    game.OrderKind
}

// Legs are those of the selected squads, as far as their orders lead anywhere that is known.
func (b *Battle) Legs() (legs []Leg) {
	for _, id := range b.Selected {
		from, _, alive := b.Where(id)
		to, leads := b.goal(b.squad(id))
		if alive && leads && from.to(to) > 1.5 {
			legs = append(legs, Leg{from, to, b.squad(id).Order})
		}
	}
	return legs
}

func (b *Battle) goal(s *game.SquadView) (Point, bool) {
	switch s.Order {
	case game.Move, game.AttackMove, game.Patrol, game.Suppress, game.Enter, game.Sandbags, game.LayMine, game.ClearMines, game.Heal, game.Repair:
		return Point{float64(s.X) / game.ViewStep, float64(s.Y) / game.ViewStep}, true
	case game.Capture:
		if int(s.Target) < len(b.Setup.Scenario.Points) {
			return PointAt(&b.Setup.Scenario.Points[s.Target]), true
		}
	case game.Retreat:
		return b.start(), true
	case game.Attack:
		for i := range b.Pieces {
			if p := &b.Pieces[i]; p.ID == s.Target && p.HP > 0 {
				return p.At, true
			}
		}
	}
	return Point{}, false
}

// start is where the own team's retreats lead.
func (b *Battle) start() Point {
	t := &b.Setup.Scenario.Teams[b.Team]
	return Point{float64(t.StartX) + 0.5, float64(t.StartY) + 0.5}
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
