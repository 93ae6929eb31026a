package game

import "fmt"

// sound checks everything in a restored World that a later Step would use as an index, so that hostile bytes give an
// error here and no panic there.
func (w *World) sound() error {
	for _, check := range []func() error{w.soundUnits, w.soundSquads, w.soundGround, w.soundRest, w.soundTurns} {
		if err := check(); err != nil {
			return fmt.Errorf("%w: %w", ErrBytes, err)
		}
	}
	return nil
}

// on reports whether a cell is on the map.
func (w *World) on(cell int32) bool { return cell >= 0 && int(cell) < len(w.setup.Map.Cells) }

func (w *World) soundUnits() error {
	n := uint16(len(w.units))
	for i := range w.units {
		u := &w.units[i]
		bad := !w.on(u.cell) || !w.walkable(u) || u.goal != noCell && !w.on(u.goal) || u.off > away ||
			u.off == aboard && (u.carrier >= n || w.units[u.carrier].team != u.team || w.units[u.carrier].off == aboard)
		for g := range u.guns {
			bad = bad || u.guns[g].target != NoUnit && u.guns[g].target >= n
		}
		if bad {
			return fmt.Errorf("unit %d refers to what does not exist", i)
		}
	}
	return nil
}

func (w *World) soundSquads() error {
	for i := range w.squads {
		if !w.soundSquad(&w.squads[i]) {
			return fmt.Errorf("squad %d refers to what does not exist", i)
		}
	}
	return nil
}

func (w *World) soundSquad(sq *squad) bool {
	if sq.cell != noCell && !w.on(sq.cell) || sq.order >= OrderKinds || sq.morale > maxMorale || sq.stance >= Stances ||
		sq.formation >= Formations {
		return false
	}
	switch sq.order {
	case Attack:
		return (sq.target == NoUnit || int(sq.target) < len(w.units)) && int(sq.asked) < len(w.named[sq.team]) &&
			w.on(sq.back)
	case Capture:
		return int(sq.target) < len(w.points)
	case Guard, Board:
		return int(sq.target) < len(w.squads)
	case Suppress, Smoke, Grenade:
		return w.on(sq.cell) && (sq.back == noCell || w.on(sq.back))
	case Heal, Sandbags, LayMine, ClearMines, Repair:
		return w.on(sq.cell)
	case Patrol:
		return w.on(sq.cell) && w.on(sq.back)
	}
	return true
}

func (w *World) soundGround() error {
	terrains := uint8(len(w.setup.Rules.Terrains))
	for i := range w.altered {
		a := &w.altered[i]
		bad := !w.on(a.cell) || a.code >= terrains
		for _, code := range a.shown {
			bad = bad || code >= terrains
		}
		if bad {
			return fmt.Errorf("altered cell %d refers to what does not exist", i)
		}
	}
	for i := range w.clouds {
		if c := &w.clouds[i]; !w.on(c.cell) || c.radius > maxArea {
			return fmt.Errorf("cloud %d is off the map or too large", i)
		}
	}
	for i := range w.mines {
		if m := &w.mines[i]; !w.on(m.cell) || int(m.team) >= len(w.scores) {
			return fmt.Errorf("mine %d refers to what does not exist", i)
		}
	}
	for i := range w.shells {
		if s := &w.shells[i]; !w.on(s.cell) || int(s.source) >= len(w.units) || s.what >= shellKinds {
			return fmt.Errorf("shell %d refers to what does not exist", i)
		}
	}
	return nil
}

func (w *World) soundRest() error {
	for i := range w.points {
		if p := &w.points[i]; int(p.owner) >= len(w.scores) || int(p.taker) >= len(w.scores) || p.owner < NoTeam ||
			p.taker < NoTeam {
			return fmt.Errorf("point %d refers to what does not exist", i)
		}
	}
	for i := range w.loud {
		if !w.soundCombatEvent(&w.loud[i]) {
			return fmt.Errorf("combat event %d refers to what does not exist", i)
		}
	}
	return nil
}

func (w *World) soundCombatEvent(h *combatEvent) bool {
	n := len(w.units)
	known := func(unit uint16) bool { return unit == NoUnit || int(unit) < n }
	switch h.kind {
	case Captured:
		return true
	case Blast:
		return w.on(h.cell)
	case Shot:
		return int(h.source) < n && known(h.target)
	case Hit, Death, Broke, Rallied, Arrived:
		return known(h.source) && int(h.target) < n
	}
	return false
}

// soundPlaces checks that units stand and go where they can, once the ground is what it is.
func (w *World) soundPlaces() error {
	for i := range w.units {
		u := &w.units[i]
		class := w.setup.Rules.Kinds[u.kind].Class
		switch {
		case !u.here():
		case w.stand.at(u.cell) != i:
			return fmt.Errorf("%w: two units stand on cell %d", ErrBytes, u.cell)
		case w.ground.cost[class][u.cell] == Impassable:
			return fmt.Errorf("%w: unit %d stands where it cannot", ErrBytes, i)
		}
	}
	return nil
}

// walkable follows a unit's path back one step and forward to its end: it must stay on the map. (A path may well lead
// through a wall that the team does not know of.)
func (w *World) walkable(u *unit) bool {
	if u.left > 0 {
		p := w.at(u)
		if p.X < 0 || p.Y < 0 || p.X >= w.ground.w*SubCell || p.Y >= w.ground.h*SubCell {
			return false
		}
	}
	x, y := w.ground.xy(u.cell)
	for _, dir := range u.path[u.steps:u.pathN] {
		if x, y = x+dirX[dir], y+dirY[dir]; x < 0 || y < 0 || x >= w.ground.w || y >= w.ground.h {
			return false
		}
	}
	return true
}
