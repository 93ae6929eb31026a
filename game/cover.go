package game

// A squad takes cover together, in one piece of it: a group of cells that hang together, one
// house, or one side of a wall.

// coverReach is how far, in cells, a squad looks for cover.
const coverReach = 8

// What makes a place better or worse to take cover in, in half percents of cover. A wall between a man and the enemy
// counts as wallCover percent.
const (
	wallCover  = 50
	coverPace  = 4  // for each cell on the way there
	coverDepth = 2  // for each cell that it is nearer to the enemy than the squad is now, or further away
	exposed    = 20 // if the enemy can fire at it
	noCover    = -1 << 20
)

// planCover finds out whether there is better cover for a squad than where it stands. Where a squad will be when its
// turn comes that takes cover later is not known yet.
func (w *World) planCover(sq *squad, t *task) Refusal {
	if t.flags&Queued != 0 && (sq.waiting > 0 || !w.idle(sq)) {
		return Obeyed
	}
	w.slots = w.slots[:0]
	w.findCover(sq, w.present(sq))
	units := w.of(sq)
	for i := range units {
		if units[i].here() && len(w.slots) > 0 && !contains(w.slots, units[i].cell) {
			return Obeyed
		}
	}
	return NoCover
}

// findCover lists in slots the places that n men of a squad take in the best piece of cover nearby that has room for
// all, or else in the one with the most room and beside it; none if there is no cover.
func (w *World) findCover(sq *squad, n int) {
	near := w.room(w.leader(sq).cell, w.kindOf(sq).Class, int(square(2*coverReach+1)), int(sq.team), 0)
	w.claim(sq)
	w.judgeCover(sq, near)
	best, most := 0, int32(0)
	for {
		seed := w.unexplored(near)
		if seed == noCell {
			break
		}
		room, worth := w.growCover(sq, seed, n)
		if room > best || room == best && room > 0 && worth > most {
			best, most = room, worth
			w.slots = append(w.slots[:0], w.trial...)
		}
	}
	if best == 0 {
		return
	}
	for len(w.slots) < n && w.standBy(sq, near) {
	}
}

// standBy adds to slots the place nearest to the first of them, of those that the last search came
// to; false if none is left.
func (w *World) standBy(sq *squad, near []int32) bool {
	best, least := int32(noCell), int32(1<<30)
	for _, c := range near {
		if far := w.ground.far(c, w.slots[0]); far < least && w.vacantFor(sq, c) && !contains(w.slots, c) {
			best, least = c, far
		}
	}
	if best != noCell {
		w.slots = append(w.slots, best)
	}
	return best != noCell
}

// judgeCover notes in guess what each cell that the last search came to is worth, noCover for nothing; from is 0 until
// a piece that it is in has been looked at.
func (w *World) judgeCover(sq *squad, near []int32) {
	at := w.leader(sq).cell
	enemy := w.nearestEnemy(sq.team, at)
	for _, c := range w.queue {
		w.marked[c].guess, w.marked[c].from = noCover, 0
	}
	for _, c := range near {
		way := w.ground.steps(at, c)
		if way > coverReach || !w.safe(sq.team, c) {
			continue
		}
		if w.isOwn(sq, c) {
			way = 0 // who is in cover stays there
		}
		w.marked[c].guess = w.coverWorth(sq.team, at, c, enemy) - coverPace*way
	}
}

// isOwn reports whether somebody of a squad stands on a cell.
func (w *World) isOwn(sq *squad, c int32) bool {
	o := w.stand.at(c)
	return o != noUnit && &w.squads[w.units[o].squad] == sq
}

// coverWorth is what a cell is worth as cover against an enemy, if one is known, for somebody who is elsewhere now.
func (w *World) coverWorth(team uint8, at, c, enemy int32) int32 {
	cover := int32(w.terrain(team, c).Cover)
	if enemy == noCell {
		if cover == 0 {
			return noCover
		}
		return 2 * cover
	}
	hidden := !w.clearAsKnown(team, enemy, c)
	if hidden && w.walled(team, c, enemy) {
		cover = max(cover, wallCover)
	}
	if cover == 0 {
		return noCover
	}
	worth := 2*cover + coverDepth*(int32(root(w.ground.far(c, enemy)))-int32(root(w.ground.far(at, enemy))))
	if !hidden {
		worth -= exposed
	}
	return worth
}

// walled reports whether what stands next to a cell, on the side of another, stops fire, as far as a team knows.
func (w *World) walled(team uint8, c, from int32) bool {
	next := w.offset(c, (w.ground.angle(c, from)+16)/32%8, 1, 0)
	return next != noCell && w.terrain(team, next).BlocksFire
}

// nearestEnemy is the cell of the enemy nearest to a place whom a team saw when it last looked,
// noCell if there is none.
func (w *World) nearestEnemy(team uint8, at int32) int32 {
	best, least := int32(noCell), int32(1<<30)
	for i := range w.units {
		u := &w.units[i]
		if u.team == team || !w.inView(team, u) {
			continue
		}
		if far := w.ground.far(u.look, at); far < least {
			best, least = u.look, far
		}
	}
	return best
}

// vacantFor reports whether a cell that the last search came to can be a place of a squad's: nobody else stands or goes
// there, as far as its team knows, and no mine lies there.
func (w *World) vacantFor(sq *squad, c int32) bool {
	return !w.claimed(c) && w.vacant(sq, c) && w.safe(sq.team, c)
}

// unexplored is the cell with the best cover that is in no piece looked at so far, noCell when there are none left.
func (w *World) unexplored(near []int32) int32 {
	best, most := int32(noCell), int32(noCover/2)
	for _, c := range near {
		if at := &w.marked[c]; at.from == 0 && at.guess > most {
			best, most = c, at.guess
		}
	}
	return best
}

// growCover lists in trial up to n places in the piece of cover around a cell: each time the best that hangs together
// with those before. It returns how many there are and what they are worth in all.
func (w *World) growCover(sq *squad, seed int32, n int) (room int, worth int32) {
	w.trial, w.queue = w.trial[:0], append(w.queue[:0], seed)
	w.marked[seed].from = 1
	for len(w.queue) > 0 {
		c := w.takeBest()
		if room < n && w.vacantFor(sq, c) {
			w.trial = append(w.trial, c)
			room, worth = room+1, worth+w.marked[c].guess
		}
		for dir := range uint8(8) {
			next, ok := w.neighbour(sq.team, c, dir, w.kindOf(sq).Class)
			if !ok || w.marked[next].stamp != w.stamp || w.marked[next].from != 0 ||
				w.marked[next].guess <= noCover/2 ||
				w.building(sq.team, next) != w.building(sq.team, seed) {
				continue
			}
			w.marked[next].from = 1
			w.queue = append(w.queue, next)
		}
	}
	return room, worth
}

// takeBest takes the cell with the best cover out of the queue.
func (w *World) takeBest() int32 {
	best := 0
	for i, c := range w.queue {
		if w.marked[c].guess > w.marked[w.queue[best]].guess {
			best = i
		}
	}
	c := w.queue[best]
	w.queue = append(w.queue[:best], w.queue[best+1:]...)
	return c
}
