package game

// meddle changes what the team does not see, in one of the Worlds. It returns false when the team would see that.
func (tw *Twins) meddle() bool {
	w := tw.worlds[tw.rng.IntN(2)]
	w.owned = false // the ground may be the other's, too
	for range 1 + tw.rng.IntN(3) {
		switch tw.rng.IntN(9) {
		case 0, 1:
			tw.meddleWithUnit(w, tw.hidden(w))
		case 2:
			tw.meddleWithUnit(w, tw.prey(w))
		case 3:
			tw.meddleWithMind(w)
		case 4, 5:
			tw.meddleWithGround(w)
		case 6:
			tw.meddleInTheAir(w)
		case 7:
			tw.exhaust(w)
		case 8:
			tw.meddleWithBody(w, tw.hidden(w))
		}
	}
	w.loud, w.owned = w.loud[:0], false
	w.lookAround()
	for i := range tw.worlds {
		tw.worlds[i].loud = tw.worlds[i].loud[:0]
		tw.worlds[i].View(Audience(tw.team), &tw.views[i])
	}
	a, b := &tw.views[0], &tw.views[1]
	return tw.ownDiffers(a, b) == "" && !tw.othersDiffer(a, b)
}

// hidden is a unit of another team that the team does not see, NoUnit if none was found.
func (tw *Twins) hidden(w *World) uint16 {
	for range 20 {
		i := uint16(tw.rng.IntN(len(w.units)))
		if tw.isHidden(w, i) {
			return i
		}
	}
	return NoUnit
}

func (tw *Twins) isHidden(w *World, i uint16) bool {
	u := &w.units[i]
	return u.team != tw.team && !w.shown(Audience(tw.team), u)
}

// prey is somebody hidden whom the team attacks, or has met.
func (tw *Twins) prey(w *World) uint16 {
	var all []uint16
	for i := range w.squads {
		if sq := &w.squads[i]; sq.team == tw.team && sq.order == Attack && sq.target != NoUnit &&
			tw.isHidden(w, sq.target) {
			all = append(all, sq.target)
		}
	}
	for _, i := range w.named[tw.team] {
		if len(all) == 0 && i != NoUnit && tw.isHidden(w, i) && tw.rng.IntN(4) == 0 {
			all = append(all, i)
		}
	}
	if len(all) == 0 {
		return NoUnit
	}
	return all[tw.rng.IntN(len(all))]
}

// dark is a cell that the team does not see, mostly near its units, noCell if none was found.
func (tw *Twins) dark(w *World) int32 {
	for range 20 {
		if c := tw.somewhere(w); !w.fog[tw.team].any(c) {
			return c
		}
	}
	return noCell
}

// somewhere is a cell in the middle of the map, or near some unit.
func (tw *Twins) somewhere(w *World) int32 {
	g := w.ground
	x, y, by := g.w/2, g.h/2, 12+int32(tw.rng.IntN(12))
	if tw.rng.IntN(4) > 0 && w.tick > 0 {
		x, y = g.xy(w.units[tw.rng.IntN(len(w.units))].cell)
		by = 2 + int32(tw.rng.IntN(10))
	}
	x, y = x+tw.rng.Int32N(2*by+1)-by, y+tw.rng.Int32N(2*by+1)-by
	return min(max(y, 0), g.h-1)*g.w + min(max(x, 0), g.w-1)
}

// move puts a unit on a free cell near another.
func (tw *Twins) move(w *World, i uint16, near int32) {
	u := &w.units[i]
	class, best := w.setup.Rules.Kinds[u.kind].Class, int32(noCell)
	for range 12 {
		x, y := w.ground.xy(near)
		x, y = x+tw.rng.Int32N(9)-4, y+tw.rng.Int32N(9)-4
		if x >= 0 && y >= 0 && x < w.ground.w && y < w.ground.h {
			if c := y*w.ground.w + x; w.stand.none(c) && w.ground.cost[class][c] != Impassable &&
				(w.tick == 0 || !w.fog[tw.team].any(c)) {
				best = c
				break
			}
		}
	}
	if best == noCell {
		return
	}
	if u.here() {
		w.stand.leave(u.cell)
	}
	w.put(i, best)
}

// meddleWithUnit has a hidden unit fall, board, go elsewhere, or come back under a new id.
func (tw *Twins) meddleWithUnit(w *World, i uint16) {
	if i == NoUnit {
		return
	}
	u, at := &w.units[i], tw.dark(w)
	alive := 0
	for j := range w.units {
		if w.units[j].team == u.team && w.units[j].hp > 0 {
			alive++
		}
	}
	what := tw.rng.IntN(3)
	switch {
	case u.off != onMap || at == noCell:
	case u.hp == 0 && u.died < w.tick:
		w.equip(u)
		u.off = away
		if tw.move(w, i, at); u.off == away {
			u.off, u.hp, u.died = onMap, 0, 1
			return
		}
		w.forget(i)
	case u.hp == 0:
	case what == 0 && alive > 1:
		w.kill(NoUnit, i)
	case what == 1 && tw.embark(w, i):
	default:
		tw.move(w, i, at)
	}
}

// embark puts a unit in a hidden transport of its side, if there is one with room.
func (tw *Twins) embark(w *World, i uint16) bool {
	u := &w.units[i]
	if w.setup.Rules.Kinds[u.kind].Class != Foot {
		return false
	}
	for c := range w.units {
		t := &w.units[c]
		if t.team == u.team && t.here() && w.roomOf(uint16(c)) > 0 && tw.isHidden(w, uint16(c)) {
			w.stand.leave(u.cell)
			u.halt()
			u.off, u.carrier, u.left, u.flags = aboard, uint16(c), 0, Aboard
			for g := range u.guns {
				u.guns[g].target = NoUnit
			}
			return true
		}
	}
	return false
}

