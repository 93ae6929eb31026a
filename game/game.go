// Package game is the rules of Muster: a deterministic simulation of squad tactics.
//
//	World(t+1) = Step(World(t), Input(t+1))
//
// Integers only, the standard library only, no clock, no goroutine, no map iteration, no float and no I/O:
// the same Setup, seed and inputs give the same 64-bit Hash on every machine. The server, look-ahead, replay
// and tests all call the same Step.
//
// This file holds the nouns. Units of measure, everywhere in this package:
//
//   - a World position is in sub-cells, SubCell to a cell; a View position is in view steps, ViewStep to a cell;
//   - an angle is a byte: 256 is a full turn, 0 points to +x, 64 to +y (down on the screen);
//   - time is in ticks. Nothing here knows how long a tick lasts; data files give times in seconds and assets
//     turns them into ticks with Rules.TickRate.
package game

// SubCell is the number of World position units in a cell, ViewStep that of View position units.
const (
	SubCell  = 256
	ViewStep = 16
)

// Tick counts Steps since the beginning of a match; 0 is the World before its first Step.
type Tick uint32

// Pos is a place in sub-cells.
type Pos struct{ X, Y int32 }

// Audience says whom a View is for: a team by its number, or All.
type Audience uint8

// All sees everything; it is served live to nobody (see server: spectators are delayed).
const All Audience = 255

// Leader says who commands a seat. Each leader of a seat numbers its own orders.
type Leader uint8

// The two leaders of a seat.
const (
	Player Leader = iota
	AI
	Leaders // how many there are
)

// OrderKind is what an order asks for.
type OrderKind uint8

// The orders. NoOrder is the empty order: it is obeyed by doing nothing, and lets a client use up a number.
const (
	NoOrder OrderKind = iota
	Move
	Attack     // Target, an enemy unit by the team's own id
	AttackMove // move, and fight what comes in range on the way
	Hold       // stop and stay
	Capture    // go to the capture point Target (its index) and stay until it is taken
	Retreat    // go back to the team's start, fast, without fighting
	OrderKinds // how many there are
)

// Order is what a leader asks of one squad.
type Order struct {
	Seat   uint8
	Leader Leader
	Seq    uint32 // the leader's own number; first is 1; the fold takes only last+1
	Kind   OrderKind
	Squad  uint8  // the team's own squad number, see SquadView.ID
	X, Y   uint16 // where to, in view steps
	Target uint16 // Attack: UnitView.ID; Capture: index of the point
}

// Refusal is why an order was not obeyed; Obeyed means that it was. The list is closed: texts for people are
// keyed by these names.
type Refusal uint8

// The reasons, all decided by Step except the last two, which admission gives (such an order is not journaled and
// its number is not used up).
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
	NotYourSeat   // the seat is led by somebody else now
	MatchOver
	Malformed
	TooMany
	Refusals // how many there are
)

// Answer tells what became of an order: the tick it took effect in and whether it was obeyed.
type Answer struct {
	Seat    uint8
	Leader  Leader
	Seq     uint32
	Tick    Tick // 0 if the order was not admitted
	Refusal Refusal
}

// AnswerWindow is how many of the last answers of each seat and leader a World remembers (W of the lease rules).
const AnswerWindow = 64

// TicketID names a join ticket; a ticket is spent once in a match.
type TicketID [16]byte

// SeatChange hands a seat to a leader. It may be recorded twice: it is idempotent. A zero Ticket spends none.
type SeatChange struct {
	Seat   uint8
	Leader Leader
	Ticket TicketID
}

// TalkKind tells chat from pings.
type TalkKind uint8

// Kinds of talk.
const (
	ChatAll TalkKind = iota
	ChatTeam
	Ping // a place on the map, for the team
	Plan // an AI's spoken plan, for the team
)

// Talk rides beside the orders: journaled, shown in replays, ignored by Step. Text is at most MaxTalk bytes.
type Talk struct {
	Seat uint8
	Kind TalkKind
	X, Y uint16 // Ping: view steps
	Text string
}

// Input is all that goes into one Step, in the order in which it is recorded: seat changes, then orders.
type Input struct {
	Seats  []SeatChange
	Orders []Order
	Talk   []Talk
}

// Empty tells whether the input changes the World (Talk does not count).
func (in *Input) Empty() bool { return len(in.Seats) == 0 && len(in.Orders) == 0 }

// Result is how a match ended.
type Result struct {
	Winner int8 // a team, or NoTeam for a draw
	Reason EndReason
	Tick   Tick
}

// NoTeam stands for nobody: a draw, or a point that nobody owns.
const NoTeam int8 = -1

// EndReason is why a match ended.
type EndReason uint8

// The ends.
const (
	NotOver EndReason = iota
	Elimination
	ScoreReached
	ClockRanOut
	Abandoned
)
