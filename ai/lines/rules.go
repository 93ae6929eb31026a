package lines

import "muster/game"

// Rules are the numbers of the game, measured as in rules.yaml.
type Rules struct {
	Terrains []Terrain `json:"terrains"`
	Kinds    []Kind    `json:"kinds"`
	Works    Works     `json:"works"`
}

// Terrain is what a cell is made of. Whom Cost does not name cannot enter.
type Terrain struct {
	Name        string             `json:"name"`
	Letter      string             `json:"letter"`
	Cost        map[string]float64 `json:"cost" jsonschema_description:"percent of the time that open ground takes"`
	Cover       uint8              `json:"cover"`
	Conceal     uint8              `json:"conceal"`
	BlocksSight bool               `json:"blocks_sight"`
	BlocksFire  bool               `json:"blocks_fire"`
	Building    bool               `json:"building"`
	HP          uint16             `json:"hp"`
	Ruin        string             `json:"ruin"`
}

// Kind is a kind of unit.
type Kind struct {
	Name      string   `json:"name"`
	Letter    string   `json:"letter"`
	Class     string   `json:"class"`
	HP        uint8    `json:"hp"`
	Size      uint8    `json:"size"`
	Armour    Armour   `json:"armour"`
	Speed     float64  `json:"speed" jsonschema_description:"cells a second"`
	Turn      float64  `json:"turn" jsonschema_description:"degrees a second"`
	Sight     uint8    `json:"sight"`
	Turret    bool     `json:"turret"`
	Room      uint8    `json:"room"`
	Price     uint16   `json:"price"`
	Abilities []string `json:"abilities"`
	Weapons   []Weapon `json:"weapons"`
}

// Armour is compared with a weapon's penetration.
type Armour struct {
	Front uint8 `json:"front"`
	Side  uint8 `json:"side"`
	Rear  uint8 `json:"rear"`
}

// Weapon is what a kind fires.
type Weapon struct {
	MinRange    uint8   `json:"min_range"`
	Range       uint8   `json:"range"`
	Accuracy    uint8   `json:"accuracy"`
	FarAccuracy uint8   `json:"far_accuracy"`
	Burst       uint8   `json:"burst"`
	Reload      float64 `json:"reload"`
	Settle      float64 `json:"settle"`
	Damage      uint8   `json:"damage"`
	Penetration uint8   `json:"penetration"`
	Area        uint8   `json:"area"`
	Suppression uint8   `json:"suppression"`
	Ammo        uint8   `json:"ammo"`
	MoveFire    bool    `json:"move_fire"`
	Indirect    bool    `json:"indirect"`
	Flight      float64 `json:"flight"`
}

// Works are the numbers of the abilities.
type Works struct {
	Smoke       Smoke   `json:"smoke"`
	Grenade     Weapon  `json:"grenade"`
	Mine        Weapon  `json:"mine"`
	MineSight   uint8   `json:"mine_sight"`
	Ready       float64 `json:"ready"`
	HealEvery   float64 `json:"heal_every"`
	RepairEvery float64 `json:"repair_every"`
	Build       float64 `json:"build"`
	LayMine     float64 `json:"lay_mine"`
	Sandbags    string  `json:"sandbags"`
}

// Smoke is a cloud of it.
type Smoke struct {
	Range  uint8   `json:"range"`
	Radius uint8   `json:"radius"`
	Lasts  float64 `json:"lasts"`
}

var (
	classes   = [game.MoveClasses]string{game.Foot: "foot", game.Wheels: "wheels", game.Tracks: "tracks"}
	abilities = []string{"smoke", "grenade", "heal", "build", "mine", "repair"} // by game's bits
)

// normal is the movement cost of open ground.
const normal = 16

func rules(r *game.Rules) Rules {
	out := Rules{Terrains: []Terrain{}, Kinds: []Kind{}}
	for i := range r.Terrains {
		out.Terrains = append(out.Terrains, terrain(r, &r.Terrains[i]))
	}
	for i := range r.Kinds {
		out.Kinds = append(out.Kinds, kind(&r.Kinds[i], float64(r.TickRate)))
	}
	w, rate := &r.Works, float64(r.TickRate)
	out.Works = Works{
		Smoke:   Smoke{w.SmokeRange, w.SmokeRadius, float64(w.SmokeTicks) / rate},
		Grenade: weapon(&w.Grenade, rate), Mine: weapon(&w.Mine, rate), MineSight: w.MineSight,
		Ready: float64(w.Ready) / rate, HealEvery: float64(w.HealEvery) / rate,
		RepairEvery: float64(w.RepairEvery) / rate, Build: float64(w.BuildTicks) / rate,
		LayMine: float64(w.MineTicks) / rate, Sandbags: r.Terrains[w.Sandbags].Name,
	}
	return out
}

func terrain(r *game.Rules, t *game.Terrain) Terrain {
	out := Terrain{
		Name: t.Name, Letter: string(rune(t.Letter)), Cost: map[string]float64{}, Cover: t.Cover, Conceal: t.Conceal,
		BlocksSight: t.BlocksSight, BlocksFire: t.BlocksFire, Building: t.Building, HP: t.HP,
	}
	for class, cost := range t.Cost {
		if cost != game.Impassable {
			out.Cost[classes[class]] = float64(cost) * 100 / normal
		}
	}
	if t.HP > 0 {
		out.Ruin = r.Terrains[t.Ruin].Name
	}
	return out
}

func kind(k *game.Kind, rate float64) Kind {
	out := Kind{
		Name: k.Name, Letter: string(rune(k.Letter)), Class: classes[k.Class], HP: k.HP, Size: k.Size,
		Armour: Armour{k.Armour[game.Front], k.Armour[game.Side], k.Armour[game.Rear]},
		Speed:  float64(k.Speed) * rate / game.SubCell, Turn: degrees(k.Turn) * rate, Sight: k.Sight, Turret: k.Turret,
		Room: k.Room, Price: k.Price, Abilities: []string{}, Weapons: []Weapon{},
	}
	for bit, name := range abilities {
		if k.Abilities>>bit&1 != 0 {
			out.Abilities = append(out.Abilities, name)
		}
	}
	for i := range k.Weapons {
		if k.Weapons[i].Range > 0 {
			out.Weapons = append(out.Weapons, weapon(&k.Weapons[i], rate))
		}
	}
	return out
}

func weapon(w *game.Weapon, rate float64) Weapon {
	return Weapon{
		MinRange: w.MinRange, Range: w.Range, Accuracy: w.Accuracy, FarAccuracy: w.FarAccuracy, Burst: w.Burst,
		Reload: float64(w.Reload) / rate, Settle: float64(w.Settle) / rate, Damage: w.Damage,
		Penetration: w.Penetration, Area: w.Area, Suppression: w.Suppression, Ammo: w.Ammo, MoveFire: w.MoveFire,
		Indirect: w.Indirect, Flight: float64(w.Flight) / rate,
	}
}
