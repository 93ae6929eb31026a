package battle

import (
	"muster/client/screen/i18n"
	"muster/game"
)

// The goals of one side, as that side, those against it and who only watches must hear them.
var (
	holdOut = [...]string{"goal.hold_out_ours", "goal.hold_out_theirs", "goal.hold_out_watched"}
	holdOne = [...]string{"goal.hold_out_one_ours", "goal.hold_out_one_theirs", "goal.hold_out_watched"}
	escort  = [...]string{"goal.escort_ours", "goal.escort_theirs", "goal.escort_watched"}
)

// Goal says how the match is won, and that losing all squads loses it in every mode.
func (b *Battle) Goal(w i18n.Words) string {
	if len(b.Setup.Scenario.Ends) > 0 {
		return b.endsInWords(w)
	}
	if b.Setup.Scenario.Mode == game.LastStand {
		return w.Say("goal.last_stand")
	}
	return w.Say("goal.and", "goal", b.ownGoal(w), "rule", w.Say("goal.wiped_out"))
}

// ownGoal says how the match is won, as its own side must hear it; who watches hears of all sides.
func (b *Battle) ownGoal(w i18n.Words) string {
	sc := &b.Setup.Scenario
	switch sc.Mode {
	case game.HoldOut:
		if len(sc.Points) == 1 {
			return w.Say(holdOne[b.whose()], "team", b.TeamName(int(sc.Side), w), "point", b.PointName(0, w))
		}
		return w.Say(holdOut[b.whose()], "team", b.TeamName(int(sc.Side), w))
	case game.Escort:
		squad := b.KindName(sc.Squads[sc.Charge].Kind, w)
		return w.Say(escort[b.whose()], "team",
			b.TeamName(int(sc.Side), w), "squad", squad, "point", b.PointName(int(sc.Goal), w))
	case game.Domination:
		if sc.ScoreToWin > 0 {
			return w.Say("goal.domination", "score", itoa(int(sc.ScoreToWin)))
		}
		return w.Say("goal.most")
	}
	return w.Say("goal.last_stand")
}

// whose is for whom a goal is worded.
func (b *Battle) whose() int {
	switch {
	case b.Watching:
		return 2
	case b.Team == b.Setup.Scenario.Side:
		return 0
	}
	return 1
}

// Escorted reports whether this squad is the one that the match is about.
func (b *Battle) Escorted(squad uint8) bool {
	sc := &b.Setup.Scenario
	if len(sc.Ends) > 0 {
		return asks(sc, func(c *game.Condition) bool {
			return (c.Kind == game.Arrives || c.Kind == game.Fallen) && c.Of == squad
		})
	}
	return sc.Mode == game.Escort && squad == sc.Charge
}

// Wanted reports whether this point is the one that the match is about: the escort's goal, or
// what a side must not lose.
func (b *Battle) Wanted(point int) bool {
	sc := &b.Setup.Scenario
	if len(sc.Ends) > 0 {
		return asks(sc, func(c *game.Condition) bool {
			return c.Kind == game.Held && int(c.Of) == point || c.Kind == game.Arrives && int(c.Point) == point
		})
	}
	return sc.Mode == game.Escort && point == int(sc.Goal) || sc.Mode == game.HoldOut
}
