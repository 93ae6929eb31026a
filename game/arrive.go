package game

// arrive lets in the squads whose time has come: as many of them at once as find room where they start.
func (w *World) arrive() {
	for i := range w.squads {
		sq, was := &w.squads[i], &w.setup.Scenario.Squads[i]
		if was.Arrives == 0 || w.tick < was.Arrives || (w.tick-was.Arrives)%arriveEvery != 0 {
			continue
		}
		for u := sq.first; u < sq.first+sq.count; u++ {
			if w.units[u].off == away && w.units[u].hp > 0 && w.come(u, was.Y*w.ground.w+was.X) {
				w.units[u].facing = was.Facing
			}
		}
	}
}

// arriveEvery is how many ticks those wait who found no room.
const arriveEvery = 20

// come brings a unit onto the map near a cell, if there is room, and lets its team know.
func (w *World) come(i uint16, near int32) bool {
	u := &w.units[i]
	c := w.free(near, w.setup.Rules.Kinds[u.kind].Class, int(u.team))
	if c == noCell {
		return false
	}
	w.put(i, c)
	w.loud = append(w.loud, combatEvent{Arrived, NoUnit, i, noCell})
	return true
}

// planReinforce finds out whether one of a squad's fallen, at least, can be bought back.
func (w *World) planReinforce(sq *squad) Refusal {
	price := uint32(w.kindOf(sq).Price)
	switch {
	case price == 0:
		return NoAbility
	case w.present(sq) == int(sq.count):
		return FullStrength
	case w.supply[sq.team] < price:
		return NoSupply
	}
	return Obeyed
}

// reinforce buys back as many of the fallen as there is supply for. They come in at their team's start, under new ids,
// and go where their squad goes or is.
func (w *World) reinforce(sq *squad) {
	price, start := uint32(w.kindOf(sq).Price), &w.setup.Scenario.Teams[sq.team]
	lead := w.leader(sq)
	for i := sq.first; i < sq.first+sq.count && w.supply[sq.team] >= price; i++ {
		u := &w.units[i]
		if u.hp > 0 || u.died == w.tick || int(w.bought[sq.team]) >= w.share(maxBought) {
			continue
		}
		w.equip(u)
		if !w.come(i, start.StartY*w.ground.w+start.StartX) {
			u.hp, u.died = 0, 1
			return
		}
		w.supply[sq.team] -= price
		w.bought[sq.team]++
		w.forget(i)
		w.join(u, lead.cell)
	}
}

// join sends a unit to the nearest cell to a place where nobody stands and no mine lies, as far as its team knows.
func (w *World) join(u *unit, at int32) {
	for _, c := range w.room(at, w.setup.Rules.Kinds[u.kind].Class, freeReach, int(u.team), u.facing/32) {
		if !w.taken(u.team, c) && w.safe(u.team, c) {
			u.goTo(c)
			return
		}
	}
}

// forget takes a unit's ids away: whoever meets it meets somebody new.
func (w *World) forget(i uint16) {
	n := len(w.units)
	for t := range w.named {
		if id := w.ids[t*n+int(i)]; id != NoUnit {
			w.named[t][id] = NoUnit
			w.ids[t*n+int(i)] = NoUnit
		}
	}
}
