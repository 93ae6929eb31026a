package assets

import (
	"math"

	"muster/game"
)

type worksFile struct {
	Smoke       smokeFile  `yaml:"smoke" jsonschema_description:"of those who can throw it"`
	Grenade     weaponFile `yaml:"grenade" jsonschema_description:"a weapon, thrown"`
	Ready       float64    `yaml:"ready" jsonschema_description:"seconds between two throws"`
	HealEvery   float64    `yaml:"heal_every" jsonschema_description:"seconds for a point of health"`
	RepairEvery float64    `yaml:"repair_every" jsonschema_description:"seconds for a point of a vehicle"`
	Build       float64    `yaml:"build" jsonschema_description:"seconds for sandbags in a cell"`
	Sandbags    string     `yaml:"sandbags" jsonschema_description:"the terrain that is built"`
	Mine        mineFile   `yaml:"mine" jsonschema_description:"of those who can lay it"`
}

type smokeFile struct {
	Range  uint8   `yaml:"range" jsonschema_description:"cells that it is thrown"`
	Radius uint8   `yaml:"radius" jsonschema_description:"cells that it covers"`
	Lasts  float64 `yaml:"lasts" jsonschema_description:"seconds"`
}

type mineFile struct {
	Damage      uint8   `yaml:"damage" jsonschema_description:"of its blast"`
	Penetration uint8   `yaml:"penetration" jsonschema_description:"against armour"`
	Area        uint8   `yaml:"area" jsonschema_description:"cells"`
	Suppression uint8   `yaml:"suppression" jsonschema_description:"of who is near"`
	Lay         float64 `yaml:"lay" jsonschema_description:"seconds to lay or clear one"`
	Sight       uint8   `yaml:"sight" jsonschema_description:"cells from which those see it who can lay mines"`
}

// works turns the numbers of the abilities into ticks. Rules without any have none of them.
func (f *worksFile) works(rate rate, terrains []string) (game.Works, error) {
	w := game.Works{
		SmokeRange: f.Smoke.Range, SmokeRadius: f.Smoke.Radius, MineSight: f.Mine.Sight,
		Mine: game.Weapon{
			Damage: f.Mine.Damage, Penetration: f.Mine.Penetration, Area: f.Mine.Area, Suppression: f.Mine.Suppression,
		},
	}
	wrong := faults{}
	var err error
	w.Grenade, err = f.Grenade.weapon(rate)
	wrong.at("grenade: ", err)
	if f.Sandbags != "" {
		sandbags, err := index("terrain", f.Sandbags, terrains)
		wrong.at("sandbags: ", err)
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
		wrong.add(err)
		if t.byte != nil {
			*t.byte = uint8(n)
		} else {
			*t.short = uint16(n)
		}
	}
	return w, wrong.err()
}
