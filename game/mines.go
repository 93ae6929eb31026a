package game

// mine lies in wait for whoever is not of its team.
type mine struct {
	cell  int32
	team  uint8
	known uint8 // a bit for each team that knows of it
}

// lay puts a mine, known to its team, into a cell, if the team has not too many.
func (w *World) lay(cell int32, team uint8) {
	n := 0
	for i := range w.mines {
		if w.mines[i].team == team {
			n++
		}
	}
	if n < w.share(maxMines) {
		w.mines = append(w.mines, mine{cell, team, 1 << team})
		w.warn()
	}
}

// findMines lets teams know of the mines near those who can find them.
func (w *World) findMines() {
	found := false
	for i := range w.mines {
		m := &w.mines[i]
		for j := range w.units {
			u := &w.units[j]
			kind := &w.setup.Rules.Kinds[u.kind]
			if m.known>>u.team&1 == 0 && u.here() && kind.Abilities&CanMine != 0 &&
				w.ground.far(u.cell, m.cell) <= square(int32(w.setup.Rules.Works.MineSight)) {
				m.known |= 1 << u.team
				found = true
			}
		}
	}
	if found {
		w.warn()
	}
}

// warn marks on the ground which teams know of which mines: their ways lead round them.
func (w *World) warn() {
	w.own()
	w.ground.mined = nil
	if len(w.mines) == 0 {
		return
	}
	w.ground.mined = make([]uint8, len(w.ground.code))
	for i := range w.mines {
		w.ground.mined[w.mines[i].cell] |= w.mines[i].known
	}
}

// tread sets off the mine under a unit, if it is not its team's.
func (w *World) tread(i int) {
	u := &w.units[i]
	for j := range w.mines {
		if m := w.mines[j]; m.cell == u.cell && m.team != u.team {
			w.mines = append(w.mines[:j], w.mines[j+1:]...)
			w.warn()
			w.blast(m.cell, &w.setup.Rules.Works.Mine, NoUnit, m.team)
			return
		}
	}
}