// meddleWithBody changes how a hidden unit is.
func (tw *Twins) meddleWithBody(w *World, i uint16) {
	if i == NoUnit || w.units[i].hp == 0 {
		return
	}
	u := &w.units[i]
	u.hp = uint8(1 + tw.rng.IntN(int(w.setup.Rules.Kinds[u.kind].HP)))
	u.supp, u.facing = uint8(tw.rng.IntN(256)), uint8(tw.rng.IntN(256))
	u.guns[0].ammo, u.guns[0].reload = uint8(tw.rng.IntN(3)), uint16(tw.rng.IntN(30))
}

// meddleWithMind gives a squad of another team something else to do, seen or not: that it has an order is not seen.
func (tw *Twins) meddleWithMind(w *World) {
	sq := &w.squads[tw.rng.IntN(len(w.squads))]
	if sq.team == tw.team || w.leader(sq) == nil || sq.broken {
		return
	}
	o := tw.order(w, sq)
	w.assign(sq, &o)
	sq.stance, sq.morale, sq.xp = Stance(tw.rng.IntN(int(Stances))), uint8(40+tw.rng.IntN(60)), uint16(tw.rng.IntN(300))
	w.supply[sq.team] = uint32(tw.rng.IntN(100))
}

// meddleWithGround has a hidden cell become something else, and somebody lay mines there.
func (tw *Twins) meddleWithGround(w *World) {
	cell := tw.dark(w)
	if cell == noCell || !w.stand.none(cell) {
		return
	}
	now := &w.setup.Rules.Terrains[w.ground.code[cell]]
	other := tw.other(w)
	switch {
	case now.HP > 0:
		w.alter(cell, now.Ruin, other)
	case tw.rng.IntN(3) == 0:
		if len(w.mines) < 8 {
			w.lay(cell, other)
		}
	case w.buildable(now):
		w.alter(cell, w.setup.Rules.Works.Sandbags, other)
	}
}

// other is another team.
func (tw *Twins) other(w *World) uint8 {
	return (tw.team + 1 + uint8(tw.rng.IntN(len(w.scores)-1))) % uint8(len(w.scores))
}

// meddleInTheAir has smoke and grenades land where the team does not see it.
func (tw *Twins) meddleInTheAir(w *World) {
	if i, cell := tw.hidden(w), tw.dark(w); i != NoUnit && cell != noCell {
		w.throw(shell{cell, w.tick + 1 + Tick(tw.rng.IntN(10)), i, grenadeShell + uint8(tw.rng.IntN(2))})
	}
}

// exhaust has another team use up one of the limits, far away.
func (tw *Twins) exhaust(w *World) {
	i, cell, other := tw.hidden(w), tw.dark(w), tw.other(w)
	if i == NoUnit || cell == noCell || w.units[i].team != other {
		return
	}
	switch tw.rng.IntN(8) {
	case 0:
		for range maxClouds {
			w.throw(shell{cell, w.tick + 1, i, smokeShell})
		}
	case 1:
		for range maxShells {
			w.throw(shell{cell, w.tick + 1000, i, smokeShell})
		}
	case 2:
		for range maxMines {
			w.lay(cell, other)
		}
	case 3:
		w.bought[other] = maxBought
	case 4:
		for c := range w.ground.code {
			if terrain := &w.setup.Rules.Terrains[w.ground.code[c]]; !w.fog[tw.team].any(int32(c)) &&
				w.buildable(terrain) {
				w.altering(int32(c), other)
			}
		}
	}
}

// inputs are the same orders of the team in both Worlds, and others, or the same, of the other teams.
func (tw *Twins) inputs() (ins [2]Input) {
	if tw.rng.IntN(3) == 0 {
		return ins
	}
	sq := &tw.worlds[0].squads[tw.rng.IntN(len(tw.worlds[0].squads))]
	for i, o := range [2]Order{tw.order(tw.worlds[0], sq), tw.order(tw.worlds[0], sq)} {
		if i == 1 && (sq.team == tw.team || tw.rng.IntN(2) == 0) {
			o = ins[0].Orders[0]
		}
		o.Seq = tw.worlds[i].LastSeq(o.Seat, AI) + 1
		ins[i].Orders = append(ins[i].Orders, o)
	}
	return ins
}

// order is one for a squad, of any kind, mostly near where somebody is.
func (tw *Twins) order(w *World, sq *squad) Order {
	x, y := w.ground.xy(tw.somewhere(w))
	o := Order{
		Seat: sq.seat, Leader: AI, Kind: OrderKind(1 + tw.rng.IntN(int(OrderKinds)-1)),
		Flags: OrderFlags(tw.rng.IntN(4)), Squad: sq.number, X: uint16(x*ViewStep + ViewStep/2),
		Y: uint16(y*ViewStep + ViewStep/2), Target: uint16(tw.rng.IntN(12)), Facing: uint8(tw.rng.IntN(256)),
		Arg: uint8(tw.rng.IntN(int(Formations))),
	}
	if n := tw.rng.IntN(6); n < 2 {
		o.Kind = []OrderKind{Attack, Move}[n]
	}
	if o.Kind == Attack {
		o.Target = uint16(tw.rng.IntN(len(w.named[sq.team]) + 1))
	}
	return o
}
