package game

import (
	"errors"
	"fmt"
)

// End is one way in which a match ends: as soon as all its conditions are met for a team at once. Of a scenario's ends
// the first that is met counts.
type End struct {
	When []Condition
	To   Award
	Team uint8 // ToTeam, ToOthers
}

// Award is who wins by an end.
type Award uint8

// Who wins. Of several teams that meet an end together, the one with the higher score wins, then that with more units
// left; nobody when two are level.
const (
	ToWhoever Award = iota // the team that meets it
	ToTeam                 // Team
	ToOthers               // the strongest of the teams but Team
	Awards                 // how many there are
)

// Condition is what must be so. Some are met by a team, some by the match as it is, for all teams.
type Condition struct {
	Kind  ConditionKind
	Of    uint8  // Held: a point; Arrives, Fallen: a squad; Gone, Holdless: a team
	Point uint8  // Arrives
	N     uint32 // Score: points; Held: ticks; Clock: the tick
}

// ConditionKind is what a condition asks.
type ConditionKind uint8

// The closed list of conditions.
const (
	Alone          ConditionKind = iota // a team is the only one with units; also when nobody has any
	Score                               // a team has N points of score
	Held                                // a team has had the point Of for N ticks
	Arrives                             // the squad Of, a team's, is at the point Point
	Fallen                              // nobody of the squad Of is left
	Gone                                // nobody of the team Of is left
	Holdless                            // the team Of holds no point
	Clock                               // the tick N has come
	ConditionKinds                      // how many there are
)

// Ways are the ends of a scenario: its own, or those of its mode. In each mode, a side without units has lost.
func (sc *Scenario) Ways() []End {
	if len(sc.Ends) > 0 {
		return sc.Ends
	}
	one := func(to Award, team uint8, c Condition) End { return End{[]Condition{c}, to, team} }
	var all []End
	switch sc.Mode {
	case HoldOut:
		all = append(all, one(ToOthers, sc.Side, Condition{Kind: Gone, Of: sc.Side}))
		if len(sc.Points) > 0 {
			all = append(all, one(ToOthers, sc.Side, Condition{Kind: Holdless, Of: sc.Side}))
		}
		all = append(all, one(ToTeam, sc.Side, Condition{Kind: Clock, N: uint32(sc.Clock)}))
	case Escort:
		all = append(all, one(ToWhoever, 0, Condition{Kind: Arrives, Of: sc.Charge, Point: sc.Goal}),
			one(ToOthers, sc.Side, Condition{Kind: Fallen, Of: sc.Charge}),
			one(ToOthers, sc.Side, Condition{Kind: Clock, N: uint32(sc.Clock)}))
	}
	all = append(all, one(ToWhoever, 0, Condition{Kind: Alone}))
	if sc.ScoreToWin > 0 {
		all = append(all, one(ToWhoever, 0, Condition{Kind: Score, N: sc.ScoreToWin}))
	}
	if sc.Clock > 0 && sc.Mode != HoldOut && sc.Mode != Escort {
		all = append(all, one(ToWhoever, 0, Condition{Kind: Clock, N: uint32(sc.Clock)}))
	}
	return all
}

// Reason is why a match ended that ended so: by the first condition, and who wins by it.
func (e *End) Reason() EndReason {
	switch e.When[0].Kind {
	case Score:
		return ScoreReached
	case Held:
		return PointHeld
	case Arrives:
		return Escorted
	case Fallen:
		return EscortLost
	case Gone, Holdless:
		return Overrun
	case Clock:
		switch e.To {
		case ToTeam:
			return HeldOut
		case ToOthers:
			return EscortLost
		}
		return ClockRanOut
	}
	return Elimination
}

// judge ends the match by the first end that is met.
func (w *World) judge() {
	var alive [MaxTeams]int
	for i := range w.units {
		if w.units[i].hp > 0 {
			alive[w.units[i].team]++
		}
	}
	for i := range w.ends {
		e := &w.ends[i]
		teams, met := w.met(e, &alive)
		if !met {
			continue
		}
		winner := w.best(teams, &alive)
		switch e.To {
		case ToTeam:
			winner = int8(e.Team)
		case ToOthers:
			winner = w.other(e.Team, &alive)
		}
		w.result = Result{winner, e.Reason(), w.tick}
		return
	}
}

// met reports whether an end is met, and by which teams: a bit each, none only where nobody is left.
func (w *World) met(e *End, alive *[MaxTeams]int) (teams uint8, met bool) {
	teams = everybody
	nobody := false
	for i := range e.When {
		by, met := w.meets(&e.When[i], alive)
		if !met {
			return 0, false
		}
		nobody = nobody || by == 0
		teams &= by
	}
	return teams, teams != 0 || nobody
}

