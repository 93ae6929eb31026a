package game

// Setup is all of a match that never changes: rules, map and scenario. Worlds share it by pointer; nobody may
// write to it once a World uses it.
type Setup struct {
	Rules    Rules
	Map      Map
	Scenario Scenario
}

// Rules are the numbers of the game.
type Rules struct {
	TickRate uint8 // ticks a second, for showing times; Step does not use it
	Terrains []Terrain
	Kinds    []Kind
	Works    Works
}

// MoveClass is a way of getting about.
type MoveClass uint8

// The movement classes.
const (
	Foot MoveClass = iota
	Wheels
	Tracks
	MoveClasses // how many there are
)

// Impassable is the movement cost of a cell that cannot be entered.
const Impassable = 0

// Terrain is what a cell is made of. A Map holds indexes into Rules.Terrains.
type Terrain struct {
	Name        string
	Letter      byte               // how drawn maps and the terminal show it
	Cost        [MoveClasses]uint8 // 16 is normal speed, 32 half of it; Impassable for no entry
	Cover       uint8              // percent of hits that it stops
	Conceal     uint8              // percent that the distance is cut by from which it is seen into
	BlocksSight bool
	BlocksFire  bool
	Building    bool   // squads can be ordered to enter it
	HP          uint16 // blasts whose damage comes to this make a Ruin of it; 0 for never
	Ruin        uint8  // the terrain that is left
}

// The sides of a unit, for its armour.
const (
	Front = iota
	Side
	Rear
	Sides // how many there are
)

// MaxWeapons is how many weapons a kind may have. A weapon without Range is none.
const MaxWeapons = 2

// Kind is a kind of unit.
type Kind struct {
	Name      string
	Letter    byte
	Class     MoveClass
	HP        uint8
	Armour    [Sides]uint8 // compared with Weapon.Penetration
	Speed     uint16       // sub-cells a tick on normal ground
	Turn      uint8        // angle a tick
	Sight     uint8        // cells
	Size      uint8        // percent of the chance to be hit of a man
	Turret    bool         // fires in any direction without turning
	Weapons   [MaxWeapons]Weapon
	Abilities Abilities
	Room      uint8  // how many men it carries
	Price     uint16 // supply that one of it costs as a reinforcement, 0 for not to be had
}

// Abilities are what a kind can do beside fighting.
type Abilities uint8

// The abilities.
const (
	CanSmoke Abilities = 1 << iota
	CanGrenade
	CanHeal
	CanBuild // sandbags
	CanMine  // lay, find and clear mines
	CanRepair
	allAbilities = 1<<iota - 1
)

// Weapon is what a kind fires.
type Weapon struct {
	MinRange    uint8  // cells
	Range       uint8  // cells
	Accuracy    uint8  // percent at no distance
	FarAccuracy uint8  // percent at Range
	Burst       uint8  // shots in a burst, at most one shot a tick
	Reload      uint16 // ticks between bursts
	Settle      uint8  // ticks that it must stand before it fires
	Damage      uint8
	Penetration uint8
	Area        uint8 // cells around where it strikes that it hurts, half as much at the edge; 0 for the target alone
	Suppression uint8 // added to whoever is shot at
	Ammo        uint8 // 0 for no limit
	MoveFire    bool  // fires while moving (at half accuracy)
	Indirect    bool  // over walls and hills, at whatever the team sees; a shell that flies Flight ticks
	Flight      uint8
}

// Works are the numbers of the abilities.
type Works struct {
	SmokeRange, SmokeRadius uint8  // cells
	SmokeTicks              uint16 // that a cloud lasts
	// a grenade's Flight and Range count; a mine goes off under whoever is not of its team
	Grenade, Mine          Weapon
	Ready                  uint16 // ticks until the next smoke or grenade
	HealEvery, RepairEvery uint8  // ticks for one hit point, by one man
	BuildTicks, MineTicks  uint16 // for one man, more are faster
	Sandbags               uint8  // the terrain that is built
	MineSight              uint8  // cells from which who CanMine finds mines
}

// Map is a grid of cells, row by row; Cells has W*H indexes into Rules.Terrains. Heights are 0 to MaxHeight, of each
// cell or none at all for a flat map.
type Map struct {
	Name    string
	W, H    int32
	Cells   []uint8
	Heights []uint8
}

// Mode is what a match is about.
type Mode uint8

// The modes. In each, a side without units has lost.
const (
	Domination Mode = iota // hold points for score
	LastStand              // who is left
	HoldOut                // Side must not be overrun until the clock runs out
	Escort                 // Side must bring its squad Charge to the point Goal before the clock runs out
	Modes                  // how many there are
)

// Scenario says who fights for what on which map.
type Scenario struct {
	Name         string
	Map          string
	Mode         Mode
	Ends         []End // how it is won; none for as its Mode says, which is then only what it is taken for
	Side         uint8 // HoldOut, Escort: the team
	Charge       uint8 // Escort: index into Squads
	Goal         uint8 // Escort: index into Points
	Teams        []TeamSetup
	Seats        []SeatSetup
	Squads       []SquadSetup
	Points       []PointSetup
	Clock        Tick   // the match ends at this tick; 0 for never
	ScoreToWin   uint32 // 0 for no such end
	CaptureTicks uint16 // one unit alone takes a point in this time, more are faster up to three times
	ScoreEvery   uint16 // ticks between points of score, and of supply, for each held point
	Supply       uint16 // of each team at the beginning
	Turns        Turns  // none in real time
}

// units counts those of all squads.
func (sc *Scenario) units() (n int) {
	for i := range sc.Squads {
		n += int(sc.Squads[i].Count)
	}
	return n
}

// TeamSetup is a side. Start (a cell) is where its retreats lead and its reinforcements come from.
type TeamSetup struct {
	Name           string
	StartX, StartY int32
}

// SeatSetup is a place for one commander.
type SeatSetup struct{ Team uint8 }

// SquadSetup is a squad at the beginning: Count units of one Kind around the cell X, Y. It comes
// in at the tick Arrives.
type SquadSetup struct {
	Seat    uint8
	Kind    uint8
	Count   uint8
	X, Y    int32
	Facing  uint8
	Arrives Tick
}

// PointSetup is a capture point: cells within Radius of the cell X, Y. Owner is a team, +1; 0 for nobody.
type PointSetup struct {
	Name   string
	X, Y   int32
	Radius uint8
	Owner  uint8
}
