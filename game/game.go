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

// Answer reports what became of an order: the tick it took effect in and whether it was obeyed.
type Answer struct {
	Seat    uint8
	Leader  Leader
	Seq     uint32
	Tick    Tick // 0 if the order was not admitted
	Refusal Refusal
}

// AnswerWindow is how many of the last answers of each seat and leader a World remembers (W of docs/lease.md, rule 6).
const AnswerWindow = 64

// TicketID names a join ticket; a ticket is spent once in a match.
type TicketID [16]byte

// SeatChange hands a seat to a leader. It may be recorded twice: it is idempotent. A zero Ticket spends none.
type SeatChange struct {
	Seat   uint8
	Leader Leader
	Ticket TicketID
}

// TalkKind distinguishes chat from pings.
type TalkKind uint8

// Kinds of talk.
const (
	ChatAll TalkKind = iota
	ChatTeam
	Ping // a place on the map, for the team
	Plan // an AI's spoken plan, for the team
)

// PhraseMark begins the text of a phrase, which every client says in its reader's language; the rest is its key. No
// text that somebody typed holds it.
const PhraseMark = "\x01"

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
	Turn   TurnInput // of a match by turns
}

// Empty reports whether the input changes the World (Talk does not count).
func (in *Input) Empty() bool {
	return len(in.Seats) == 0 && len(in.Orders) == 0 && in.Turn.Open == 0 && in.Turn.Close == 0
}

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
	HeldOut    // HoldOut: the clock ran out and the side still stood
	Overrun    // HoldOut: the side was gone, or held no point any more
	Escorted   // Escort: the escorted squad came to its goal
	EscortLost // Escort: it was lost, or too late
	PointHeld  // a point was held for long enough
	EndReasons // how many there are
)
