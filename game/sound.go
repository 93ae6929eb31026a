package game

import "fmt"

// sound checks everything in a restored World that a later Step would use as an index, so that hostile bytes give an
// error here and no panic there.
func (w *World) sound() error {
	cells := int32(len(w.setup.Map.Cells))
	taken := make([]bool, cells)
	for i := range w.units {
		u := &w.units[i]
		class := MoveClass(0)
		if int(u.kind) < len(w.setup.Rules.Kinds) {
			class = w.setup.Rules.Kinds[u.kind].Class
		}
		switch {
		case u.cell < 0 || u.cell >= cells || u.goal < noCell || u.goal >= cells,
			int(u.kind) >= len(w.setup.Rules.Kinds), int(u.team) >= len(w.scores), int(u.squad) >= len(w.squads),
			u.target != NoUnit && int(u.target) >= len(w.units):
			return fmt.Errorf("%w: unit %d refers to what does not exist", ErrBytes, i)
		case u.hp > 0 && taken[u.cell]:
			return fmt.Errorf("%w: two units stand on cell %d", ErrBytes, u.cell)
		case w.ground.cost[class][u.cell] == Impassable, !w.walkable(u, class):
			return fmt.Errorf("%w: unit %d stands or walks where it cannot", ErrBytes, i)
		}
		taken[u.cell] = taken[u.cell] || u.hp > 0
	}
	return w.soundRest(cells)
}

// walkable follows a unit's path back one step and forward to its end.
func (w *World) walkable(u *unit, class MoveClass) bool {
	if u.left > 0 {
		p := w.at(u)
		if p.X < 0 || p.Y < 0 || p.X >= w.ground.w*SubCell || p.Y >= w.ground.h*SubCell {
			return false
		}
	}
	at, ok := u.cell, true
	for _, dir := range u.path[u.steps:u.pathN] {
		if at, ok = w.ground.step(at, dir, class); !ok {
			return false
		}
	}
	return true
}

func (w *World) soundRest(cells int32) error {
	n := len(w.units)
	for i := range w.squads {
		sq, was := &w.squads[i], &w.setup.Scenario.Squads[i]
		if sq.seat != was.Seat || sq.kind != was.Kind || int(sq.first)+int(sq.count) > n || int(sq.team) >= len(w.scores) ||
			sq.cell < noCell || sq.cell >= cells || sq.order >= OrderKinds || sq.order == Attack && int(sq.target) >= n {
			return fmt.Errorf("%w: squad %d refers to what does not exist", ErrBytes, i)
		}
	}
	for i := range w.seats {
		if int(w.seats[i].team) >= len(w.scores) {
			return fmt.Errorf("%w: seat %d refers to what does not exist", ErrBytes, i)
		}
	}
	for i := range w.points {
		if p := &w.points[i]; int(p.owner) >= len(w.scores) || int(p.taker) >= len(w.scores) || p.owner < NoTeam || p.taker < NoTeam {
			return fmt.Errorf("%w: point %d refers to what does not exist", ErrBytes, i)
		}
	}
	for t, handed := range w.handed {
		for id := range handed {
			if int(handed) > n || int(w.named[t*n+int(id)]) >= n {
				return fmt.Errorf("%w: team %d's ids refer to what does not exist", ErrBytes, t)
			}
		}
	}
	for _, h := range w.loud {
		if h.kind != Captured && (int(h.source) >= n || int(h.target) >= n) {
			return fmt.Errorf("%w: a happening refers to what does not exist", ErrBytes)
		}
	}
	return nil
}
