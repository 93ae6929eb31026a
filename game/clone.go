package game

// Clone returns an independent copy that shares only what is never written.
func (w *World) Clone() *World {
	c := &World{}
	w.CloneTo(c)
	return c
}

// CloneTo makes c an independent copy of w, in the memory that c has: look-ahead that clones again and again into the same
// World allocates nothing.
func (w *World) CloneTo(c *World) {
	old := *c
	*c = *w
	c.scratch = old.scratch
	c.units = append(old.units[:0], w.units...)
	c.squads = append(old.squads[:0], w.squads...)
	c.points = append(old.points[:0], w.points...)
	c.seats = append(old.seats[:0], w.seats...)
	c.scores = append(old.scores[:0], w.scores...)
	c.supply = append(old.supply[:0], w.supply...)
	c.ids = append(old.ids[:0], w.ids...)
	c.spent = append(old.spent[:0], w.spent...)
	c.loud = append(old.loud[:0], w.loud...)
	c.altered = append(old.altered[:0], w.altered...)
	c.clouds = append(old.clouds[:0], w.clouds...)
	c.mines = append(old.mines[:0], w.mines...)
	c.shells = append(old.shells[:0], w.shells...)
	c.occ = append(old.occ[:0], w.occ...)
	c.named, c.fog = cloneLists(old.named, w.named), cloneLists(old.fog, w.fog)
}

// cloneLists copies a list of lists into the memory of another.
func cloneLists(to, from [][]uint16) [][]uint16 {
	if len(to) != len(from) {
		to = make([][]uint16, len(from))
	}
	for i := range from {
		to[i] = append(to[i][:0], from[i]...)
	}
	return to
}
