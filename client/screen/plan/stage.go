package plan

import (
	"time"

	"muster/game"
)

// Stage is what a match by turns is to one seat now.
type Stage uint8

// The stages.
const (
	Preparing Stage = iota // nobody may plan yet
	Planning               // the seat plans
	Waiting                // its plan is final, or its time is up: others still plan
	Theirs                 // others plan: another side, or the seat leads nobody any more, or only watches
	Film                   // the turn runs
	Over                   // the match does not go on
	Stages                 // how many there are
)

// String is the stage's name, which keys of texts end with.
func (s Stage) String() string {
	return [...]string{"preparing", "planning", "waiting", "theirs", "film", "over"}[s]
}

// Stage is what the match is to the seat now.
func (p *Plan) Stage() Stage {
	switch {
	case p.over:
		return Over
	case p.turn.Phase == game.Running:
		return Film
	case p.turn.Phase != game.Planning:
		return Preparing
	case int(p.seat) >= len(p.turn.Seats):
		return Theirs
	case p.asked == committed:
		return Waiting
	}
	switch p.turn.Seats[p.seat].State {
	case game.Thinking:
		return Planning
	case game.Done, game.OutOfTime:
		return Waiting
	}
	return Theirs
}

// Turn is the number of the turn that is planned or runs, from 1; 0 before the first view.
func (p *Plan) Turn() uint32 { return p.turn.Number }

// Mover is the team whose turn it is by alternate turns, else game.NoTeam.
func (p *Plan) Mover() int8 {
	if p.turn.Phase == game.Flowing {
		return game.NoTeam
	}
	return p.turn.Mover
}

// Ran is how many ticks of the turn have passed at a tick, 0 while none runs.
func (p *Plan) Ran(t game.Tick) game.Tick {
	if p.turn.Phase != game.Running || t+1 < p.turn.First {
		return 0
	}
	return min(t+1-p.turn.First, p.Line.End)
}

// TimeIsUp reports whether the seat plans no more because its time was over.
func (p *Plan) TimeIsUp() bool {
	return p.Stage() == Waiting && p.asked != committed && p.turn.Seats[p.seat].State == game.OutOfTime
}

// Awaited are the seats that others wait for, the own one not among them; none where the scenario does not tell who has
// committed.
func (p *Plan) Awaited() (seats []uint8) {
	all := p.setup.Scenario.Seats
	for i := range p.turn.Seats {
		told := p.setup.Scenario.Turns.Shown || int(p.seat) < len(all) && all[i].Team == all[p.seat].Team
		if told && i != int(p.seat) && p.turn.Seats[i].State == game.Thinking {
			seats = append(seats, uint8(i))
		}
	}
	return seats
}

// Orders are what is planned: the player's own draft while he plans, then what the server has.
func (p *Plan) Orders() []game.Order {
	if p.Stage() == Planning || p.asked == committed {
		return p.want
	}
	return noted(&p.turn, p.seat)
}

// Mark is what a squad is told at one tick of the turn.
type Mark struct {
	Squad  uint8
	At     game.Tick
	Kind   game.OrderKind // of the first of them
	Orders int
	Failed game.Refusal // why the first that could not be obeyed was not, once its time has come
}

// Marks are what is planned as the line of time shows it, by squad and time.
func (p *Plan) Marks() (marks []Mark) {
	for _, o := range p.Orders() {
		if n := len(marks); n > 0 && marks[n-1].Squad == o.Squad && marks[n-1].At == game.Tick(o.At) {
			marks[n-1].Orders++
			continue
		}
		marks = append(marks, Mark{Squad: o.Squad, At: game.Tick(o.At), Kind: o.Kind, Orders: 1})
	}
	for i := range p.turn.Plan {
		f := &p.turn.Plan[i]
		for m := range marks {
			k := &marks[m]
			if f.Refusal != game.Obeyed && f.Seat == p.seat && f.Squad == k.Squad && game.Tick(f.At) == k.At &&
				k.Failed == game.Obeyed {
				k.Failed = f.Refusal
			}
		}
	}
	return marks
}

// Clock is how much time a seat has to plan.
type Clock struct {
	Free time.Duration // before the bank is used
	Bank time.Duration // what is left of it
}

// clock knows how the server's time, which deadlines are told in, stands to the caller's.
type clock struct {
	known bool
	late  time.Duration // what the caller's time is ahead of the server's
}

// update learns from when a planning was heard of that began meanwhile: it cannot have been heard of before it began.
func (c *clock) update(before, t *game.TurnView, now time.Time) {
	fresh := before.Phase != game.Flowing && (before.Phase != game.Planning || before.Number != t.Number)
	if t.Phase != game.Planning || !fresh {
		return
	}
	if late := now.Sub(time.UnixMilli(int64(t.Opened))); !c.known || late < c.late {
		c.known, c.late = true, late
	}
}

// Clock is how much time the seat has left; false where there is no deadline, or it does not plan.
func (p *Plan) Clock(now time.Time) (c Clock, ok bool) {
	if p.Stage() != Planning || p.turn.Seats[p.seat].Until == 0 {
		return Clock{}, false
	}
	s := &p.turn.Seats[p.seat]
	now = now.Add(-p.clock.late)
	left := max(0, time.UnixMilli(int64(s.Until)).Sub(now))
	bank := time.Duration(s.Bank) * time.Millisecond
	return Clock{Free: max(0, left-bank), Bank: min(left, bank)}, true
}

// Line is the line of time of a turn: where on it the player looks, in ticks from 0 to End.
type Line struct {
	End     game.Tick
	At      float64
	Playing bool // it goes along by itself
	rate    float64
}

// To goes to a place on the line; what plays stops.
func (l *Line) To(at float64) { l.At, l.Playing = max(0, min(at, float64(l.End))), false }

// Order is the tick for which an order is given there: one at the very end would come too late.
func (l *Line) Order() game.Tick { return min(game.Tick(l.At), l.End-1) }

// Play goes along the line, from its beginning if it stands at its end, or stops.
func (l *Line) Play() {
	if l.Playing = !l.Playing; l.Playing && l.At >= float64(l.End) {
		l.At = 0
	}
}

// Pass lets time pass.
func (l *Line) Pass(passed time.Duration) {
	if !l.Playing {
		return
	}
	if l.At += passed.Seconds() * l.rate; l.At >= float64(l.End) {
		l.At, l.Playing = float64(l.End), false
	}
}

// Idle counts the seat's squads that have nothing to do in the turn: they are told nothing, and do nothing yet.
func (p *Plan) Idle(v *game.View) (n int) {
	for i := range v.Squads {
		s := &v.Squads[i]
		if s.Seat == p.seat && s.Alive > 0 && (s.Order == game.NoOrder || s.Order == game.Hold) &&
			len(p.want.of(s.ID)) == 0 {
			n++
		}
	}
	return n
}
