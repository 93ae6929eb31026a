package game

// viewer is a unit that a Fog knows of.
type viewer struct {
	id          uint16
	cell, sight int32
}

// Fog computes into f the cells that v's audience has in sight, by the same function that fills views. f is reused: only
// what viewers that moved or are gone saw is done again.
func (s *Setup) Fog(v *View, f *Fog) {
	if f.of != s || len(f.Visible) != len(s.Map.Cells) {
		n := len(s.Map.Cells)
		*f = Fog{W: s.Map.W, H: s.Map.H, Visible: make([]bool, n), of: s, ground: groundOf(s), counts: make([]uint16, n)}
	}
	f.old, f.viewers = f.viewers, f.old[:0]
	if v.Audience != All {
		for i := range v.Units {
			f.add(s, v.Audience, &v.Units[i])
		}
	}
	f.look()
	for i, n := range f.counts {
		f.Visible[i] = n > 0 || v.Audience == All
	}
}

// add makes a unit a viewer if it is the audience's own.
func (f *Fog) add(s *Setup, a Audience, u *UnitView) {
	x, y := int32(u.X)/ViewStep, int32(u.Y)/ViewStep
	if u.Team == uint8(a) && u.HP > 0 && int(u.Kind) < len(s.Rules.Kinds) && x < s.Map.W && y < s.Map.H {
		f.viewers = append(f.viewers, viewer{u.ID, y*s.Map.W + x, int32(s.Rules.Kinds[u.Kind].Sight)})
	}
}

// look undoes what old viewers saw and does what new ones see, where they differ. Both lists ascend by id.
func (f *Fog) look() {
	i := 0
	for _, now := range f.viewers {
		for i < len(f.old) && f.old[i].id < now.id {
			f.spans = f.ground.look(f.spans, f.old[i].cell, f.old[i].sight, minusOne, f.counts)
			i++
		}
		if i < len(f.old) && f.old[i].id == now.id {
			was := f.old[i]
			i++
			if was == now {
				continue
			}
			f.spans = f.ground.look(f.spans, was.cell, was.sight, minusOne, f.counts)
		}
		f.spans = f.ground.look(f.spans, now.cell, now.sight, 1, f.counts)
	}
	for ; i < len(f.old); i++ {
		f.spans = f.ground.look(f.spans, f.old[i].cell, f.old[i].sight, minusOne, f.counts)
	}
}
