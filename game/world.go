package game

// World is the whole of a match at a tick, in flat slices without pointers but for what is shared and never written:
// the Setup and the ground derived from it. Invariants:
//   - every living unit that is on the map stands alone on its cell: stand.at(units[i].cell) == i;
//   - fog[team].of(cell) counts the team's living units that have the cell in sight from where they are;
//   - ground is the Setup's with altered and clouds applied;
//   - stand, fog, look and ground follow from the rest; they are neither saved nor hashed.
type World struct {
	setup    *Setup
	ground   *ground
	owned    bool                    // ground was copied in this Step and may be written to
	seed     uint64                  // secret: no View holds it
	bounds   [MoveClasses]*landmarks // shared and never written; nil until first needed
	imagined bool                    // made of what a team knows: that nobody of a side is left cannot be known
	tick     Tick
	result   Result

	units  []unit
	squads []squad
	points []point
	ends   []End // shared
	seats  []seat
	scores []uint32
	supply []uint32
	ids    []uint16   // team*len(units)+unit: the team's own id, NoUnit before the first sight
	named  [][]uint16 // by team and id: the unit, NoUnit when it fell and came again under another id
	spent  []TicketID
	spentN uint32           // tickets spent in all; spent is a ring
	bought [MaxTeams]uint16 // units that each team bought back
	loud   []combatEvent

	altered []alteration
	clouds  []cloud
	mines   []mine
	shells  []shell
	turns   *turns // nil in real time

	stand places
	fog   [MaxTeams]watchers
	scratch
}

// unit is a soldier or a vehicle. It stands on, or is on its way into, its cell: left sub-cells before the middle of
// it, coming along dir.
type unit struct {
	cell    int32
	goal    int32 // where it is to go, noCell for nowhere
	look    int32 // the cell it last looked from, noCell before: derived, not saved
	died    Tick  // 0 while alive
	guns    [MaxWeapons]gun
	left    int16
	wait    uint16 // ticks it has been blocked
	carrier uint16 // the transport it is in, if off is aboard
	squad   uint8
	kind    uint8
	team    uint8
	off     uint8 // onMap, aboard or away
	dir     uint8 // 0..7, of its last step
	facing  uint8
	hp      uint8
	supp    uint8
	still   uint8 // ticks that it has stood, at most 255
	flags   UnitFlags
	seek    bool // needs a path
	steps   uint8
	pathN   uint8
	path    [pathLength]uint8 // directions; path[steps:pathN] are still to go
}

// gun is a weapon of a unit.
type gun struct {
	target uint16 // enemy unit that it fires at, NoUnit for none
	reload uint16
	burst  uint8 // shots left in the running burst
	ammo   uint8
}

// Where a unit is.
const (
	onMap  = iota
	aboard // in a transport
	away   // not come yet
)

// here reports whether a unit lives and is on the map.
func (u *unit) here() bool { return u.hp > 0 && u.off == onMap }

// pathLength is how many steps of its path a unit remembers; it searches again from there.
const pathLength = 48

const noCell = -1

// task is an order as a squad carries it out or has it waiting.
type task struct {
	order  OrderKind
	flags  OrderFlags
	facing uint8
	arg    uint8
	x, y   uint16 // as ordered, for the View
	asked  uint16 // Target as ordered
	target uint16 // Attack: unit, NoUnit when it was seen to fall; Capture: point; Board, Guard: squad
	cell   int32  // where to
}

// squad carries its task out.
type squad struct {
	task
	seat, kind, team, number uint8  // number: the team's own
	first, count             uint16 // its units
	// Patrol: where it goes next; Attack: where its target was last seen; Suppress, Smoke, Grenade: where it
	// forms up to reach the place
	back  int32
	xp    uint16
	ready uint16 // ticks until it may throw again
	// done of what it builds or lays; Patrol: how often it turned round; Suppress: see watchPlace; Smoke,
	// Grenade: 1 when it has thrown
	work      uint16
	alarm     Tick // when it was last fired at
	since     Tick // when its task began; Attack: when its target was last seen
	morale    uint8
	stance    Stance
	formation Formation
	broken    bool
	unsent    bool // its men are yet to get their places, see deploy; false between Steps, so not saved
	waiting   uint8
	queue     [MaxQueue]task
}

type point struct {
	owner, taker int8
	progress     uint16 // of CaptureTicks
	contested    bool
	since        Tick // that owner has had it: remembered where that counts, see timed
}

// seat remembers the last answers of each leader: the table of the exactly-once rule.
type seat struct {
	team   uint8
	leader Leader
	last   [Leaders]uint32
	at     [Leaders][AnswerWindow]answer
}

type answer struct {
	tick    Tick
	refusal Refusal
}

// combatEvent is what happened in a tick, before anybody's fog.
type combatEvent struct {
	kind           CombatEventKind
	source, target uint16 // units; Captured: team and point
	cell           int32  // Blast
}

// New makes the World before the first Step. The Setup must have passed Check.
func New(s *Setup, seed uint64) *World {
	w := newOn(s, groundOf(s), seed)
	w.survey()
	return w
}

