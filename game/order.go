package game

// OrderKind is what an order asks for.
type OrderKind uint8

// The orders. NoOrder is the empty order: it is obeyed by doing nothing, and lets a client use up a number.
const (
	NoOrder OrderKind = iota
	Move
	Attack     // Target, an enemy unit in sight by the team's own id; to where it was last seen if it is lost
	AttackMove // move, and fight what comes in range on the way
	Hold       // stop and stay; with Faced: watch that way, see overwatch
	Capture    // go to the capture point Target (its index) and stay until it is taken
	Retreat    // go back to the team's start, fast, without fighting
	Suppress   // fire at the place X, Y, seen or not
	TakeCover  // all into one piece of cover nearby, away from the enemy in sight
	Enter      // the building at X, Y
	Board      // the transports of the own squad Target
	Leave      // a building or a transport; a transport's squad lets everybody out
	Patrol     // between here and X, Y, fighting, until told otherwise; once to and fro if orders wait
	Guard      // stay with the own squad Target; if orders wait, until it has come to where it goes
	SetStance  // Arg is the Stance
	SetForm    // Arg is the Formation
	Smoke      // a cloud at X, Y; who is too far goes there first
	Grenade    // at X, Y; the same
	Heal       // whoever is wounded near X, Y
	Sandbags   // three cells at X, Y, across Facing
	LayMine    // at X, Y
	ClearMines // those known near X, Y
	Repair     // vehicles near X, Y
	Reinforce  // buy back the squad's fallen
	OrderKinds // how many there are
)

// OrderFlags say how an order is meant.
type OrderFlags uint8

// The flags of orders.
const (
	Queued  OrderFlags = 1 << iota // after what the squad does already, not instead of it
	Faced                          // Facing counts
	Planned                        // Turn and At count: it is for a turn, see turns.go
	Commit                         // with NoOrder and Planned: the seat's plan for the turn is final

	goneTo OrderFlags = 1 << 7 // a squad's own: its men turn to its facing, that of the way, when they have come
)

// Order is what a leader asks of one squad.
type Order struct {
	Seat   uint8
	Leader Leader
	Seq    uint32 // the leader's own number; first is 1; the fold takes only last+1
	Kind   OrderKind
	Flags  OrderFlags
	Squad  uint8  // the team's own squad number, see SquadView.ID
	X, Y   uint16 // where to, in view steps
	Target uint16 // Attack: UnitView.ID; Capture: index of the point; Board, Guard: SquadView.ID
	Facing uint8  // an angle, if Faced: how to stand at the end
	Arg    uint8  // Move, AttackMove: a Formation to take, or AsItIs; SetStance, SetForm
	Turn   uint32 // the turn that it is planned for, if Planned
	At     uint16 // the tick of that turn at which it is given, from 0, if Planned
}

// Formation is how a squad stands and goes.
type Formation uint8

// The formations.
const (
	AsItIs Formation = iota
	Line
	Column
	Wedge
	Spread
	Formations // how many there are
)

// Stance says when a squad fires.
type Stance uint8

// The stances.
const (
	FireAtWill Stance = iota
	ReturnFire        // only when it was fired at in the last seconds
	HoldFire
	Stances // how many there are
)

// Refusal is why an order was not obeyed; Obeyed means that it was. The list is closed: texts for people are
// keyed by these names.
type Refusal uint8

// The reasons, all decided by the World but Malformed and TooMany, which admission gives (such an order is not
// journaled and its number is not used up).
const (
	Obeyed Refusal = iota
	UnknownOrder
	UnknownSquad
	NotYourSquad
	SquadLost
	OffMap
	NoWay         // nothing of the squad can get there
	UnknownTarget // no such unit or point, or not known to the team
	NotVisible    // the target was seen once and is not in sight now
	NoWeapon      // nothing in the squad can hurt the target
	NoAbility     // nobody in the squad can do that
	NotReady      // the ability is still being made ready
	TooFar        // not given any more: who is too far goes nearer
	NotHere       // nothing to enter, to leave, to build on, to clear, to heal there
	NoRoom        // the building or the transport is full
	NoCover       // there is no better cover nearby
	NoSupply      // the team has not enough supply for one of them
	FullStrength  // nobody of the squad has fallen
	QueueFull     // MaxQueue orders wait already
	Broken        // the squad is routed and takes no orders
	Carried       // the squad is in a transport: it can only leave
	NotYourSeat   // the seat is led by somebody else now
	MatchOver
	Malformed
	TooMany
	NotYourTurn // by turns: another side plans, or the turn is not planned yet
	Committed   // by turns: the seat's plan is final
	TooLate     // by turns: the turn runs, is over, or the seat's time is up
	Refusals    // how many there are
)
