package assets

import (
	"fmt"
	"math"

	"muster/game"
)

type kindFile struct {
	Name      string       `yaml:"name"`
	Letter    string       `yaml:"letter"`
	Class     string       `yaml:"class"`
	HP        uint8        `yaml:"hp"`
	Size      uint8        `yaml:"size"`
	Armour    armourFile   `yaml:"armour"`
	Speed     float64      `yaml:"speed"`
	Turn      float64      `yaml:"turn"`
	Sight     uint8        `yaml:"sight"`
	Turret    bool         `yaml:"turret"`
	Room      uint8        `yaml:"room"`
	Price     uint16       `yaml:"price"`
	Abilities []string     `yaml:"abilities"`
	Weapons   []weaponFile `yaml:"weapons"`
}

type armourFile struct {
	Front uint8 `yaml:"front"`
	Side  uint8 `yaml:"side"`
	Rear  uint8 `yaml:"rear"`
}

type weaponFile struct {
	MinRange    uint8   `yaml:"min_range"`
	Range       uint8   `yaml:"range"`
	Accuracy    uint8   `yaml:"accuracy"`
	FarAccuracy uint8   `yaml:"far_accuracy"`
	Burst       uint8   `yaml:"burst"`
	Reload      float64 `yaml:"reload"`
	Settle      float64 `yaml:"settle"`
	Damage      uint8   `yaml:"damage"`
	Penetration uint8   `yaml:"penetration"`
	Area        uint8   `yaml:"area"`
	Suppression uint8   `yaml:"suppression"`
	Ammo        uint8   `yaml:"ammo"`
	MoveFire    bool    `yaml:"move_fire"`
	Indirect    bool    `yaml:"indirect"`
	Flight      float64 `yaml:"flight"`
}

// abilities are in the order of game's bits.
var abilities = []string{"smoke", "grenade", "heal", "build", "mine", "repair"}

func (k *kindFile) kind(rate rate) (game.Kind, error) {
	class, err := index("movement class", k.Class, classes)
	if err == nil && len(k.Letter) != 1 {
		err = fmt.Errorf("letter %q must be one ASCII letter", k.Letter)
	}
	speed, turn := math.Round(k.Speed*game.SubCell/float64(rate)), math.Round(k.Turn*256/360/float64(rate))
	switch {
	case err != nil:
	case speed < 0 || speed > game.SubCell:
		err = fmt.Errorf("speed: %v cells a second, and 0 to %v are possible", k.Speed, rate)
	case turn < 0 || turn > 255:
		err = fmt.Errorf("turn: %v degrees a second, and 0 to %v are possible",
			k.Turn, math.Floor(255*360/256*float64(rate)))
	case k.Size == 0:
		err = fmt.Errorf("size: 0 percent cannot be hit; a man is 100")
	case len(k.Weapons) > game.MaxWeapons:
		err = fmt.Errorf("weapons: there are %d, and %d are the most", len(k.Weapons), game.MaxWeapons)
	}
	if err != nil {
		return game.Kind{}, err
	}
	out := game.Kind{
		Name: k.Name, Letter: k.Letter[0], Class: game.MoveClass(class), HP: k.HP, Size: k.Size,
		Armour: [game.Sides]uint8{game.Front: k.Armour.Front, game.Side: k.Armour.Side, game.Rear: k.Armour.Rear},
		Speed:  uint16(speed), Turn: uint8(turn), Sight: k.Sight, Turret: k.Turret, Room: k.Room, Price: k.Price,
	}
	for i := range k.Weapons {
		if out.Weapons[i], err = k.Weapons[i].weapon(rate); err != nil {
			return out, fmt.Errorf("weapons[%d]: %w", i, err)
		}
	}
	for i, name := range k.Abilities {
		bit, err := index("ability", name, abilities)
		if err != nil {
			return out, fmt.Errorf("abilities[%d]: %w", i, err)
		}
		out.Abilities |= 1 << bit
	}
	return out, nil
}

func (w *weaponFile) weapon(rate rate) (game.Weapon, error) {
	out := game.Weapon{
		MinRange: w.MinRange, Range: w.Range, Accuracy: w.Accuracy, FarAccuracy: w.FarAccuracy, Burst: w.Burst,
		Damage: w.Damage, Penetration: w.Penetration, Area: w.Area, Suppression: w.Suppression, Ammo: w.Ammo,
		MoveFire: w.MoveFire, Indirect: w.Indirect,
	}
	reload, err := rate.ticks("reload", w.Reload, math.MaxUint16)
	if err != nil {
		return out, err
	}
	settle, err := rate.ticks("settle", w.Settle, math.MaxUint8)
	if err != nil {
		return out, err
	}
	flight, err := rate.ticks("flight", w.Flight, math.MaxUint8)
	out.Reload, out.Settle, out.Flight = uint16(reload), uint8(settle), uint8(flight)
	return out, err
}
