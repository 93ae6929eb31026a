package ai

import "muster/game"

// sighting is an enemy as it was last seen.
type sighting struct {
	id    uint16
	team  uint8
	kind  uint8
	hp    uint8
	flags game.UnitFlags
	x, y  int32 // cells
	first game.Tick
	at    game.Tick
}

// memory keeps enemies that went out of sight for a while: they are somewhere near where they were last seen.
type memory struct {
	enemies []sighting // by ascending id
	keep    game.Tick  // how long a sighting counts
	heard   [8]game.Tick
}

// recall brings the memory up to date with a view.
func (m *memory) recall(v *game.View, team uint8) {
	for _, h := range v.CombatEvents {
		switch h.Kind {
		case game.Death:
			m.forget(h.Target)
		case game.Heard:
			m.heard[h.Dir&7] = v.Tick
		}
	}
	kept := m.enemies[:0]
	for _, s := range m.enemies {
		if v.Tick-s.at < m.keep {
			kept = append(kept, s)
		}
	}
	m.enemies = kept
	for i := range v.Units {
		if u := &v.Units[i]; u.Team != team && u.HP > 0 {
			m.put(sighting{
				u.ID, u.Team, u.Kind, u.HP, u.Flags, int32(u.X) / game.ViewStep, int32(u.Y) / game.ViewStep, v.Tick,
				v.Tick,
			})
		}
	}
}

func (m *memory) find(id uint16) (i int, ok bool) {
	lo, hi := 0, len(m.enemies)
	for lo < hi {
		if mid := (lo + hi) / 2; m.enemies[mid].id < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(m.enemies) && m.enemies[lo].id == id
}

func (m *memory) forget(id uint16) {
	if i, ok := m.find(id); ok {
		m.enemies = append(m.enemies[:i], m.enemies[i+1:]...)
	}
}

// put replaces a sighting, or inserts it in its place.
func (m *memory) put(s sighting) {
	i, ok := m.find(s.id)
	if ok {
		if s.at-m.enemies[i].at < 100 {
			s.first = m.enemies[i].first // it was out of sight only for a moment
		}
		m.enemies[i] = s
		return
	}
	m.enemies = append(m.enemies, sighting{})
	copy(m.enemies[i+1:], m.enemies[i:])
	m.enemies[i] = s
}

// vanish forgets enemies that are no longer where they are remembered; looked reports whether the team has a place in
// sight.
func (m *memory) vanish(now game.Tick, looked func(x, y int32) bool) {
	kept := m.enemies[:0]
	for _, s := range m.enemies {
		if s.at == now || now-s.at < 20 || !looked(s.x, s.y) {
			kept = append(kept, s)
		}
	}
	m.enemies = kept
}