// survey makes the landmarks of all classes that there are squads of: on a large map each takes longer than a tick may.
func (w *World) survey() {
	for i := range w.setup.Scenario.Squads {
		w.boundsOf(w.setup.Rules.Kinds[w.setup.Scenario.Squads[i].Kind].Class)
	}
}

// newOn makes it on a ground derived before.
func newOn(s *Setup, g *ground, seed uint64) *World {
	w := &World{setup: s, ground: g, seed: seed, ends: s.Scenario.Ways()}
	w.scores, w.supply = make([]uint32, len(s.Scenario.Teams)), make([]uint32, len(s.Scenario.Teams))
	for t := range w.supply {
		w.supply[t] = uint32(s.Scenario.Supply)
	}
	for i := range s.Scenario.Points {
		w.points = append(w.points, point{owner: int8(s.Scenario.Points[i].Owner) - 1, taker: NoTeam})
	}
	for _, c := range s.Scenario.Seats {
		w.seats = append(w.seats, seat{team: c.Team, leader: AI})
	}
	w.muster()
	w.derive()
	w.name()
	if s.Scenario.Turns.Kind != RealTime {
		w.turns = newTurns(w)
	}
	return w
}

// muster draws up the squads. Check has seen that there is room for all.
func (w *World) muster() {
	numbers := make([]uint8, len(w.setup.Scenario.Teams))
	w.stand = newPlaces(len(w.setup.Map.Cells), w.setup.Scenario.units())
	for i, c := range w.setup.Scenario.Squads {
		team := w.setup.Scenario.Seats[c.Seat].Team
		sq := squad{
			task: task{order: Hold, cell: noCell, target: NoUnit}, seat: c.Seat, kind: c.Kind, team: team,
			number: numbers[team], back: noCell, morale: maxMorale, formation: Line, first: uint16(len(w.units)),
		}
		numbers[team]++
		at := c.Y*w.setup.Map.W + c.X
		cells := w.room(at, w.setup.Rules.Kinds[c.Kind].Class, int(c.Count), int(NoTeam), c.Facing/32)
		for n := range int(c.Count) {
			u := unit{cell: at, squad: uint8(i), kind: c.Kind, team: team, facing: c.Facing, off: away}
			w.equip(&u)
			if c.Arrives == 0 && n < len(cells) {
				u.off, u.cell = onMap, cells[n]
				w.stand.put(u.cell, len(w.units))
			}
			w.units = append(w.units, u)
			sq.count++
		}
		w.squads = append(w.squads, sq)
	}
}

// equip gives a unit the health and ammunition of its kind, and nothing to do.
func (w *World) equip(u *unit) {
	kind := &w.setup.Rules.Kinds[u.kind]
	u.goal, u.look, u.carrier, u.hp, u.died, u.supp = noCell, noCell, NoUnit, kind.HP, 0, 0
	for g := range u.guns {
		u.guns[g] = gun{target: NoUnit, ammo: kind.Weapons[g].Ammo}
	}
}

// derive fills in what follows from the rest: the ground as it is now, who stands where and what is in sight.
func (w *World) derive() {
	cells := len(w.setup.Map.Cells)
	w.stand = newPlaces(cells, len(w.units))
	for t := range w.scores {
		w.fog[t] = newWatchers(cells)
	}
	w.reground()
	for i := range w.units {
		w.units[i].look = noCell
		if w.units[i].here() {
			w.stand.put(w.units[i].cell, i)
		}
	}
	w.lookAround()
}

// name gives every team its own units' ids.
func (w *World) name() {
	teams, n := len(w.setup.Scenario.Teams), len(w.units)
	w.ids, w.named = make([]uint16, teams*n), make([][]uint16, teams)
	for i := range w.ids {
		w.ids[i] = NoUnit
	}
	for i := range w.units {
		w.handOut(int(w.units[i].team), i)
	}
}

// Setup returns the shared, immutable set-up.
func (w *World) Setup() *Setup { return w.setup }

// Tick returns how many Steps made this World.
func (w *World) Tick() Tick { return w.tick }

// Result reports how the match ended; Reason is NotOver while it runs. Steps after the end change only the tick.
func (w *World) Result() Result { return w.result }

// Leader reports who commands the seat.
func (w *World) Leader(seat uint8) Leader { return w.seats[seat].leader }

// LastSeq is the number of the last order of a seat's leader that the fold took, 0 before the first.
func (w *World) LastSeq(seat uint8, l Leader) uint32 { return w.seats[seat].last[l] }

// Answer returns what became of an order, if it is among the last AnswerWindow of its leader.
func (w *World) Answer(seat uint8, l Leader, seq uint32) (Answer, bool) {
	if int(seat) >= len(w.seats) || l >= Leaders {
		return Answer{}, false
	}
	s := &w.seats[seat]
	if seq == 0 || seq > s.last[l] || seq+AnswerWindow <= s.last[l] {
		return Answer{}, false
	}
	a := s.at[l][seq%AnswerWindow]
	return Answer{Seat: seat, Leader: l, Seq: seq, Tick: a.tick, Refusal: a.refusal}, true
}

// Spent reports whether the ticket was used up in this match, among the last maxSpent.
func (w *World) Spent(id TicketID) bool {
	for i := range w.spent {
		if w.spent[i] == id {
			return true
		}
	}
	return false
}
