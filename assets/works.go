package assets

import (
	"fmt"
	"math"

	"muster/game"
)

type worksFile struct {
	Smoke       smokeFile  `yaml:"smoke"`
	Grenade     weaponFile `yaml:"grenade"`
	Ready       float64    `yaml:"ready"`
	HealEvery   float64    `yaml:"heal_every"`
	RepairEvery float64    `yaml:"repair_every"`
	Build       float64    `yaml:"build"`
	Sandbags    string     `yaml:"sandbags"`
	Mine        mineFile   `yaml:"mine"`
}

type smokeFile struct {
	Range  uint8   `yaml:"range"`
	Radius uint8   `yaml:"radius"`
	Lasts  float64 `yaml:"lasts"`
}

type mineFile struct {
	Damage      uint8   `yaml:"damage"`
	Penetration uint8   `yaml:"penetration"`
	Area        uint8   `yaml:"area"`
	Suppression uint8   `yaml:"suppression"`
	Lay         float64 `yaml:"lay"`
	Sight       uint8   `yaml:"sight"`
}

// works turns the numbers of the abilities into ticks. Rules without any have none of them.
func (f *worksFile) works(rate rate, terrains []string) (game.Works, error) {
	w := game.Works{
		SmokeRange: f.Smoke.Range, SmokeRadius: f.Smoke.Radius, MineSight: f.Mine.Sight,
		Mine: game.Weapon{
			Damage: f.Mine.Damage, Penetration: f.Mine.Penetration, Area: f.Mine.Area, Suppression: f.Mine.Suppression,
		},
	}
	var err error
	if w.Grenade, err = f.Grenade.weapon(rate); err != nil {
		return w, fmt.Errorf("grenade: %w", err)
	}
	if f.Sandbags != "" {
		sandbags, err := index("terrain", f.Sandbags, terrains)
		if err != nil {
			return w, fmt.Errorf("sandbags: %w", err)
		}
		w.Sandbags = uint8(sandbags)
	}
	for _, t := range []struct {
		what    string
		seconds float64
		short   *uint16
		byte    *uint8
	}{
		{"smoke.lasts", f.Smoke.Lasts, &w.SmokeTicks, nil},
		{"ready", f.Ready, &w.Ready, nil},
		{"build", f.Build, &w.BuildTicks, nil},
		{"mine.lay", f.Mine.Lay, &w.MineTicks, nil},
		{"heal_every", f.HealEvery, nil, &w.HealEvery},
		{"repair_every", f.RepairEvery, nil, &w.RepairEvery},
	} {
		most := math.MaxUint16
		if t.byte != nil {
			most = math.MaxUint8
		}
		n, err := rate.ticks(t.what, t.seconds, most)
		if err != nil {
			return w, err
		}
		if t.byte != nil {
			*t.byte = uint8(n)
		} else {
			*t.short = uint16(n)
		}
	}
	return w, nil
}
