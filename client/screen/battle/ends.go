package battle

import (
	"strings"

	"muster/client/screen/i18n"
	"muster/game"
)

// asks reports whether a scenario's own ends have such a condition.
func asks(sc *game.Scenario, such func(*game.Condition) bool) bool {
	for i := range sc.Ends {
		for j := range sc.Ends[i].When {
			if such(&sc.Ends[i].When[j]) {
				return true
			}
		}
	}
	return false
}

// counts reports whether one of a scenario's own ends goes to the higher score.
func counts(sc *game.Scenario) bool {
	for i := range sc.Ends {
		if e := &sc.Ends[i]; e.To == game.ToWhoever && len(e.When) == 1 && e.When[0].Kind == game.Clock {
			return true
		}
	}
	return false
}

// endsInWords says by what the match is won and lost, where the scenario says so itself: what wins for the player's
// side first, then what loses. Who watches is told all of it.
func (b *Battle) endsInWords(w i18n.Words) string {
	var wins, losses []string
	sc := &b.Setup.Scenario
	for i := range sc.Ends {
		e := &sc.Ends[i]
		var all []string
		for j := range e.When {
			all = append(all, b.conditionInWords(e, &e.When[j], w))
		}
		said := strings.Join(all, w.Say("goal.ends_and"))
		if b.Watching || b.mayWin(e) {
			wins = append(wins, said)
		} else {
			losses = append(losses, said)
		}
	}
	key, or := "goal.ends_win", w.Say("goal.ends_or")
	if b.Watching {
		key = "goal.ends_watched"
	}
	won, lost := w.Say(key, "what", strings.Join(wins, or)), w.Say("goal.ends_lose", "what", strings.Join(losses, or))
	switch {
	case len(losses) == 0:
		return won
	case len(wins) == 0:
		return lost
	}
	return w.Say("goal.and", "goal", won, "rule", lost)
}

// mayWin reports whether an end can be won by the player's side.
func (b *Battle) mayWin(e *game.End) bool {
	switch e.To {
	case game.ToTeam:
		return e.Team == b.Team
	case game.ToOthers:
		return e.Team != b.Team
	}
	for _, c := range e.When {
		if c.Kind == game.Arrives && b.sideOf(c.Of) != b.Team {
			return false
		}
	}
	return true
}

func (b *Battle) sideOf(squad uint8) uint8 {
	sc := &b.Setup.Scenario
	return sc.Seats[sc.Squads[squad].Seat].Team
}

// conditionInWords is one condition of an end.
func (b *Battle) conditionInWords(e *game.End, c *game.Condition, w i18n.Words) string {
	key, pairs := "goal.end."+c.Kind.String(), []string{}
	switch c.Kind {
	case game.Score:
		pairs = []string{"score", itoa(int(c.N))}
	case game.Held:
		pairs = []string{"point", b.PointName(int(c.Of), w), "time", Time(game.Tick(c.N), b.Setup.Rules.TickRate)}
	case game.Arrives, game.Fallen:
		pairs = []string{
			"team", b.TeamName(int(b.sideOf(c.Of)), w),
			"squad", b.KindName(b.Setup.Scenario.Squads[c.Of].Kind, w), "point", "",
		}
		if c.Kind == game.Arrives {
			pairs[5] = b.PointName(int(c.Point), w)
		}
	case game.Gone, game.Holdless:
		pairs = []string{"team", b.TeamName(int(c.Of), w)}
	case game.Clock:
		if e.To == game.ToWhoever && len(e.When) == 1 {
			key = "goal.ends_most"
		}
		pairs = []string{"time", Time(game.Tick(c.N), b.Setup.Rules.TickRate)}
	}
	return w.Say(key, pairs...)
}
