package game

// Squads that are sent somewhere get their men's places together, at the end of the tick's orders: those that go to one
// place share it, and nobody makes room for friends who are about to leave.

// send has a squad's men get places where it goes, before anybody moves; a squad that goes nowhere halts.
func (w *World) send(sq *squad) {
	if sq.order != TakeCover && w.middle(sq) == noCell {
		w.halt(sq)
		return
	}
	sq.unsent = true
}

// middle is where a squad forms up, noCell for nowhere: where it goes, or from where it reaches what it is to fire at.
func (w *World) middle(sq *squad) int32 {
	switch sq.order {
	case Suppress, Smoke, Grenade:
		return sq.back
	}
	return sq.cell
}

// deploy gives places to the men of those who were sent somewhere in this tick. Who is nearest to where he goes chooses
// first: the others stand on their own side of him, and their ways do not cross his.
func (w *World) deploy() {
	for {
		var next *squad
		least := int32(1 << 30)
		for i := range w.squads {
			if sq := &w.squads[i]; sq.unsent {
				if far := w.wayLeft(sq); far < least {
					next, least = sq, far
				}
			}
		}
		if next == nil {
			return
		}
		next.unsent = false
		if w.leader(next) != nil && (next.order == TakeCover || w.middle(next) != noCell) {
			w.allot(next)
			w.pair(next)
		}
	}
}

// wayLeft is how far, squared, a squad is from where it forms up.
func (w *World) wayLeft(sq *squad) int32 {
	u, to := w.leader(sq), w.middle(sq)
	if u == nil || to == noCell {
		return 0
	}
	return w.ground.far(u.cell, to)
}

// pair sends each man of a squad to one of the slots. It begins with whoever is nearest to each, and then has two men
// change places as long as that makes the sum of their squared ways less: in the end ways do not cross, and ranks do
// not pass through each other.
func (w *World) pair(sq *squad) {
	var men, to [maxSquad]int32
	n := w.nearestTo(sq, &men, &to)
	far := func(i, j int) int32 { return w.ground.far(w.units[men[i]].cell, to[j]) }
	for better := true; better; {
		better = false
		for i := range n {
			for j := range i {
				if far(i, j)+far(j, i) < far(i, i)+far(j, j) {
					to[i], to[j] = to[j], to[i]
					better = true
				}
			}
		}
	}
	units := w.of(sq)
	for i := range units {
		if units[i].here() && !contains(men[:n], int32(sq.first)+int32(i)) {
			units[i].halt() // he does not walk on to where he was sent before
		}
	}
	for i := range n {
		w.units[men[i]].goTo(to[i])
	}
}

// nearestTo gives each slot to the nearest man of a squad who has none yet. It returns how many got one.
func (w *World) nearestTo(sq *squad, men, to *[maxSquad]int32) (n int) {
	units, taken := w.of(sq), uint32(0)
	for _, cell := range w.slots[:min(len(w.slots), maxSquad)] {
		best, bestFar := -1, int32(1<<30)
		for i := range units[:min(len(units), maxSquad)] {
			if far := w.ground.far(units[i].cell, cell); taken>>i&1 == 0 && units[i].here() && far < bestFar {
				best, bestFar = i, far
			}
		}
		if best >= 0 {
			taken |= 1 << best
			men[n], to[n] = int32(sq.first)+int32(best), cell
			n++
		}
	}
	return n
}
