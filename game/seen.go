package game

import (
	"cmp"
	"slices"
)

const pointAll = 100 // PointView.Progress of a point that is about to fall

// meet hands out ids for what came in sight in this tick, though it fell at once, and for what is new of the team's
// own, in the order of the units.
func (w *World) meet() {
	for t := range w.setup.Scenario.Teams {
		for i := range w.units {
			u := &w.units[i]
			if w.ids[t*len(w.units)+i] == NoUnit && w.shown(Audience(t), u) {
				w.handOut(t, i)
			}
		}
	}
}

func (w *World) handOut(team, unit int) {
	w.ids[team*len(w.units)+unit] = uint16(len(w.named[team]))
	w.named[team] = append(w.named[team], uint16(unit))
}

// View fills v, reusing its slices, with what the audience may know. It changes nothing in the World (ids are handed
// out in Step). Audience is a team of the scenario or All.
func (w *World) View(a Audience, v *View) {
	v.Tick, v.Audience, v.Result = w.tick, a, w.result
	v.Units, v.Squads, v.Points = v.Units[:0], v.Squads[:0], v.Points[:0]
	v.Waypoints, v.Marks, v.CombatEvents = v.Waypoints[:0], v.Marks[:0], v.CombatEvents[:0]
	v.Scores, v.Supply = append(v.Scores[:0], w.scores...), 0
	if a != All {
		v.Supply = w.supply[a]
	}
	w.viewUnits(a, v)
	w.viewSquads(a, v)
	for i := range w.points {
		p := &w.points[i]
		progress := uint32(p.progress) * pointAll / uint32(max(w.setup.Scenario.CaptureTicks, 1))
		v.Points = append(v.Points, PointView{p.owner, p.taker, uint8(min(progress, pointAll)), p.contested})
	}
	w.viewMarks(a, v)
	w.viewTurn(a, &v.Turn)
	for i := range w.loud {
		w.viewCombatEvent(a, v, &w.loud[i])
	}
}

// viewUnits goes by the audience's own ids, so that Units ascend.
func (w *World) viewUnits(a Audience, v *View) {
	if a == All {
		for i := range w.units {
			w.viewUnit(a, v, uint16(i), &w.units[i])
		}
		return
	}
	for id, unit := range w.named[a] {
		if unit != NoUnit {
			w.viewUnit(a, v, uint16(id), &w.units[unit])
		}
	}
}

func (w *World) viewUnit(a Audience, v *View, id uint16, u *unit) {
	if !w.shown(a, u) {
		return
	}
	p := w.at(u)
	if u.off == aboard {
		p = w.at(&w.units[u.carrier])
	}
	v.Units = append(v.Units, UnitView{})
	uv := &v.Units[len(v.Units)-1] // filled in place: to build it elsewhere and copy it takes twice as long
	uv.ID, uv.Kind, uv.Team, uv.Squad = id, u.kind, u.team, NoSquad
	uv.X, uv.Y, uv.Facing = uint16(p.X/(SubCell/ViewStep)), uint16(p.Y/(SubCell/ViewStep)), u.facing
	uv.HP, uv.Suppression, uv.Flags = u.hp, u.supp, u.flags
	switch {
	case a == All:
		uv.Squad, uv.Ammo = u.squad, u.guns[0].ammo
	case uint8(a) == u.team:
		uv.Squad, uv.Ammo = w.squads[u.squad].number, u.guns[0].ammo
	}
}

// shown reports whether a unit is in the audience's view: alive or just fallen, and its own or in sight. Those in a
// transport are in their own team's view alone.
func (w *World) shown(a Audience, u *unit) bool {
	switch {
	case u.off == away || u.hp == 0 && (u.died != w.tick || w.tick == 0):
		return false
	case a == All || uint8(a) == u.team:
		return true
	}
	return u.off == onMap && w.fog[a].any(w.lies(u))
}

func (w *World) viewSquads(a Audience, v *View) {
	for i := range w.squads {
		sq := &w.squads[i]
		if a != All && sq.team != uint8(a) {
			continue
		}
		number := sq.number
		if a == All {
			number = uint8(i)
		}
		v.Squads = append(v.Squads, SquadView{
			ID: number, Seat: sq.seat, Kind: sq.kind, Alive: w.strength(sq), Order: sq.order, X: sq.x, Y: sq.y,
			Target: sq.asked, Formation: sq.formation, Stance: sq.stance, Morale: sq.morale, Level: sq.level(),
			Broken: sq.broken, Ready: sq.ready == 0,
		})
		for _, t := range sq.queue[:sq.waiting] {
			v.Waypoints = append(v.Waypoints, Waypoint{number, t.order, t.x, t.y, t.asked})
		}
	}
}

// viewMarks lists what the audience knows to differ from the map, in order of place.
func (w *World) viewMarks(a Audience, v *View) {
	for i := range w.altered {
		t := &w.altered[i]
		code := t.code
		if a != All {
			code = t.shown[a]
		}
		if code != w.setup.Map.Cells[t.cell] {
			w.viewMark(v, t.cell, Altered, code)
		}
	}
	for i := range w.clouds {
		if c := &w.clouds[i]; a == All || c.known>>a&1 == 1 {
			w.viewMark(v, c.cell, Cloud, c.radius)
		}
	}
	for i := range w.mines {
		if m := &w.mines[i]; a == All || m.known>>a&1 == 1 {
			w.viewMark(v, m.cell, Mine, m.team)
		}
	}
	slices.SortFunc(v.Marks, Mark.Compare)
	v.Marks = slices.Compact(v.Marks) // two clouds in one place look like one
}

func (w *World) viewMark(v *View, cell int32, kind MarkKind, what uint8) {
	x, y := w.ground.xy(cell)
	v.Marks = append(v.Marks, Mark{uint16(x), uint16(y), kind, what})
}

// Compare is negative if m comes before n in a View, 0 if they are equal.
func (m Mark) Compare(n Mark) int {
	return cmp.Or(cmp.Compare(m.Y, n.Y), cmp.Compare(m.X, n.X), cmp.Compare(m.Kind, n.Kind),
		cmp.Compare(m.What, n.What))
}
