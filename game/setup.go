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
}

// Kind is a kind of unit.
type Kind struct {
	Name   string
	Letter byte
	Class  MoveClass
	HP     uint8
	Armour uint8  // compared with Weapon.Penetration
	Speed  uint16 // sub-cells a tick on normal ground
	Turn   uint8  // angle a tick
	Sight  uint8  // cells
	Weapon Weapon
}

// Weapon is what a kind fires.
type Weapon struct {
	Range       uint8  // cells
	Accuracy    uint8  // percent at no distance
	FarAccuracy uint8  // percent at Range
	Burst       uint8  // shots in a burst, at most one shot a tick
	Reload      uint16 // ticks between bursts
	Damage      uint8
	Penetration uint8
	Suppression uint8 // added to whoever is shot at
	Ammo        uint8 // 0 for no limit
	MoveFire    bool  // fires while moving (at half accuracy)
}

// Map is a grid of cells, row by row; Cells has W*H indexes into Rules.Terrains.
type Map struct {
	Name  string
	W, H  int32
	Cells []uint8
}

// Scenario says who fights for what on which map.
type Scenario struct {
	Name         string
	Map          string
	Teams        []TeamSetup
	Seats        []SeatSetup
	Squads       []SquadSetup
	Points       []PointSetup
	Clock        Tick   // the match ends at this tick; 0 for never
	ScoreToWin   uint32 // 0 for no such end
	CaptureTicks uint16 // one unit alone takes a point in this time, more are faster up to three times
	ScoreEvery   uint16 // ticks between points of score for each held point
}

// TeamSetup is a side. Start (a cell) is where its retreats lead.
type TeamSetup struct {
	Name           string
	StartX, StartY int32
}

// SeatSetup is a place for one commander.
type SeatSetup struct{ Team uint8 }

// SquadSetup is a squad at the beginning: Count units of one Kind around the cell X, Y.
type SquadSetup struct {
	Seat   uint8
	Kind   uint8
	Count  uint8
	X, Y   int32
	Facing uint8
}

// PointSetup is a capture point: cells within Radius of the cell X, Y.
type PointSetup struct {
	Name   string
	X, Y   int32
	Radius uint8
}
