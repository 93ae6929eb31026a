package assets

import (
	"fmt"
	"math"
	"strings"

	"muster/game"
)

type rulesFile struct {
	TickRate uint8         `yaml:"tick_rate"`
	Terrains []terrainFile `yaml:"terrains"`
	Kinds    []kindFile    `yaml:"kinds"`
}

type terrainFile struct {
	Name        string         `yaml:"name"`
	Letter      string         `yaml:"letter"`
	Cost        map[string]int `yaml:"cost"`
	Cover       uint8          `yaml:"cover"`
	Conceal     uint8          `yaml:"conceal"`
	BlocksSight bool           `yaml:"blocks_sight"`
	BlocksFire  bool           `yaml:"blocks_fire"`
}

type kindFile struct {
	Name   string     `yaml:"name"`
	Letter string     `yaml:"letter"`
	Class  string     `yaml:"class"`
	HP     uint8      `yaml:"hp"`
	Armour uint8      `yaml:"armour"`
	Speed  float64    `yaml:"speed"`
	Turn   float64    `yaml:"turn"`
	Sight  uint8      `yaml:"sight"`
	Weapon weaponFile `yaml:"weapon"`
}

type weaponFile struct {
	Range       uint8   `yaml:"range"`
	Accuracy    uint8   `yaml:"accuracy"`
	FarAccuracy uint8   `yaml:"far_accuracy"`
	Burst       uint8   `yaml:"burst"`
	Reload      float64 `yaml:"reload"`
	Damage      uint8   `yaml:"damage"`
	Penetration uint8   `yaml:"penetration"`
	Suppression uint8   `yaml:"suppression"`
	Ammo        uint8   `yaml:"ammo"`
	MoveFire    bool    `yaml:"move_fire"`
}

var classes = []string{game.Foot: "foot", game.Wheels: "wheels", game.Tracks: "tracks"}

// index finds a name, or says what there is.
func index(what, name string, known []string) (int, error) {
	for i, k := range known {
		if k == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s %q does not exist%s; there are %s", what, name, meant(name, known), strings.Join(known, ", "))
}

func (s *Set) rules() (game.Rules, error) {
	var f rulesFile
	if err := s.load("rules.yaml", &f); err != nil {
		return game.Rules{}, err
	}
	r := game.Rules{TickRate: f.TickRate}
	if r.TickRate == 0 {
		return r, fmt.Errorf("rules.yaml: tick_rate must be at least 1")
	}
	for i := range f.Terrains {
		t, err := f.Terrains[i].terrain()
		if err != nil {
			return r, fmt.Errorf("rules.yaml: terrains[%d] %q: %w", i, f.Terrains[i].Name, err)
		}
		r.Terrains = append(r.Terrains, t)
	}
	for i := range f.Kinds {
		k, err := f.Kinds[i].kind(float64(r.TickRate))
		if err != nil {
			return r, fmt.Errorf("rules.yaml: kinds[%d] %q: %w", i, f.Kinds[i].Name, err)
		}
		r.Kinds = append(r.Kinds, k)
	}
	return r, nil
}

func (t *terrainFile) terrain() (game.Terrain, error) {
	out := game.Terrain{Name: t.Name, Cover: t.Cover, Conceal: t.Conceal, BlocksSight: t.BlocksSight, BlocksFire: t.BlocksFire}
	if len(t.Letter) != 1 {
		return out, fmt.Errorf("letter %q must be one ASCII letter", t.Letter)
	}
	out.Letter = t.Letter[0]
	for name, percent := range t.Cost {
		class, err := index("movement class", name, classes)
		if err != nil {
			return out, err
		}
		if percent < 10 || percent > 1500 {
			return out, fmt.Errorf("cost.%s: %d percent, and 10 to 1500 are possible", name, percent)
		}
		out.Cost[class] = uint8(max(percent*16/100, 1))
	}
	return out, nil
}

func (k *kindFile) kind(rate float64) (game.Kind, error) {
	class, err := index("movement class", k.Class, classes)
	if err == nil && len(k.Letter) != 1 {
		err = fmt.Errorf("letter %q must be one ASCII letter", k.Letter)
	}
	speed, turn, reload := math.Round(k.Speed*game.SubCell/rate), math.Round(k.Turn*256/360/rate), math.Round(k.Weapon.Reload*rate)
	switch {
	case err != nil:
	case speed < 0 || speed > game.SubCell:
		err = fmt.Errorf("speed: %v cells a second, and 0 to %v are possible", k.Speed, rate)
	case turn < 0 || turn > 255:
		err = fmt.Errorf("turn: %v degrees a second, and 0 to %v are possible", k.Turn, math.Floor(255*360/256*rate))
	case reload < 0 || reload > math.MaxUint16:
		err = fmt.Errorf("weapon.reload: %v seconds are not possible", k.Weapon.Reload)
	}
	if err != nil {
		return game.Kind{}, err
	}
	w := k.Weapon
	return game.Kind{
		Name: k.Name, Letter: k.Letter[0], Class: game.MoveClass(class), HP: k.HP, Armour: k.Armour, Speed: uint16(speed), Turn: uint8(turn), Sight: k.Sight,
		Weapon: game.Weapon{
			Range: w.Range, Accuracy: w.Accuracy, FarAccuracy: w.FarAccuracy, Burst: w.Burst, Reload: uint16(reload), Damage: w.Damage,
			Penetration: w.Penetration, Suppression: w.Suppression, Ammo: w.Ammo, MoveFire: w.MoveFire,
		},
	}, nil
}
