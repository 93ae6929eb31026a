package game

// AppendSave appends the World's binary form to b; Restore reads it back exactly. What follows from the rest, or from
// the Setup, is left out.
func (w *World) AppendSave(b []byte) []byte {
	b = put(b, w.seed, uint64(w.tick))
	b = put(append(b, uint8(w.result.Winner), uint8(w.result.Reason)), uint32(w.result.Tick), w.spentN)
	b = put(b, uint32(len(w.units)), uint32(len(w.squads)))
	for i := range w.units {
		b = w.units[i].save(b)
	}
	for i := range w.squads {
		b = w.squads[i].save(b)
	}
	for i := range w.points {
		p := &w.points[i]
		b = putFlag(put(append(b, uint8(p.owner), uint8(p.taker)), p.progress), p.contested)
	}
	for i := range w.seats {
		b = w.seats[i].save(b)
	}
	b = put(put(put(b, w.scores...), w.supply...), w.bought[:len(w.scores)]...)
	for _, named := range w.named {
		b = put(put(b, uint32(len(named))), named...)
	}
	b = put(b, uint32(len(w.spent)))
	for i := range w.spent {
		b = append(b, w.spent[i][:]...)
	}
	b = put(b, uint32(len(w.loud)))
	for _, h := range w.loud {
		b = putSigned(put(append(b, uint8(h.kind)), h.source, h.target), h.cell)
	}
	b = w.turns.save(w.saveGround(b))
	if w.setup.Scenario.timed() {
		for i := range w.points {
			b = put(b, w.points[i].since)
		}
	}
	return b
}

// saveGround appends what lies on the map, and what is in the air over it.
func (w *World) saveGround(b []byte) []byte {
	b = put(b, uint32(len(w.altered)))
	for i := range w.altered {
		a := &w.altered[i]
		b = append(put(putSigned(b, a.cell), a.harm), a.code, a.by)
		b = append(b, a.shown[:]...)
	}
	b = put(b, uint32(len(w.clouds)))
	for i := range w.clouds {
		c := &w.clouds[i]
		b = append(put(putSigned(b, c.cell), c.until), c.radius, c.team, c.known)
	}
	b = put(b, uint32(len(w.mines)))
	for i := range w.mines {
		b = append(putSigned(b, w.mines[i].cell), w.mines[i].team, w.mines[i].known)
	}
	b = put(b, uint32(len(w.shells)))
	for i := range w.shells {
		s := &w.shells[i]
		b = append(put(put(putSigned(b, s.cell), s.lands), uint32(s.source)), s.what)
	}
	return b
}

func (u *unit) save(b []byte) []byte {
	b = putSigned(b, u.cell, u.goal)
	b = put(b, u.died)
	b = put(b, uint16(u.left), u.wait, u.carrier)
	b = append(b, u.off, u.dir, u.facing, u.hp, u.supp, u.still, uint8(u.flags), u.steps, u.pathN)
	for i := range u.guns {
		b = append(put(b, u.guns[i].target, u.guns[i].reload), u.guns[i].burst, u.guns[i].ammo)
	}
	return append(putFlag(b, u.seek), u.path[:u.pathN]...)
}

func (t *task) save(b []byte) []byte {
	b = append(b, uint8(t.order), uint8(t.flags), t.facing, t.arg)
	return putSigned(put(b, t.x, t.y, t.asked, t.target), t.cell)
}

func (s *squad) save(b []byte) []byte {
	b = putSigned(s.task.save(b), s.back)
	b = append(put(b, s.xp, s.ready, s.work), s.morale, uint8(s.stance), uint8(s.formation))
	b = putFlag(put(b, s.alarm, s.since), s.broken)
	b = append(b, s.waiting)
	for i := range s.queue[:s.waiting] {
		b = s.queue[i].save(b)
	}
	return b
}

func (s *seat) save(b []byte) []byte {
	b = append(b, uint8(s.leader))
	for l := range Leaders {
		b = put(b, s.last[l])
		for i := range s.at[l] {
			b = append(put(b, s.at[l][i].tick), uint8(s.at[l][i].refusal))
		}
	}
	return b
}
