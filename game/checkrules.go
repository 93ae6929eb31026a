package game

import "fmt"

func (r *Rules) checkSizes() []error {
	return checkSizes(
		size{"rules.terrains", len(r.Terrains), 1, MaxTerrain},
		size{"rules.kinds", len(r.Kinds), 1, MaxKinds},
		size{"rules.tick_rate", int(r.TickRate), 1, 255},
	)
}

// faults are all mistakes: of sizes, or else of what there is.
func (r *Rules) faults() []error {
	faults := r.checkSizes()
	if len(faults) > 0 {
		return faults
	}
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Errorf("rules."+format, args...)) }
	for i := range r.Terrains {
		if err := r.checkTerrain(&r.Terrains[i]); err != nil {
			wrong("terrains[%d] %q: %w", i, r.Terrains[i].Name, err)
		}
	}
	for i := range r.Kinds {
		k := &r.Kinds[i]
		if err := k.check(); err != nil {
			wrong("kinds[%d] %q: %w", i, k.Name, err)
		}
		for g := range k.Weapons {
			if err := k.Weapons[g].check(); err != nil {
				wrong("kinds[%d] %q: weapons[%d]: %w", i, k.Name, g, err)
			}
		}
	}
	for what, check := range [...]func() error{r.Works.Grenade.check, r.Works.Mine.check, r.checkWorks} {
		if err := check(); err != nil {
			wrong("works%s: %w", [...]string{".grenade", ".mine", ""}[what], err)
		}
	}
	return faults
}

// checkTerrain also keeps what a terrain conceals the same when it falls: else what a team sees could tell it of a wall
// that fell out of its sight.
func (r *Rules) checkTerrain(t *Terrain) error {
	switch {
	case t.Cover > 100 || t.Conceal > 100:
		return fmt.Errorf("cover %d and conceal %d are percentages", t.Cover, t.Conceal)
	case t.HP == 0:
		return nil
	case int(t.Ruin) >= len(r.Terrains):
		return fmt.Errorf("there is no terrain %d for its ruin", t.Ruin)
	case r.Terrains[t.Ruin].Conceal != t.Conceal:
		return fmt.Errorf("its ruin %q must conceal %d as well", r.Terrains[t.Ruin].Name, t.Conceal)
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
	return nil
}

func (weapon *Weapon) check() error {
	switch {
	case weapon.Range > maxSight:
		return fmt.Errorf("range: %d cells, and %d are the most", weapon.Range, maxSight)
	case weapon.MinRange > weapon.Range:
		return fmt.Errorf("min_range: %d cells, and the range is %d", weapon.MinRange, weapon.Range)
	case weapon.Accuracy > 100 || weapon.FarAccuracy > 100:
		return fmt.Errorf("accuracy is a percentage")
	case weapon.Area > maxArea:
		return fmt.Errorf("area %d may be %d cells at most", weapon.Area, maxArea)
	}
	return nil
}

func (r *Rules) checkWorks() error {
	works := &r.Works
	switch {
	case works.SmokeRadius > maxArea:
		return fmt.Errorf("smoke_radius %d may be %d cells at most", works.SmokeRadius, maxArea)
	case works.MineSight > maxSight || works.SmokeRange > maxSight:
		return fmt.Errorf("mine_sight %d and smoke_range %d may be %d cells at most",
			works.MineSight, works.SmokeRange, maxSight)
	case int(works.Sandbags) >= len(r.Terrains):
		return fmt.Errorf("sandbags: there is no terrain %d", works.Sandbags)
	case r.Terrains[works.Sandbags].Cost[Foot] == Impassable:
		return fmt.Errorf("sandbags: soldiers must be able to stand on %q", r.Terrains[works.Sandbags].Name)
	}
	return nil
}
