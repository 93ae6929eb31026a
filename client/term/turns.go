package term

import (
	"fmt"
	"strings"

	"muster/game"
)

// turn is what a title says of the turn, in a match by turns: its number, whether it is planned or runs, and who is
// waited for.
func turn(s *game.Setup, v *game.View) string {
	t, what := &v.Turn, ""
	switch t.Phase {
	case game.Flowing:
		return ""
	case game.Running:
		what = "runs"
	case game.Unopened:
		what = "is about to be planned"
	default:
		what = "is planned"
	}
	var waits []string
	for i, seat := range t.Seats {
		if seat.State == game.Thinking && i < len(s.Scenario.Seats) {
			waits = append(waits, fmt.Sprintf("%d (%s)", i, s.Scenario.Teams[s.Scenario.Seats[i].Team].Name))
		}
	}
	if len(waits) > 0 {
		what += ", waiting for seat " + strings.Join(waits, ", ")
	}
	return fmt.Sprintf("   turn %d %s", t.Number, what)
}
