// Package plan is what a player does in a match by turns, without a window: the plan of a turn on a line of time, what
// of it the server has, the clocks, a preview of what it will come to, and the film of the turns that were played.
//
// A Plan is drawn up here and sent as it grows: what is not sent when the time is up does not count. The server notes
// orders one by one (game's Plan); draft is that rule once more, so that it is known what the server holds without
// asking it, and that undoing something is but to bring it to hold what is wanted. Nothing here has a clock, a
// goroutine or I/O: the caller tells views, answers and the time, and sends what is due.
package plan

import (
	"slices"
	"time"

	"muster/game"
)

// Plan is what one seat plans, turn after turn.
type Plan struct {
	Line Line

	setup *game.Setup
	seat  uint8
	turn  game.TurnView // as last told; of the team
	over  bool

	want   draft
	before []draft // to go back to, the last first to be undone
	undone []draft // to go forward to again
	log    log
	asked  asking

	clock clock
}

// asking is how far a commitment has come.
type asking uint8

const (
	unasked   asking = iota
	doubted          // the player was asked whether he means it
	wanted           // he does: it goes when all else is answered
	committed        // the server has it
)

// New is a seat's plan before the first view.
func New(s *game.Setup, seat uint8) *Plan {
	return &Plan{setup: s, seat: seat, Line: Line{End: s.Scenario.Turns.Length, rate: float64(s.Rules.TickRate)}}
}

// Update takes in a view; now is when it came. Another turn has another plan.
func (p *Plan) Update(v *game.View, now time.Time) {
	before := p.turn
	p.turn, p.over = v.Turn, v.Result.Reason != game.NotOver
	if p.turn.Number != before.Number || before.Phase == game.Flowing {
		p.want, p.before, p.undone, p.log, p.asked = nil, nil, nil, log{}, unasked
		p.Line.To(0)
	}
	if !p.log.known && p.Stage() == Planning { // it may have been planned before the link was lost
		p.want = noted(&p.turn, p.seat)
		p.log.begin(p.want)
	}
	p.clock.update(&before, &p.turn, now)
}

// Restore forgets everything: the match goes on from an earlier moment.
func (p *Plan) Restore() { *p = *New(p.setup, p.seat) }

// noted is what the server says that a seat has planned.
func noted(t *game.TurnView, seat uint8) (d draft) {
	for i := range t.Plan {
		if o := t.Plan[i].Order; o.Seat == seat {
			d = d.insert(plain(o))
		}
	}
	return d
}

// Give plans orders for the time that the line stands at; it returns why that cannot be, Obeyed if it can.
func (p *Plan) Give(orders []game.Order) game.Refusal {
	if len(orders) == 0 {
		return game.Obeyed
	}
	if why := p.closed(); why != game.Obeyed {
		return why
	}
	p.edit(func(d draft) draft {
		for _, o := range orders {
			o.At = uint16(p.Line.Order())
			d = d.give(plain(o))
		}
		return d
	})
	return game.Obeyed
}

// Forget takes back what is planned for squads from the line's time on.
func (p *Plan) Forget(squads []uint8) game.Refusal {
	var orders []game.Order
	for _, id := range squads {
		orders = append(orders, game.Order{Squad: id})
	}
	return p.Give(orders)
}

// Shift plans for another tick what a squad is to be told at one; it passes nothing else of the squad's.
func (p *Plan) Shift(squad uint8, from, to game.Tick) {
	if p.closed() == game.Obeyed {
		p.edit(func(d draft) draft { return d.shift(squad, from, min(to, p.Line.End-1)) })
	}
}

// closed is why nothing can be planned now, Obeyed if it can.
func (p *Plan) closed() game.Refusal {
	switch s := p.Stage(); {
	case s == Over:
		return game.MatchOver
	case s == Film, p.TimeIsUp():
		return game.TooLate
	case s == Waiting, p.asked >= wanted:
		return game.Committed
	case s != Planning:
		return game.NotYourTurn
	}
	return game.Obeyed
}

// edit changes the plan, so that it can be undone. What is doubted is not meant any more.
func (p *Plan) edit(do func(draft) draft) {
	after := do(slices.Clone(p.want))
	if slices.Equal(after, p.want) {
		return
	}
	p.before = append(p.before, p.want)
	if len(p.before) > maxUndo {
		p.before = p.before[1:]
	}
	p.want, p.undone, p.asked = after, nil, unasked
}

// Undo takes the last change back; false if there is none.
func (p *Plan) Undo() bool { return p.step(&p.before, &p.undone) }

// Redo makes it again.
func (p *Plan) Redo() bool { return p.step(&p.undone, &p.before) }

// Undoable and Redoable report whether that would do anything.
func (p *Plan) Undoable() bool { return len(p.before) > 0 && p.closed() == game.Obeyed }

// Redoable reports whether Redo would do anything.
func (p *Plan) Redoable() bool { return len(p.undone) > 0 && p.closed() == game.Obeyed }

func (p *Plan) step(from, to *[]draft) bool {
	if len(*from) == 0 || p.closed() != game.Obeyed {
		return false
	}
	last := len(*from) - 1
	*to = append(*to, p.want)
	p.want, *from, p.asked = (*from)[last], (*from)[:last], unasked
	return true
}

// Ask asks the player whether the plan is to be final, once: a second time means yes. It reports whether there is
// anything to commit.
func (p *Plan) Ask() bool {
	if p.closed() != game.Obeyed {
		return false
	}
	p.asked++
	return true
}

// Asked reports whether the player is to say that he means it.
func (p *Plan) Asked() bool { return p.asked == doubted && p.Stage() == Planning }

// Committing reports whether the commitment is on its way.
func (p *Plan) Committing() bool { return p.asked == wanted }

// Withdraw means no: the plan goes on. It reports whether anybody had been asked.
func (p *Plan) Withdraw() bool {
	was := p.Asked()
	if was {
		p.asked = unasked
	}
	return was
}
