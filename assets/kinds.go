package assets

import (
	"errors"
	"fmt"
	"math"

	"muster/game"
)

type kindFile struct {
	Name      string       `yaml:"name" jsonschema:"required" jsonschema_description:"the texts have it as kind.NAME"`
	Letter    string       `yaml:"letter" jsonschema:"required,minLength=1,maxLength=1" jsonschema_description:"on the map in a terminal; each kind needs one of its own"`
	Class     string       `yaml:"class" jsonschema:"required" enum:"classes" jsonschema_description:"how it moves"`
	HP        uint8        `yaml:"hp" jsonschema:"required,minimum=1" jsonschema_description:"damage that kills it"`
	Size      uint8        `yaml:"size" jsonschema:"required,minimum=1" jsonschema_description:"how easily it is hit, in percent of a man"`
	Armour    armourFile   `yaml:"armour" jsonschema_description:"against penetration, by side"`
	Speed     float64      `yaml:"speed" jsonschema:"required" jsonschema_description:"cells a second on open ground"`
	Turn      float64      `yaml:"turn" jsonschema:"required" jsonschema_description:"degrees a second"`
	Sight     uint8        `yaml:"sight" jsonschema:"required" jsonschema_description:"cells"`
	Turret    bool         `yaml:"turret" jsonschema_description:"its weapons turn by themselves"`
	Room      uint8        `yaml:"room" jsonschema_description:"men whom it carries"`
	Price     uint16       `yaml:"price" jsonschema_description:"supply to buy one back; 0 for what cannot be bought"`
	Abilities []string     `yaml:"abilities" enum:"abilities" jsonschema_description:"what it can do beside fighting"`
	Weapons   []weaponFile `yaml:"weapons" jsonschema_description:"two at most, the main one first"`
}

type armourFile struct {
	Front uint8 `yaml:"front" jsonschema_description:"0 for none; hits with less penetration do half their damage up to twice it, and then none"`
	Side  uint8 `yaml:"side" jsonschema_description:"0 for none; hits with less penetration do half their damage up to twice it, and then none"`
	Rear  uint8 `yaml:"rear" jsonschema_description:"0 for none; hits with less penetration do half their damage up to twice it, and then none"`
}

type weaponFile struct {
	MinRange    uint8   `yaml:"min_range" jsonschema_description:"cells"`
	Range       uint8   `yaml:"range" jsonschema_description:"cells"`
	Accuracy    uint8   `yaml:"accuracy" jsonschema:"maximum=100" jsonschema_description:"percent of hits next to the target"`
	FarAccuracy uint8   `yaml:"far_accuracy" jsonschema:"maximum=100" jsonschema_description:"percent of hits at its range"`
	Burst       uint8   `yaml:"burst" jsonschema_description:"shots at once"`
	Reload      float64 `yaml:"reload" jsonschema_description:"seconds between bursts"`
	Settle      float64 `yaml:"settle" jsonschema_description:"seconds that it must have stood to fire"`
	Damage      uint8   `yaml:"damage" jsonschema_description:"of a hit"`
	Penetration uint8   `yaml:"penetration" jsonschema_description:"against armour"`
	Area        uint8   `yaml:"area" jsonschema_description:"cells that a hit bursts over; 0 for none"`
	Suppression uint8   `yaml:"suppression" jsonschema_description:"of a shot that passes or hits"`
	Ammo        uint8   `yaml:"ammo" jsonschema_description:"shots; 0 for any number"`
	MoveFire    bool    `yaml:"move_fire" jsonschema_description:"fires on the move"`
	Indirect    bool    `yaml:"indirect" jsonschema_description:"shoots over everything at what others see"`
	Flight      float64 `yaml:"flight" jsonschema_description:"seconds until it comes down"`
}

// abilities are in the order of game's bits.
var abilities = []string{"smoke", "grenade", "heal", "build", "mine", "repair"}

func (k *kindFile) kind(rate rate) (game.Kind, error) {
	wrong := faults{}
	wrong.add(named(k.Name))
	class, err := index("movement class", k.Class, classes)
	wrong.at("class: ", err)
	out := game.Kind{
		Name: k.Name, Letter: letter(k.Letter, &wrong), Class: game.MoveClass(class), HP: k.HP, Size: k.Size,
		Armour: [game.Sides]uint8{game.Front: k.Armour.Front, game.Side: k.Armour.Side, game.Rear: k.Armour.Rear},
		Sight:  k.Sight, Turret: k.Turret, Room: k.Room, Price: k.Price,
	}
	speed, turn := math.Round(k.Speed*game.SubCell/float64(rate)), math.Round(k.Turn*256/360/float64(rate))
	if speed < 0 || speed > game.SubCell {
		wrong.add(fmt.Errorf("speed: %v cells a second is out of range (0 to %v)", k.Speed, rate))
	}
	if turn < 0 || turn > 255 {
		wrong.add(fmt.Errorf("turn: %v degrees a second is out of range (0 to %v)",
			k.Turn, math.Floor(255*360/256*float64(rate))))
	}
	if k.Size == 0 {
		wrong.add(errors.New("size: 0 percent cannot be hit; a man is 100"))
	}
	if len(k.Weapons) > game.MaxWeapons {
		wrong.add(fmt.Errorf("weapons: there are %d, and %d are the most", len(k.Weapons), game.MaxWeapons))
	}
	out.Speed, out.Turn = uint16(speed), uint8(turn)
	for i := range k.Weapons[:min(len(k.Weapons), game.MaxWeapons)] {
		out.Weapons[i], err = k.Weapons[i].weapon(rate)
		wrong.at(fmt.Sprintf("weapons[%d]: ", i), err)
	}
	for i, name := range k.Abilities {
		bit, err := index("ability", name, abilities)
		wrong.at(fmt.Sprintf("abilities[%d]: ", i), err)
		out.Abilities |= 1 << bit
	}
	return out, wrong.err()
}

func (w *weaponFile) weapon(rate rate) (game.Weapon, error) {
	out := game.Weapon{
		MinRange: w.MinRange, Range: w.Range, Accuracy: w.Accuracy, FarAccuracy: w.FarAccuracy, Burst: w.Burst,
		Damage: w.Damage, Penetration: w.Penetration, Area: w.Area, Suppression: w.Suppression, Ammo: w.Ammo,
		MoveFire: w.MoveFire, Indirect: w.Indirect,
	}
	wrong := faults{}
	reload, err := rate.ticks("reload", w.Reload, math.MaxUint16)
	wrong.add(err)
	settle, err := rate.ticks("settle", w.Settle, math.MaxUint8)
	wrong.add(err)
	flight, err := rate.ticks("flight", w.Flight, math.MaxUint8)
	wrong.add(err)
	out.Reload, out.Settle, out.Flight = uint16(reload), uint8(settle), uint8(flight)
	return out, wrong.err()
}
