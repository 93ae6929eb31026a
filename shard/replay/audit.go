package replay

import (
	"fmt"

	"muster/game"
)

// Audit is what comes of holding answers against journals. What is wrong with an answer is one of the kinds from
// Unknown on.
type Audit struct {
	Answers     int // read
	Found       int // admitted, and in the journal once, at the tick and with the outcome that was told
	NotAdmitted int // told so, and not in the journal
	UsedAgain   int // not admitted, and the number stands for a later order
	Elsewhere   int // of matches that were not asked for

	Unknown  int // of a match that has no journal here
	Lost     int // the journal has no such order
	Doubled  int // answered twice
	Moved    int // the journal has it at another tick
	Altered  int // the journal has another outcome
	Intruded int // told not to be admitted, and the journal has it

	First []string // the first few that are wrong, with their lines
}

// maxWrong is how many wrong answers an Audit tells of one by one: the first few tell the story.
const maxWrong = 10

// Wrong counts the answers that do not agree with the journals.
func (a *Audit) Wrong() int {
	return a.Unknown + a.Lost + a.Doubled + a.Moved + a.Altered + a.Intruded
}

// numbered is an order's number in a match.
type numbered struct {
	match string
	seat  uint8
	seq   uint32
}

// Check holds answers against what the journals of their matches have. Answers of other matches are Elsewhere if only
// some matches were chosen, else Unknown.
func Check(answers []Answer, journals map[string]*Taken, chosen bool) *Audit {
	a, told := &Audit{Answers: len(answers)}, map[numbered]int{}
	for i := range answers {
		if answers[i].Tick > 0 && journals[answers[i].Match] != nil {
			a.admitted(&answers[i], journals[answers[i].Match], told)
		}
	}
	for i := range answers {
		switch l := &answers[i]; {
		case journals[l.Match] == nil && chosen:
			a.Elsewhere++
		case journals[l.Match] == nil:
			a.note(&a.Unknown, l, "no journal here is of this match")
		case l.Tick == 0:
			a.refused(l, journals[l.Match], told)
		}
	}
	return a
}

func (a *Audit) note(kind *int, l *Answer, format string, args ...any) {
	if *kind++; len(a.First) < maxWrong {
		a.First = append(a.First, fmt.Sprintf("line %d: match %s, seat %d, order %d: %s",
			l.Line, l.Match, l.Seat, l.Seq, fmt.Sprintf(format, args...)))
	}
}

// admitted checks an answer with a tick. told has the lines of the orders answered before.
func (a *Audit) admitted(l *Answer, journal *Taken, told map[numbered]int) {
	key := numbered{l.Match, l.Seat, l.Seq}
	o := journal.player(l.Seat, l.Seq)
	switch before := told[key]; {
	case before > 0:
		a.note(&a.Doubled, l, "line %d has answered it already", before)
		return
	case o == nil:
		a.note(&a.Lost, l,
			"answered at tick %d, and the journal has no such order (the last of this seat's player is %d)",
			l.Tick, journal.last(l.Seat))
	case o.tick != l.Tick:
		a.note(&a.Moved, l, "answered at tick %d, and the journal has it at tick %d", l.Tick, o.tick)
	case o.refusal != l.Refusal:
		a.note(&a.Altered, l, "answered as %s, and it folds to %s", l.Refusal, o.refusal)
	default:
		a.Found++
	}
	told[key] = l.Line
}

// refused checks an answer without a tick. Its number was not used up: the same player sends it again with an empty
// order (which nobody tells of), or the next player of the seat begins with it, or somebody was answered.
func (a *Audit) refused(l *Answer, journal *Taken, told map[numbered]int) {
	switch o := journal.player(l.Seat, l.Seq); {
	case o == nil:
		a.NotAdmitted++
	case o.empty || o.first || told[numbered{l.Match, l.Seat, l.Seq}] > 0:
		a.UsedAgain++
	default:
		a.note(&a.Intruded, l, "told not to be admitted (%s), and the journal has it at tick %d", l.Refusal, o.tick)
	}
}

// last is the number of the last order of a seat's player.
func (t *Taken) last(seat uint8) int {
	if int(seat) >= len(t.seats) {
		return 0
	}
	return len(t.seats[seat].orders[game.Player])
}
