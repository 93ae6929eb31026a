package game

// Clone returns an independent copy that shares only what is never written.
func (w *World) Clone() *World {
	c := &World{}
	w.reserve(c)
	w.CloneTo(c)
	return c
}

// reserve gives an empty World memory for what is many small lists in w: two pieces instead of one a list, as half of
// what a clone costs is to ask for memory.
func (w *World) reserve(c *World) {
	teams := len(w.scores)
	small, large := 0, len(w.ids)
	for t := range teams {
		small += len(w.fog[t].few) + len(w.fog[t].used)
		large += len(w.fog[t].page) + len(w.fog[t].free) + len(w.named[t])
	}
	bytes, words := make([]uint8, small), make([]uint16, large)
	c.ids, c.named = carve(&words, len(w.ids)), make([][]uint16, teams)
	for t := range teams {
		from, to := &w.fog[t], &c.fog[t]
		to.few, to.used = carve(&bytes, len(from.few)), carve(&bytes, len(from.used))
		to.page, to.free, c.named[t] = carve(&words, len(from.page)), carve(&words, len(from.free)),
			carve(&words, len(w.named[t]))
	}
}

// carve cuts room for n off a piece of memory.
func carve[T any](from *[]T, n int) []T {
	room := (*from)[:0:n]
	*from = (*from)[n:]
	return room
}

// CloneTo makes c an independent copy of w, in the memory that c has: look-ahead that clones again and again into the
// same World allocates nothing.
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
	c.turns = w.turns.cloneTo(old.turns)
	c.stand.taken = append(old.stand.taken[:0], w.stand.taken...)
	c.stand.table = append(old.stand.table[:0], w.stand.table...)
	c.named, c.fog = cloneLists(old.named, w.named), old.fog
	for t := range w.scores {
		w.fog[t].copyTo(&c.fog[t])
	}
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