// meets reports whether a condition is met, and by which teams.
func (w *World) meets(c *Condition, alive *[MaxTeams]int) (teams uint8, met bool) {
	switch c.Kind {
	case Alone:
		left := 0
		for t := range w.scores {
			if alive[t] > 0 {
				teams |= 1 << t
				left++
			}
		}
		return teams, left <= 1 && !w.imagined
	case Score:
		for t, score := range w.scores {
			if score >= c.N {
				teams |= 1 << t
			}
		}
		return teams, teams != 0
	case Held:
		p := &w.points[c.Of]
		if p.owner == NoTeam {
			return 0, false
		}
		return 1 << p.owner, w.tick-p.since >= Tick(c.N)
	case Arrives:
		sq, goal := &w.squads[c.Of], &w.setup.Scenario.Points[c.Point]
		u := w.leader(sq)
		return 1 << sq.team,
			u != nil && w.ground.far(u.cell, goal.Y*w.ground.w+goal.X) <= square(int32(goal.Radius))
	case Fallen:
		return everybody, w.strength(&w.squads[c.Of]) == 0
	case Gone:
		return everybody, alive[c.Of] == 0 && !w.imagined
	case Holdless:
		return everybody, w.holds(c.Of) == 0
	}
	return everybody, w.tick >= Tick(c.N)
}

// timed reports whether it counts since when points are held: only then a World remembers that.
func (sc *Scenario) timed() bool {
	for i := range sc.Ends {
		for _, c := range sc.Ends[i].When {
			if c.Kind == Held {
				return true
			}
		}
	}
	return false
}

// checkEnds finds ends that refer to nothing, and a match that may never end.
func (s *Setup) checkEnds() error {
	sc, sure := &s.Scenario, len(s.Scenario.Ends) == 0
	if len(sc.Ends) > maxEnds {
		return fmt.Errorf("scenario.ends: there are %d, and %d are the most", len(sc.Ends), maxEnds)
	}
	for i := range sc.Ends {
		e := &sc.Ends[i]
		if err := s.checkEnd(e); err != nil {
			return fmt.Errorf("scenario.ends[%d]: %w", i, err)
		}
		sure = sure || len(e.When) == 1 && (e.When[0].Kind == Alone || e.When[0].Kind == Clock)
	}
	if !sure {
		return errors.New("scenario.ends: a match may go on for ever: have alone, or a clock, end it")
	}
	return nil
}

func (s *Setup) checkEnd(e *End) error {
	sc := &s.Scenario
	if len(e.When) == 0 || len(e.When) > maxConditions {
		return fmt.Errorf("it has %d conditions, and 1 to %d are possible", len(e.When), maxConditions)
	}
	if e.To >= Awards || e.To != ToWhoever && int(e.Team) >= len(sc.Teams) {
		return errors.New("to: there is no such team")
	}
	for _, c := range e.When {
		most := map[ConditionKind]int{
			Held: len(sc.Points), Arrives: len(sc.Squads), Fallen: len(sc.Squads),
			Gone: len(sc.Teams), Holdless: len(sc.Teams),
		}
		n, refers := most[c.Kind]
		switch {
		case c.Kind >= ConditionKinds:
			return fmt.Errorf("there is no condition %d", c.Kind)
		case refers && int(c.Of) >= n:
			return fmt.Errorf("%s: there is no %d among %d", c.Kind, c.Of, n)
		case c.Kind == Arrives && int(c.Point) >= len(sc.Points):
			return fmt.Errorf("%s: there is no point %d", c.Kind, c.Point)
		case (c.Kind == Score || c.Kind == Held || c.Kind == Clock) && (c.N == 0 || c.N > 1<<31-1):
			return fmt.Errorf("%s: %d is out of range (1 to %d)", c.Kind, c.N, 1<<31-1)
		}
	}
	return nil
}

func appendEnds(b []byte, ends []End) []byte {
	b = append(b, uint8(len(ends)))
	for i := range ends {
		e := &ends[i]
		b = append(b, uint8(e.To), e.Team, uint8(len(e.When)))
		for _, c := range e.When {
			b = put(append(b, uint8(c.Kind), c.Of, c.Point), c.N)
		}
	}
	return b
}

func (c *cursor) ends() (all []End) {
	for range c.raw("number of ends") {
		e := End{To: Award(c.raw("who wins")), Team: c.raw("team")}
		for range c.raw("number of conditions") {
			e.When = append(e.When, Condition{
				ConditionKind(c.raw("condition")), c.raw("what it is of"), c.raw("point"), c.word("number"),
			})
			if c.err != nil {
				return nil
			}
		}
		all = append(all, e)
	}
	return all
}

// ends leaves of the ends what can be judged by what a team knows: other teams' squads have other numbers here, or
// none.
func (m *imagining) ends(real *Setup) {
	was := &real.Scenario
	var own [MaxSquads]int // their numbers here
	n := 0
	for i, q := range was.Squads {
		own[i] = -1
		if was.Seats[q.Seat].Team == m.team {
			own[i] = n
			n++
		}
	}
	m.s.Scenario.Ends = nil
ends:
	for _, e := range was.Ends {
		e.When = append([]Condition(nil), e.When...)
		for i := range e.When {
			if c := &e.When[i]; c.Kind == Arrives || c.Kind == Fallen {
				if own[c.Of] < 0 || own[c.Of] >= len(m.w.squads) {
					continue ends
				}
				c.Of = uint8(own[c.Of])
			}
		}
		m.s.Scenario.Ends = append(m.s.Scenario.Ends, e)
	}
	m.w.ends = m.s.Scenario.Ways()
}
