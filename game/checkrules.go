package game

import "fmt"

func (s *Setup) checkRules() error {
	for i := range s.Rules.Terrains {
		if err := s.checkTerrain(&s.Rules.Terrains[i]); err != nil {
			return fmt.Errorf("rules.terrains[%d] %q: %w", i, s.Rules.Terrains[i].Name, err)
		}
	}
	for i := range s.Rules.Kinds {
		if err := s.Rules.Kinds[i].check(); err != nil {
			return fmt.Errorf("rules.kinds[%d] %q: %w", i, s.Rules.Kinds[i].Name, err)
		}
	}
	if err := s.checkWorks(); err != nil {
		return fmt.Errorf("rules.works: %w", err)
	}
	return nil
}

// checkTerrain also keeps what a terrain conceals the same when it falls: else what a team sees could tell it of a wall
// that fell out of its sight.
func (s *Setup) checkTerrain(t *Terrain) error {
	switch {
	case t.Cover > 100 || t.Conceal > 100:
		return fmt.Errorf("cover %d and conceal %d are percentages", t.Cover, t.Conceal)
	case t.HP == 0:
		return nil
	case int(t.Ruin) >= len(s.Rules.Terrains):
		return fmt.Errorf("there is no terrain %d for its ruin", t.Ruin)
	case s.Rules.Terrains[t.Ruin].Conceal != t.Conceal:
		return fmt.Errorf("its ruin %q must conceal %d as well", s.Rules.Terrains[t.Ruin].Name, t.Conceal)
	}
	return nil
}

func (k *Kind) check() error {
	switch {
	case k.HP == 0:
		return fmt.Errorf("hp must be at least 1")
	case k.Class >= MoveClasses:
		return fmt.Errorf("there is no movement class %d", k.Class)
	case k.Speed > SubCell:
		return fmt.Errorf("speed %d is over %d sub-cells a tick", k.Speed, SubCell)
	case k.Sight > maxSight:
		return fmt.Errorf("sight %d may be %d cells at most", k.Sight, maxSight)
	case k.Abilities&^allAbilities != 0:
		return fmt.Errorf("abilities %#x are unknown", uint8(k.Abilities))
	case k.Room > 0 && k.Class == Foot:
		return fmt.Errorf("who goes on foot carries nobody")
	}
	for g := range k.Weapons {
		if err := k.Weapons[g].check(); err != nil {
			return fmt.Errorf("weapons[%d]: %w", g, err)
		}
	}
	return nil
}

func (weapon *Weapon) check() error {
	switch {
	case weapon.Range > maxSight || weapon.MinRange > weapon.Range:
		return fmt.Errorf("range %d to %d: at most %d cells, and the nearer first",
			weapon.MinRange, weapon.Range, maxSight)
	case weapon.Accuracy > 100 || weapon.FarAccuracy > 100:
		return fmt.Errorf("accuracy is a percentage")
	case weapon.Area > maxArea:
		return fmt.Errorf("area %d may be %d cells at most", weapon.Area, maxArea)
	}
	return nil
}

func (s *Setup) checkWorks() error {
	works := &s.Rules.Works
	if err := works.Grenade.check(); err != nil {
		return fmt.Errorf("grenade: %w", err)
	}
	if err := works.Mine.check(); err != nil {
		return fmt.Errorf("mine: %w", err)
	}
	switch {
	case works.SmokeRadius > maxArea:
		return fmt.Errorf("smoke_radius %d may be %d cells at most", works.SmokeRadius, maxArea)
	case works.MineSight > maxSight || works.SmokeRange > maxSight:
		return fmt.Errorf("mine_sight %d and smoke_range %d may be %d cells at most",
			works.MineSight, works.SmokeRange, maxSight)
	case int(works.Sandbags) >= len(s.Rules.Terrains):
		return fmt.Errorf("sandbags: there is no terrain %d", works.Sandbags)
	case s.Rules.Terrains[works.Sandbags].Cost[Foot] == Impassable:
		return fmt.Errorf("sandbags: soldiers must be able to stand on %q", s.Rules.Terrains[works.Sandbags].Name)
	}
	return nil
}
