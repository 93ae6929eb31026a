package game

// alteration is a cell that is not any more what the map says.
type alteration struct {
	cell  int32
	harm  uint16          // blasts that it took as what it is now
	code  uint8           // what it is
	by    uint8           // a bit for each team that altered or harmed it: it counts against their shares
	shown [MaxTeams]uint8 // what each team takes it for
}

// own makes the ground the World's alone, for this Step.
func (w *World) own() {
	if !w.owned {
		w.ground, w.owned = w.ground.copied(), true
	}
}

// altering is a cell's alteration for a team to change, a new one if it has none; nil when the
// team has changed too many.
func (w *World) altering(cell int32, team uint8) *alteration {
	var have *alteration
	n := 0
	for i := range w.altered {
		if a := &w.altered[i]; a.cell == cell {
			have = a
		}
		n += int(w.altered[i].by >> team & 1)
	}
	switch {
	case have != nil && have.by>>team&1 == 1:
		return have
	case n >= w.share(maxAltered):
		return nil
	case have != nil:
		have.by |= 1 << team
		return have
	}
	a := alteration{cell: cell, code: w.ground.code[cell], by: 1 << team}
	for t := range a.shown {
		a.shown[t] = a.code
	}
	w.altered = append(w.altered, a)
	return &w.altered[len(w.altered)-1]
}

// alter has a team make a cell of another terrain. Teams learn of it when they see it; whoever stands where
// nobody can stand is lost.
func (w *World) alter(cell int32, code, team uint8) {
	a := w.altering(cell, team)
	if a == nil || w.ground.code[cell] == code {
		return
	}
	w.own()
	var was [MoveClasses]uint8
	for class := range MoveClasses {
		was[class] = w.ground.cost[class][cell]
	}
	a.code, a.harm = code, 0
	w.ground.set(w.setup, cell, code)
	for class := range MoveClasses {
		switch now := w.ground.cost[class][cell]; {
		case (was[class] == Impassable) != (now == Impassable):
			w.ground.rejoin(cell, class)
		case was[class] != now:
			w.ground.renew(cell, class)
		}
	}
	w.updateBelief(a)
	if o := w.stand.at(cell); o != noUnit &&
		w.ground.cost[w.setup.Rules.Kinds[w.units[o].kind].Class][cell] == Impassable {
		w.kill(NoUnit, uint16(o))
	}
}

// updateBelief notes which teams still take a changed cell for what it was, and has it end each team's sight by what
// that team takes it for.
func (w *World) updateBelief(a *alteration) {
	if len(w.ground.outdated) == 0 {
		w.ground.outdated = make([]uint8, len(w.ground.code))
	}
	w.ground.outdated[a.cell] = 0
	for t := range w.scores {
		if a.shown[t] != a.code {
			w.ground.outdated[a.cell] |= 1 << t
		}
		w.ground.setOpaque(w.setup, a.cell, a.shown[t], 1<<t)
	}
	w.ground.doubt(a.cell)
	for i := range w.clouds {
		if c := &w.clouds[i]; w.ground.far(c.cell, a.cell) <= square(int32(c.radius)) {
			w.ground.blockSight(c)
		}
	}
}

// doubt brings up to date who takes a cell, or one around it, for something else than it is.
func (g *ground) doubt(c int32) {
	if len(g.doubtful) == 0 {
		g.doubtful = make([]uint8, len(g.code))
	}
	var near, next [8]int32
	for _, at := range append(g.around(c, near[:0]), c) {
		g.doubtful[at] = g.outdated[at]
		for _, other := range g.around(at, next[:0]) {
			g.doubtful[at] |= g.outdated[other]
		}
	}
}

// find lets a team know what a cell is.
func (w *World) find(team uint8, cell int32) {
	for i := range w.altered {
		if a := &w.altered[i]; a.cell == cell && a.shown[team] != a.code {
			w.own()
			w.unlook(team, cell, 0)
			a.shown[team] = a.code
			w.updateBelief(a)
		}
	}
}

// unlook takes back what a team's units saw that may see a place: they look again.
func (w *World) unlook(team uint8, cell int32, radius int32) {
	for i := range w.units {
		u := &w.units[i]
		if u.team != team || u.look == noCell {
			continue
		}
		if reach := int32(w.setup.Rules.Kinds[u.kind].Sight) + radius + 1; w.ground.far(u.look, cell) <= reach*reach {
			w.lookFrom(i, noCell)
		}
	}
}

// discover lets teams know what came in their sight: altered cells, clouds and, for those who can find them, mines. It
// tells whether somebody has to look again.
func (w *World) discover() (again bool) {
	for i := range w.altered {
		a := &w.altered[i]
		for t := range w.scores {
			if a.shown[t] != a.code && w.fog[t].any(a.cell) {
				w.find(uint8(t), a.cell)
				again = true
			}
		}
	}
	for i := range w.clouds {
		for t := range w.scores {
			if c := &w.clouds[i]; c.known>>t&1 == 0 && w.cloudSeen(c, t) {
				w.unlook(uint8(t), c.cell, int32(c.radius))
				c.known |= 1 << t
				w.own()
				w.ground.blockSight(c)
				again = true
			}
		}
	}
	w.findMines()
	return again
}

// disc calls f for each cell within a radius.
func (g *ground) disc(at, radius int32, f func(cell int32)) {
	x0, y0 := g.xy(at)
	for y := max(y0-radius, 0); y <= min(y0+radius, g.h-1); y++ {
		for x := max(x0-radius, 0); x <= min(x0+radius, g.w-1); x++ {
			if square(x-x0)+square(y-y0) <= square(radius) {
				f(y*g.w + x)
			}
		}
	}
}

func square(n int32) int32 { return n * n }

// reground makes the ground what the alterations, clouds and mines of a World make of the map.
func (w *World) reground() {
	if len(w.altered)+len(w.clouds)+len(w.mines) == 0 {
		return
	}
	w.ground, w.owned = w.ground.copied(), true
	for i := range w.altered {
		w.ground.set(w.setup, w.altered[i].cell, w.altered[i].code)
		w.updateBelief(&w.altered[i])
	}
	for class := range MoveClasses {
		w.ground.open(class)
	}
	for i := range w.clouds {
		w.ground.blockSight(&w.clouds[i])
	}
	w.warn()
	w.owned = false
}
