package term

import (
	"fmt"
	"strings"

	"muster/game"
)

// Title is the line over the picture: scenario, match clock, turn and scores.
func Title(s *game.Setup, v *game.View) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s   %s", s.Scenario.Name, Clock(s, v.Tick))
	if s.Scenario.Clock > 0 {
		fmt.Fprintf(&b, " of %s", Clock(s, s.Scenario.Clock))
	}
	b.WriteString(turn(s, v))
	alive := strength(s, v)
	for i, team := range s.Scenario.Teams {
		fmt.Fprintf(&b, "   %s: ", team.Name)
		if i < len(v.Scores) {
			fmt.Fprintf(&b, "%d points, ", v.Scores[i])
		}
		fmt.Fprintf(&b, "%d in sight", alive[i])
	}
	return b.String()
}

// Clock shows a tick as minutes and seconds.
func Clock(s *game.Setup, t game.Tick) string {
	seconds := uint32(t) / uint32(max(s.Rules.TickRate, 1))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

func strength(s *game.Setup, v *game.View) []int {
	alive := make([]int, len(s.Scenario.Teams))
	for _, u := range v.Units {
		if u.HP > 0 && int(u.Team) < len(alive) {
			alive[u.Team]++
		}
	}
	return alive
}

// Points reports who holds what, one phrase a capture point.
func Points(s *game.Setup, v *game.View) string {
	var phrases []string
	for i, p := range v.Points {
		phrase := fmt.Sprintf("%d %s: %s", i, s.Scenario.Points[i].Name, teamName(s, p.Owner))
		if p.Progress > 0 && p.Taker != p.Owner && p.Taker != game.NoTeam {
			phrase += fmt.Sprintf(" (%s %d %%)", teamName(s, p.Taker), p.Progress)
		}
		phrases = append(phrases, phrase)
	}
	return strings.Join(phrases, "   ")
}

func teamName(s *game.Setup, team int8) string {
	if team < 0 || int(team) >= len(s.Scenario.Teams) {
		return "nobody"
	}
	return s.Scenario.Teams[team].Name
}

// Ending says how the match ended.
func Ending(s *game.Setup, r game.Result) string {
	why := map[game.EndReason]string{
		game.Elimination:  "the other side is gone",
		game.ScoreReached: "the score was reached",
		game.ClockRanOut:  "time ran out",
		game.Abandoned:    "the match was abandoned",
	}[r.Reason]
	if r.Winner == game.NoTeam {
		return fmt.Sprintf("A draw at %s: %s.", Clock(s, r.Tick), why)
	}
	return fmt.Sprintf("%s wins at %s: %s.", teamName(s, r.Winner), Clock(s, r.Tick), why)
}
