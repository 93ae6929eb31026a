package game

// World is the whole of a match at a tick, in flat slices without pointers but for what is shared and never written:
// the Setup and the ground derived from it. Invariants:
//   - every living unit stands alone on its cell: occ[units[i].cell] == i+1;
//   - fog[team][cell] counts the team's living units that have the cell in sight from where they are;
//   - occ, fog and lookFrom follow from the rest; they are neither saved nor hashed.
type World struct {
	setup  *Setup
	ground *ground
	seed   uint64 // secret: no View holds it
	tick   Tick
	result Result

	units  []unit
	squads []squad
	points []point
	seats  []seat
	scores []uint32
	ids    []uint16 // team*len(units)+unit: the team's own id, NoUnit before the first sight
	named  []uint16 // team*len(units)+id: the unit, for the first handed[team] ids
	handed []uint16 // by team
	spent  []TicketID
	spentN uint32 // tickets spent in all; spent is a ring
	loud   []happening

	occ []uint16
	fog [][]uint16
	scratch
}

// unit is a soldier or a vehicle. It stands on, or is on its way into, its cell: left sub-cells before the middle of it,
// coming along dir.
type unit struct {
	cell   int32
	goal   int32 // where it is to go, noCell for nowhere
	look   int32 // the cell it last looked from, noCell before: derived, not saved
	left   int16
	wait   uint16 // ticks it has been blocked
	reload uint16
	target uint16 // enemy unit that it fires at, NoUnit for none
	died   Tick   // 0 while alive
	squad  uint8
	kind   uint8
	team   uint8
	dir    uint8 // 0..7, of its last step
	facing uint8
	hp     uint8
	supp   uint8
	ammo   uint8
	burst  uint8 // shots left in the running burst
	flags  UnitFlags
	seek   bool // needs a path
	steps  uint8
	pathN  uint8
	path   [pathLength]uint8 // directions; path[steps:pathN] are still to go
}

// pathLength is how many steps of its path a unit remembers; it searches again from there.
const pathLength = 48

const noCell = -1

// squad carries its order out. cell is the goal of the order.
type squad struct {
	seat, kind, team, number uint8 // number: the team's own
	order                    OrderKind
	x, y                     uint16 // as ordered, for the View
	target                   uint16 // Attack: unit; Capture: point
	asked                    uint16 // Target as ordered
	cell                     int32
	first, count             uint16 // its units
}

type point struct {
	owner, taker int8
	progress     uint16 // of CaptureTicks
	contested    bool
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

// happening is what went on in the tick, before anybody's fog.
type happening struct {
	kind           HappeningKind
	source, target uint16 // units; Captured: team and point
}

// New makes the World before the first Step. The Setup must have passed Check.
func New(s *Setup, seed uint64) *World {
	w := &World{setup: s, ground: groundOf(s), seed: seed}
	w.scores = make([]uint32, len(s.Scenario.Teams))
	for range s.Scenario.Points {
		w.points = append(w.points, point{owner: NoTeam, taker: NoTeam})
	}
	for _, c := range s.Scenario.Seats {
		w.seats = append(w.seats, seat{team: c.Team, leader: AI})
	}
	w.muster()
	w.derive()
	w.name()
	return w
}

// muster draws up the squads. Check has seen that there is room for all.
func (w *World) muster() {
	numbers := make([]uint8, len(w.setup.Scenario.Teams))
	w.occ = make([]uint16, len(w.setup.Map.Cells))
	for i, c := range w.setup.Scenario.Squads {
		team := w.setup.Scenario.Seats[c.Seat].Team
		sq := squad{seat: c.Seat, kind: c.Kind, team: team, number: numbers[team], order: Hold, target: NoUnit, cell: noCell, first: uint16(len(w.units))}
		numbers[team]++
		kind := &w.setup.Rules.Kinds[c.Kind]
		for _, cell := range w.room(c.Y*w.setup.Map.W+c.X, kind.Class, int(c.Count)) {
			w.units = append(w.units, unit{
				cell: cell, goal: noCell, look: noCell, target: NoUnit, squad: uint8(i), kind: c.Kind, team: team,
				facing: c.Facing, hp: kind.HP, ammo: kind.Weapon.Ammo,
			})
			w.occ[cell] = uint16(len(w.units))
			sq.count++
		}
		w.squads = append(w.squads, sq)
	}
}

// derive fills in what follows from the rest: who stands where and what is in sight.
func (w *World) derive() {
	cells := len(w.setup.Map.Cells)
	w.occ = make([]uint16, cells)
	w.fog = make([][]uint16, len(w.setup.Scenario.Teams))
	for t := range w.fog {
		w.fog[t] = make([]uint16, cells)
	}
	for i := range w.units {
		w.units[i].look = noCell
		if w.units[i].hp > 0 {
			w.occ[w.units[i].cell] = uint16(i + 1)
		}
	}
	w.lookAround()
}

// name gives every team its own units' ids.
func (w *World) name() {
	teams, n := len(w.setup.Scenario.Teams), len(w.units)
	w.ids, w.named, w.handed = make([]uint16, teams*n), make([]uint16, teams*n), make([]uint16, teams)
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

// Result tells how the match ended; Reason is NotOver while it runs. Steps after the end change only the tick.
func (w *World) Result() Result { return w.result }

// Leader tells who commands the seat.
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

// Spent tells whether the ticket was used up in this match, among the last maxSpent.
func (w *World) Spent(id TicketID) bool {
	for i := range w.spent {
		if w.spent[i] == id {
			return true
		}
	}
	return false
}

// Clone returns an independent copy that shares only what is never written.
func (w *World) Clone() *World {
	c := *w
	c.units = append([]unit(nil), w.units...)
	c.squads = append([]squad(nil), w.squads...)
	c.points = append([]point(nil), w.points...)
	c.seats = append([]seat(nil), w.seats...)
	c.scores = append([]uint32(nil), w.scores...)
	c.ids = append([]uint16(nil), w.ids...)
	c.named = append([]uint16(nil), w.named...)
	c.handed = append([]uint16(nil), w.handed...)
	c.spent = append([]TicketID(nil), w.spent...)
	c.loud = append([]happening(nil), w.loud...)
	c.occ = append([]uint16(nil), w.occ...)
	c.fog = make([][]uint16, len(w.fog))
	for t := range c.fog {
		c.fog[t] = append([]uint16(nil), w.fog[t]...)
	}
	c.scratch = scratch{}
	return &c
}
