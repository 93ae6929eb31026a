package ai

import "muster/game"

// sighting is an enemy as it was last seen.
type sighting struct {
	id   uint16
	kind uint8
	hp   uint8
	x, y int32 // cells
	at   game.Tick
}

// memory keeps enemies that went out of sight for a while: they are somewhere near where they were.
type memory struct{ enemies []sighting } // by ascending id

// forgetAfter is how long a sighting counts, in ticks: 20 s.
const forgetAfter = 400

// recall brings the memory up to date with a view. A unit that is remembered at a place now in sight, and is not there,
// has gone; that is found out as forgetting, since a view does not list its cells.
func (m *memory) recall(v *game.View, team uint8) {
	kept := m.enemies[:0]
	for _, s := range m.enemies {
		if v.Tick-s.at < forgetAfter && !fallen(v, s.id) {
			kept = append(kept, s)
		}
	}
	m.enemies = kept
	for i := range v.Units {
		if u := &v.Units[i]; u.Team != team && u.HP > 0 {
			m.put(sighting{u.ID, u.Kind, u.HP, int32(u.X) / game.ViewStep, int32(u.Y) / game.ViewStep, v.Tick})
		}
	}
}

func fallen(v *game.View, id uint16) bool {
	for _, h := range v.Happenings {
		if h.Kind == game.Death && h.Target == id {
			return true
		}
	}
	return false
}

// put replaces or inserts a sighting in its place.
func (m *memory) put(s sighting) {
	i := 0
	for i < len(m.enemies) && m.enemies[i].id < s.id {
		i++
	}
	if i < len(m.enemies) && m.enemies[i].id == s.id {
		m.enemies[i] = s
		return
	}
	m.enemies = append(m.enemies, sighting{})
	copy(m.enemies[i+1:], m.enemies[i:])
	m.enemies[i] = s
}

// threat is the strength of the enemies within r cells of a place, in hundredths of a healthy rifle; old sightings count
// for less.
func (m *memory) threat(s *game.Setup, now game.Tick, x, y, r int32) int32 {
	sum := int32(0)
	for i := range m.enemies {
		if e := &m.enemies[i]; near(e.x, e.y, x, y, r) {
			fresh := int32(forgetAfter-min(now-e.at, forgetAfter)) * 100 / forgetAfter
			sum += worth(s, e.kind, e.hp) * (50 + fresh/2) / 100
		}
	}
	return sum
}

// nearest is the enemy seen or remembered nearest to a place.
func (m *memory) nearest(x, y int32) (best sighting, ok bool) {
	far := int32(1 << 30)
	for _, e := range m.enemies {
		if d := square(e.x-x) + square(e.y-y); d < far {
			best, far, ok = e, d, true
		}
	}
	return best, ok
}

// worth is what a unit counts for in a fight, in hundredths of a healthy rifle: what it deals times what it takes.
func worth(s *game.Setup, kind, hp uint8) int32 {
	k := &s.Rules.Kinds[kind]
	w := &k.Weapons[0]
	cycle := int32(w.Reload) + int32(max(w.Burst, 1))
	deals := int32(w.Damage) * int32(max(w.Burst, 1)) * int32(w.Accuracy) / max(cycle, 1)
	takes := int32(hp) * (10 + int32(k.Armour[game.Front])/2) / 10
	return deals*takes/worthOne + 10
}

// worthOne makes a healthy rifle of the embedded rules count for about a hundred.
const worthOne = 80

func near(ax, ay, bx, by, r int32) bool { return square(ax-bx)+square(ay-by) <= r*r }

func square(n int32) int32 { return n * n }
