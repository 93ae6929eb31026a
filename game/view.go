package game

// View is all that one audience may know at a tick. It holds nothing that differs between the seats of a team.
// Cells in sight are not in it: Setup.Fog derives them from Units. A View is never written to once published.
type View struct {
	Tick         Tick
	Audience     Audience
	Result       Result        // Reason is NotOver while the match runs
	Units        []UnitView    // by ascending ID; own units always, others while in sight
	Squads       []SquadView   // the team's own (All: everybody's), by ascending ID
	Points       []PointView   // all, in the order of Scenario.Points
	Scores       []uint32      // by team
	Supply       uint32        // the team's own; All: 0
	Waypoints    []Waypoint    // what waits behind the squads' orders, by squad and in order
	Marks        []Mark        // what the team knows to differ from the map, in order of place
	CombatEvents []CombatEvent // of this tick only
	Turn         TurnView      // zero in real time
}

// UnitFlags are what anybody sees of a unit.
type UnitFlags uint8

// The flags. The first four are those of the recorded traces of the bench.
const (
	Moving UnitFlags = 1 << iota
	Firing
	Pinned
	InCover
	Fleeing // its squad is broken
	Aboard  // in a transport, at whose place it is shown to its own team
	Working // building, healing, laying mines
)

// UnitView is a unit as an audience sees it.
type UnitView struct {
	ID          uint16 // the audience's own number for it, never reused in a match
	Kind        uint8
	Team        uint8
	Squad       uint8  // own units: SquadView.ID; NoSquad for others
	X, Y        uint16 // view steps
	Facing      uint8
	HP          uint8
	Suppression uint8
	Ammo        uint8 // of the first weapon; own units only, 0 for others
	Flags       UnitFlags
}

// NoSquad is the squad of units that belong to another team.
const NoSquad = 255

// SquadView is a squad of the audience's own team. X, Y and Target repeat its order.
type SquadView struct {
	ID        uint8 // the team's own number, from 0 in the order of Scenario.Squads
	Seat      uint8
	Kind      uint8
	Alive     uint8 // 0 also before it arrives
	Order     OrderKind
	X, Y      uint16
	Target    uint16
	Formation Formation
	Stance    Stance
	Morale    uint8 // 0 to 100
	Level     uint8 // of veterancy, 0 to 3
	Broken    bool
	Ready     bool // to throw smoke or a grenade
}

// Waypoint is an order that waits.
type Waypoint struct {
	Squad  uint8
	Kind   OrderKind
	X, Y   uint16
	Target uint16
}

// MarkKind says what a Mark is.
type MarkKind uint8

// The marks.
const (
	Altered   MarkKind = iota // the cell is of the terrain What now
	Cloud                     // smoke around the cell; What is its radius
	Mine                      // What is the team that laid it
	MarkKinds                 // how many there are
)

// Mark is something on the map that was not there at the beginning.
type Mark struct {
	X, Y uint16 // the cell
	Kind MarkKind
	What uint8
}

// PointView is a capture point. Progress runs from 0 to 100 towards Taker.
type PointView struct {
	Owner     int8
	Taker     int8
	Progress  uint8
	Contested bool
}

// CombatEventKind is what a CombatEvent is about: a closed list.
type CombatEventKind uint8

// The kinds. Shot, Hit and Death are those of the recorded traces.
const (
	Shot     CombatEventKind = iota // Source fired (at Target, if the audience knows it)
	Hit                             // Target was hit (by Source, if known)
	Death                           // Target died; it is in Units of this tick with HP 0 and of none after
	Heard                           // a shot or a blast out of sight: Dir in eighths, Loud
	Captured                        // point Target changed owner to team Source
	Blast                           // something went off at Source, Target: view steps
	Broke                           // the squad of the unit Target breaks
	Rallied                         // the squad of the unit Target stands again; own team only
	Arrived                         // Target came in: a reinforcement or a wave; own team only
	CombatEventKinds
)

// NoUnit stands for a unit that the audience does not know.
const NoUnit = 0xFFFF

// CombatEvent is something seen or heard in a tick.
type CombatEvent struct {
	Kind   CombatEventKind
	Source uint16
	Target uint16
	Dir    uint8 // Heard: 0..7, eighths of a turn from the nearest own unit
	Loud   uint8 // Heard: 1 far .. 3 near
}

// Fog is what a team has in sight: one bit a cell.
type Fog struct {
	W, H    int32
	Visible []bool // W*H, row by row

	of           *Setup  // what the rest is derived from
	plain        *ground // without marks
	ground       *ground // with them
	marks        []Mark
	counts       watchers
	spans        []span
	was, is      sightSet
	viewers, old []viewer // by ascending id: those in counts, and the memory of those before
}

// Sees reports whether cell x, y is in sight; off the map nothing is.
func (f *Fog) Sees(x, y int32) bool {
	return x >= 0 && y >= 0 && x < f.W && y < f.H && f.Visible[y*f.W+x]
}
