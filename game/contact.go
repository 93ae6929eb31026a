package game

// hearing is how far a shot out of sight is heard, in cells; hearNear and hearMiddle are where it grows loud.
const (
	hearing    = 48
	hearNear   = 16
	hearMiddle = 32
)

// viewCombatEvent adds a combat event to a view as far as the audience sees it; shots and blasts out of sight are
// heard.
func (w *World) viewCombatEvent(a Audience, v *View, h *combatEvent) {
	switch h.kind {
	case Captured:
		v.CombatEvents = append(v.CombatEvents, CombatEvent{Kind: Captured, Source: h.source, Target: h.target})
	case Blast:
		w.viewBlast(a, v, h.cell)
	case Shot:
		w.viewShot(a, v, h)
	case Rallied, Arrived:
		if a == All || w.units[h.target].team == uint8(a) {
			v.CombatEvents = append(v.CombatEvents,
				CombatEvent{Kind: h.kind, Source: NoUnit, Target: w.known(a, h.target)})
		}
	default:
		if target := w.known(a, h.target); target != NoUnit {
			v.CombatEvents = append(v.CombatEvents,
				CombatEvent{Kind: h.kind, Source: w.known(a, h.source), Target: target})
		}
	}
}

func (w *World) viewShot(a Audience, v *View, h *combatEvent) {
	source, target := w.known(a, h.source), w.known(a, h.target)
	switch {
	case source != NoUnit:
		v.CombatEvents = append(v.CombatEvents, CombatEvent{Kind: Shot, Source: source, Target: target})
	case target == NoUnit:
		w.addSound(a, v, w.units[h.source].cell)
	case w.units[h.target].team == uint8(a):
		v.CombatEvents = append(v.CombatEvents, CombatEvent{Kind: Shot, Source: NoUnit, Target: target})
	}
}

func (w *World) viewBlast(a Audience, v *View, cell int32) {
	if a != All && !w.fog[a].any(cell) {
		w.addSound(a, v, cell)
		return
	}
	x, y := w.ground.xy(cell)
	v.CombatEvents = append(v.CombatEvents, CombatEvent{
		Kind: Blast, Source: uint16(x*ViewStep + ViewStep/2), Target: uint16(y*ViewStep + ViewStep/2),
	})
}

// known is the audience's id for a unit that is in its view, NoUnit for any other.
func (w *World) known(a Audience, unit uint16) uint16 {
	switch {
	case unit == NoUnit || !w.shown(a, &w.units[unit]):
		return NoUnit
	case a == All:
		return unit
	}
	return w.ids[int(a)*len(w.units)+int(unit)]
}

// addSound adds a shot by its direction from the team's nearest unit and by how loud it is; the team learns nothing
// else of it.
func (w *World) addSound(a Audience, v *View, at int32) {
	best, bestFar := int32(noCell), int32(hearing*hearing+1)
	for i := range w.units {
		u := &w.units[i]
		if u.team != uint8(a) || !u.here() {
			continue
		}
		if far := w.ground.far(u.cell, at); far < bestFar {
			best, bestFar = u.cell, far
		}
	}
	if best == noCell {
		return
	}
	loud := uint8(1)
	if bestFar <= hearMiddle*hearMiddle {
		loud++
	}
	if bestFar <= hearNear*hearNear {
		loud++
	}
	heard := CombatEvent{
		Kind: Heard, Source: NoUnit, Target: NoUnit, Dir: (w.ground.angle(best, at) + 16) / 32, Loud: loud,
	}
	for _, h := range v.CombatEvents {
		if h == heard {
			return // a second shot from there tells nothing new
		}
	}
	v.CombatEvents = append(v.CombatEvents, heard)
}
