package battle

import "muster/game"

// Reach is whether squads can hit something from where they stand.
type Reach int

// From what the player need not know to what says most.
const (
	InReach  Reach = iota
	TooFar         // no weapon that can hurt it reaches so far
	TooClose       // it is nearer than such a weapon can fire
	Unhurt         // no weapon can hurt it
)

// Reaches reports whether one of the selected squads can hit a unit from where it stands, as far as
// distance and armour go.
func (b *Battle) Reaches(target *Piece) Reach {
	best := Unhurt
	for _, id := range b.Selected {
		best = min(best, b.reaches(id, target))
	}
	return best
}

// reaches is the best of what a squad's men can do.
func (b *Battle) reaches(squad uint8, target *Piece) Reach {
	best := Unhurt
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if !p.mine() || p.Squad != squad || p.HP == 0 || p.Flags&game.Aboard != 0 {
			continue
		}
		for g := range b.Setup.Rules.Kinds[p.Kind].Weapons {
			best = min(best, b.fires(&b.Setup.Rules.Kinds[p.Kind].Weapons[g], p, target))
		}
	}
	return best
}

// fires is what one weapon can do: distances are between cells, as the rules have them.
func (b *Battle) fires(weapon *game.Weapon, from, to *Piece) Reach {
	dx, dy := int(from.X/game.ViewStep)-int(to.X/game.ViewStep), int(from.Y/game.ViewStep)-int(to.Y/game.ViewStep)
	thinnest := b.Setup.Rules.Kinds[to.Kind].Armour[game.Rear]
	switch far, near, reach := dx*dx+dy*dy, int(weapon.MinRange), int(weapon.Range); {
	case reach == 0 || weapon.Damage == 0 || 2*int(weapon.Penetration) < int(thinnest):
		return Unhurt
	case far > reach*reach:
		return TooFar
	case far < near*near:
		return TooClose
	}
	return InReach
}

// OutOfReach reports whether a squad has been told to attack somebody in sight who is out of its
// reach: it goes there first.
func (b *Battle) OutOfReach(s *game.SquadView) bool {
	if s.Order != game.Attack || s.Alive == 0 || b.View.Audience == game.All {
		return false
	}
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.ID == s.Target && !p.mine() && p.HP > 0 {
			return b.reaches(s.ID, p) == TooFar
		}
	}
	return false
}
