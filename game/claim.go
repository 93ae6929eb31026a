package game

// claim marks, of the cells that the last search came to, those that are friends' of a squad: who goes there, or stands
// there with nowhere to go. Whoever is about to be sent away has none.
func (w *World) claim(sq *squad) {
	for _, c := range w.queue {
		w.marked[c].cost = 0
	}
	for i := range w.units {
		u := &w.units[i]
		if by := &w.squads[u.squad]; u.team != sq.team || by == sq || by.unsent || !u.here() {
			continue
		}
		c := u.goal
		if c == noCell {
			c = u.cell
		}
		if w.marked[c].stamp == w.stamp {
			w.marked[c].cost = 1
		}
	}
}

// claimed reports whether a cell that the last search came to is a friend's.
func (w *World) claimed(c int32) bool { return w.marked[c].stamp == w.stamp && w.marked[c].cost != 0 }

// safe reports whether a team knows of no mine in a cell.
func (w *World) safe(team uint8, c int32) bool {
	return w.ground.mined == nil || w.ground.mined[c]>>team&1 == 0
}
