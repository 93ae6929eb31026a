package battle

import (
	"slices"

	"muster/game"
)

// memory is what was last seen of enemies, by unit.
type memory map[uint16]Seen

// Seen is an enemy unit as it was when it was last in sight.
type Seen struct {
	game.UnitView
	At   Point // cells
	Tick game.Tick
}

// rememberFor is how many ticks an enemy that is out of sight is remembered: where it was means little after a minute.
const rememberFor = 600

func (m memory) update(v *game.View, team int) {
	for id, s := range m {
		if v.Tick-s.Tick > rememberFor {
			delete(m, id)
		}
	}
	for _, u := range v.Units {
		switch {
		case int(u.Team) == team:
		case u.HP == 0:
			delete(m, u.ID)
		default:
			m[u.ID] = Seen{u, where(&u), v.Tick}
		}
	}
}

// Ghosted are the enemies that are out of sight now, where they were last seen, unless that place is in sight: then
// they are known to have gone. By ascending id.
func (b *Battle) Ghosted(fog *game.Fog, into []Seen) []Seen {
	into = into[:0]
	for id, s := range b.memory {
		switch {
		case unit(b.View, id) != nil:
		case fog.Sees(int32(s.At.X), int32(s.At.Y)) && b.View.Tick > s.Tick+5:
			delete(b.memory, id)
		default:
			into = append(into, s)
		}
	}
	slices.SortFunc(into, func(a, z Seen) int { return int(a.ID) - int(z.ID) })
	return into
}
