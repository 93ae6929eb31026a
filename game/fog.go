package game

import "slices"

// viewer is a unit that a Fog knows of.
type viewer struct {
	id          uint16
	cell, sight int32
}

// Fog computes into f the cells that v's audience has in sight, by the same function that fills views. f is reused:
// only what viewers that moved or are gone saw is done again, as long as the View's marks stay the same.
func (s *Setup) Fog(v *View, f *Fog) {
	if f.of != s || len(f.Visible) != len(s.Map.Cells) || !slices.Equal(f.marks, v.Marks) {
		f.restart(s, v)
	}
	f.old, f.viewers = f.viewers, f.old[:0]
	if v.Audience != All {
		for i := range v.Units {
			f.add(s, v.Audience, &v.Units[i])
		}
	}
	f.update()
	if v.Audience != All {
		f.counts.draw(f.Visible)
		return
	}
	for i := range f.Visible {
		f.Visible[i] = true
	}
}

// restart begins anew, on the ground as the View's marks make it.
func (f *Fog) restart(s *Setup, v *View) {
	if f.of != s || len(f.Visible) != len(s.Map.Cells) {
		n := len(s.Map.Cells)
		*f = Fog{W: s.Map.W, H: s.Map.H, Visible: make([]bool, n), of: s, ground: groundOf(s), counts: newWatchers(n)}
		f.plain = f.ground
	}
	f.counts.reset()
	f.viewers, f.marks, f.ground = f.viewers[:0], append(f.marks[:0], v.Marks...), f.plain
	if len(v.Marks) > 0 {
		f.ground = f.plain.copied()
		f.ground.mark(s, v.Marks)
	}
}

// mark makes ground, by what a team knows, what marks say. Marks off the map or of no such terrain are passed over:
// they come from a peer.
func (g *ground) mark(s *Setup, marks []Mark) {
	for pass := range 2 {
		for _, m := range marks {
			x, y := int32(m.X), int32(m.Y)
			switch {
			case x >= g.w || y >= g.h:
			case pass == 0 && m.Kind == Altered && int(m.What) < len(s.Rules.Terrains):
				g.set(s, y*g.w+x, m.What)
				g.setOpaque(s, y*g.w+x, m.What, everybody)
			case pass == 1 && m.Kind == Cloud:
				g.blockSight(&cloud{cell: y*g.w + x, radius: min(m.What, maxArea), known: everybody})
			}
		}
	}
}

// add makes a unit a viewer if it is the audience's own.
func (f *Fog) add(s *Setup, a Audience, u *UnitView) {
	x, y := int32(u.X)/ViewStep, int32(u.Y)/ViewStep
	if u.Team == uint8(a) && u.HP > 0 && u.Flags&Aboard == 0 && int(u.Kind) < len(s.Rules.Kinds) && x < s.Map.W &&
		y < s.Map.H {
		f.viewers = append(f.viewers, viewer{u.ID, y*s.Map.W + x, int32(s.Rules.Kinds[u.Kind].Sight)})
	}
}

// update removes what old viewers saw and adds what new ones see, where they differ. Both lists ascend by id.
func (f *Fog) update() {
	i := 0
	for _, now := range f.viewers {
		for i < len(f.old) && f.old[i].id < now.id {
			f.change(&f.old[i], nil)
			i++
		}
		switch {
		case i == len(f.old) || f.old[i].id != now.id:
			f.change(nil, &now)
		case f.old[i] == now:
			i++
		default:
			f.change(&f.old[i], &now)
			i++
		}
	}
	for ; i < len(f.old); i++ {
		f.change(&f.old[i], nil)
	}
}

// change puts what a viewer sees in place of what another did. The ground is as the audience knows
// it, so any team will do.
func (f *Fog) change(old, now *viewer) {
	f.was.clear()
	f.is.clear()
	if old != nil {
		f.spans = f.ground.markVisible(f.spans, old.cell, old.sight, 0, &f.was)
	}
	if now != nil {
		f.spans = f.ground.markVisible(f.spans, now.cell, now.sight, 0, &f.is)
	}
	f.was.turnInto(&f.is, f.W, &f.counts)
}
