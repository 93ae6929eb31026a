package game

import "fmt"

// A match by turns is played by the same rules as one in real time, in turns of Turns.Length ticks. Before each turn
// the World stands still while it is planned:
//
//	Unopened --Open--> Planning --all seats done, Close--> Running --Length ticks--> Unopened, of the next turn
//
// Plan applies inputs to a World that is planned for, and no tick passes. What squads are ordered to do then is only
// noted; it is given to them in the ticks of the turn that the orders name (Order.At). A seat is done once it has
// committed its plan, which is final, or its time is up. Together, everybody plans at once. Alternate, one side plans
// and its squads act, while those of the others only react by their stances; who is routed runs in any turn.
//
// Time is told, never read: every TurnInput says when it was, in Unix milliseconds, and a deadline is over when an
// input says so. A team learns nothing of what others plan, see TurnView.

// TurnKind is how turns follow each other.
type TurnKind uint8

// The kinds.
const (
	RealTime  TurnKind = iota // no turns
	Together                  // everybody plans at once, in secret
	Alternate                 // the sides plan and act in turn
	TurnKinds                 // how many there are
)

// TimeUp is what becomes of a seat that has not committed when its time is up.
type TimeUp uint8

// What becomes of it.
const (
	Stand   TimeUp = iota // its plan is what it has given so far
	AIPlans               // the same, but if it gave nothing its AI plans
	TimeUps               // how many there are
)

// Turns is how a match by turns goes. A seat has Planning for each turn, and then its bank. Where both are 0 there is
// no deadline.
type Turns struct {
	Kind      TurnKind
	Length    Tick   // ticks that a turn runs
	Planning  uint32 // seconds
	Bank      uint32 // seconds in all that a seat may use beyond Planning
	Increment uint32 // seconds that each of its turns adds to the bank
	TimeUp    TimeUp
	Shown     bool // everybody sees who has committed
}

// checkTurns finds turns that cannot be played.
func (s *Setup) checkTurns() error {
	t := &s.Scenario.Turns
	if t.Kind == RealTime {
		if *t != (Turns{}) {
			return fmt.Errorf("scenario.clock: there are no turns in real time")
		}
		return nil
	}
	for _, field := range []struct {
		what           string
		n, least, most uint32
	}{
		{"turns", uint32(t.Kind), 1, uint32(TurnKinds) - 1},
		{"length", uint32(t.Length), 1, MaxTurnLength},
		{"planning", t.Planning, 0, MaxTurnTime},
		{"bank", t.Bank, 0, MaxTurnTime},
		{"increment", t.Increment, 0, MaxTurnTime},
		{"time_up", uint32(t.TimeUp), 0, uint32(TimeUps) - 1},
	} {
		if field.n < field.least || field.n > field.most {
			return fmt.Errorf("scenario.clock.%s: %d is out of range (%d to %d)",
				field.what, field.n, field.least, field.most)
		}
	}
	return nil
}

func (t *Turns) appendTo(b []byte) []byte {
	b = put(put(append(b, uint8(t.Kind)), t.Length), t.Planning, t.Bank, t.Increment)
	return putFlag(append(b, uint8(t.TimeUp)), t.Shown)
}

func (c *cursor) turnClock() Turns {
	t := Turns{
		Kind: TurnKind(c.raw("kind of turns")), Length: Tick(c.word("length of a turn")),
		Planning: c.word("time to plan"), Bank: c.word("bank"), Increment: c.word("increment"),
		TimeUp: TimeUp(c.raw("what becomes of whose time is up")), Shown: c.flag("whether commitments are shown"),
	}
	if t.Kind == RealTime {
		c.fail("turns of no kind")
	}
	return t
}

// TurnInput is what the owner of a match by turns says of its clock.
type TurnInput struct {
	Now   uint64 // Unix milliseconds; a World's time never goes back, whatever its owners' clocks say
	Open  uint32 // the turn that may be planned from Now on, 0 for none
	Close uint32 // the turn that begins with this Step, 0 for none
}

// AppendTurnInput appends the binary form of in for a match by turns: Turn first, and orders with theirs.
func AppendTurnInput(b []byte, in *Input) []byte {
	return appendInput(put(put(b, in.Turn.Now), in.Turn.Open, in.Turn.Close), in, appendTurnOrder)
}

// DecodeTurnInput reads what AppendTurnInput wrote into in, reusing its slices, and returns the bytes behind it.
func DecodeTurnInput(b []byte, in *Input) (rest []byte, err error) {
	c := &cursor{b: b}
	in.Turn = TurnInput{Now: c.number("time", 1<<64-1), Open: c.word("turn to open"), Close: c.word("turn to close")}
	c.input(in, c.turnOrder)
	return c.done()
}
