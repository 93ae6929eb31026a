package game

// hearing is how far a shot out of sight is heard, in cells; near and middle are where it grows loud.
const (
	hearing    = 48
	hearNear   = 16
	hearMiddle = 32
	pointAll   = 100 // PointView.Progress of a point that is about to fall
)

// meet hands out ids for what came in sight in this tick, in the order of the units.
func (w *World) meet() {
	for t := range w.setup.Scenario.Teams {
		for i := range w.units {
			u := &w.units[i]
			if w.ids[t*len(w.units)+i] == NoUnit && u.hp > 0 && w.sees(uint8(t), u) {
				w.handOut(t, i)
			}
		}
	}
}

func (w *World) handOut(team, unit int) {
	n := len(w.units)
	w.ids[team*n+unit] = w.handed[team]
	w.named[team*n+int(w.handed[team])] = uint16(unit)
	w.handed[team]++
}

// View fills v, reusing its slices, with what the audience may know. It changes nothing in the World (ids are handed
// out in Step). Audience is a team of the scenario or All.
func (w *World) View(a Audience, v *View) {
	v.Tick, v.Audience, v.Result = w.tick, a, w.result
	v.Units, v.Squads, v.Points = v.Units[:0], v.Squads[:0], v.Points[:0]
	v.Happenings = v.Happenings[:0]
	v.Scores = append(v.Scores[:0], w.scores...)
	w.viewUnits(a, v)
	w.viewSquads(a, v)
	for i := range w.points {
		p := &w.points[i]
		progress := uint32(p.progress) * pointAll / uint32(max(w.setup.Scenario.CaptureTicks, 1))
		v.Points = append(v.Points, PointView{p.owner, p.taker, uint8(min(progress, pointAll)), p.contested})
	}
	for i := range w.loud {
		w.viewHappening(a, v, &w.loud[i])
	}
}

// viewUnits goes by the audience's own ids, so that Units ascend.
func (w *World) viewUnits(a Audience, v *View) {
	n := len(w.units)
	if a == All {
		for i := range w.units {
			w.viewUnit(a, v, uint16(i), &w.units[i])
		}
		return
	}
	for id := range w.handed[a] {
		w.viewUnit(a, v, id, &w.units[w.named[int(a)*n+int(id)]])
	}
}

func (w *World) viewUnit(a Audience, v *View, id uint16, u *unit) {
	if !w.shown(a, u) {
		return
	}
	p := w.at(u)
	uv := UnitView{
		ID: id, Kind: u.kind, Team: u.team, Squad: NoSquad, X: uint16(p.X / (SubCell / ViewStep)), Y: uint16(p.Y / (SubCell / ViewStep)),
		Facing: u.facing, HP: u.hp, Suppression: u.supp, Flags: u.flags,
	}
	switch {
	case a == All:
		uv.Squad, uv.Ammo = u.squad, u.ammo
	case uint8(a) == u.team:
		uv.Squad, uv.Ammo = w.squads[u.squad].number, u.ammo
	}
	v.Units = append(v.Units, uv)
}

// shown tells whether a unit is in the audience's view: alive or just fallen, and its own or in sight.
func (w *World) shown(a Audience, u *unit) bool {
	if u.hp == 0 && (u.died != w.tick || w.tick == 0) {
		return false
	}
	return a == All || uint8(a) == u.team || w.sees(uint8(a), u)
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
			ID: number, Seat: sq.seat, Kind: sq.kind, Alive: w.strength(sq), Order: sq.order, X: sq.x, Y: sq.y, Target: sq.asked,
		})
	}
}

// viewHappening tells of what the audience sees, and of the shots that it only hears.
func (w *World) viewHappening(a Audience, v *View, h *happening) {
	if h.kind == Captured {
		v.Happenings = append(v.Happenings, Happening{Kind: Captured, Source: h.source, Target: h.target})
		return
	}
	source, target := w.known(a, h.source), w.known(a, h.target)
	switch {
	case h.kind == Shot && source == NoUnit && target == NoUnit:
		w.hear(a, v, &w.units[h.source])
	case h.kind == Shot && source != NoUnit, h.kind != Shot && target != NoUnit:
		v.Happenings = append(v.Happenings, Happening{Kind: h.kind, Source: source, Target: target})
	case h.kind == Shot && w.units[h.target].team == uint8(a):
		v.Happenings = append(v.Happenings, Happening{Kind: Shot, Source: NoUnit, Target: target})
	}
}

// known is the audience's id for a unit that is in its view, NoUnit for any other.
func (w *World) known(a Audience, unit uint16) uint16 {
	u := &w.units[unit]
	switch {
	case !w.shown(a, u):
		return NoUnit
	case a == All:
		return unit
	}
	return w.ids[int(a)*len(w.units)+int(unit)]
}

// hear adds a shot by its direction from the team's nearest unit and by how loud it is; nothing else is told of it.
func (w *World) hear(a Audience, v *View, shooter *unit) {
	best, bestFar := -1, int32(hearing*hearing+1)
	for i := range w.units {
		u := &w.units[i]
		if u.hp == 0 || u.team != uint8(a) {
			continue
		}
		if far := w.ground.far(u.cell, shooter.cell); far < bestFar {
			best, bestFar = i, far
		}
	}
	if best < 0 {
		return
	}
	loud := uint8(1)
	if bestFar <= hearMiddle*hearMiddle {
		loud++
	}
	if bestFar <= hearNear*hearNear {
		loud++
	}
	heard := Happening{Kind: Heard, Source: NoUnit, Target: NoUnit, Dir: (w.bearing(&w.units[best], shooter) + 16) / 32, Loud: loud}
	for _, h := range v.Happenings {
		if h == heard {
			return // a second shot from there tells nothing new
		}
	}
	v.Happenings = append(v.Happenings, heard)
}
