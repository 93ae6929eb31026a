package game

// A squad may board several transports: each man goes to one that has room for him.

// boardReach is how near to a transport, squared, a man must be to get in.
const boardReach = workReach / 2

// embark sends each man of a squad that boards to the nearest transport that has room for him beside those who were
// sent there before. Who is on his way to one goes on.
func (w *World) embark(sq *squad) {
	by, units := &w.squads[sq.target], w.of(sq)
	var room [maxSquad]int
	for i := range room[:min(int(by.count), maxSquad)] {
		if c := by.first + uint16(i); w.units[c].here() {
			room[i] = w.roomOf(c)
		}
	}
	var there realm
	found := false
	for i := range units {
		u := &units[i]
		if !u.here() {
			continue
		}
		if !found { // once for all of them: it may take a search over the whole map
			there, found = w.reachable(sq)
		}
		best, least := -1, int32(1<<30)
		for j := range room {
			if room[j] == 0 {
				continue
			}
			if far := w.ground.far(u.cell, w.units[int(by.first)+j].cell); far < least {
				best, least = j, far
			}
		}
		if best >= 0 {
			room[best]--
			w.goAboard(there, u, w.units[int(by.first)+best].cell)
		}
	}
}

// goAboard sends a man to a transport that his squad can get to, unless he goes there already.
func (w *World) goAboard(there realm, u *unit, cell int32) {
	if u.goal != noCell && w.ground.far(u.goal, cell) <= boardReach {
		return
	}
	if goal := w.nearest(cell, there.holds); goal != noCell && goal != u.cell {
		u.goTo(goal)
	}
}

// board takes in those of a squad who have come next to a transport that has room.
func (w *World) board(sq *squad) {
	by := &w.squads[sq.target]
	for i := sq.first; i < sq.first+sq.count; i++ {
		u := &w.units[i]
		for c := by.first; c < by.first+by.count && u.here(); c++ {
			if t := &w.units[c]; t.here() && w.ground.far(u.cell, t.cell) <= boardReach && w.roomOf(c) > 0 {
				w.stand.leave(u.cell)
				u.halt()
				u.off, u.carrier, u.left, u.flags, u.still = aboard, c, 0, Aboard, 0
				for g := range u.guns {
					u.guns[g].target = NoUnit
				}
			}
		}
	}
}
