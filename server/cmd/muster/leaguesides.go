package main

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"muster/ai/league"
	"muster/assets"
	"muster/game"
)

// tellSides prints how the two sides of each scenario came out between equals, and how games ended.
func tellSides(sides []league.Sides, set *assets.Set) error {
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t,
		"scenario\tboth sides\tgames\twins\tdraws\tshare\t95 %\thow games end (who won by it, "+
			"after how long: first, median, last)")
	for _, s := range sides {
		setup, err := set.Setup(s.Scenario)
		if err != nil {
			return err
		}
		teams := setup.Scenario.Teams
		var ends []string
		for _, e := range s.Ends {
			ends = append(ends, endOf(&e, int(setup.Rules.TickRate)))
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%s %d : %d %s\t%d\t%.1f %%\t%.1f to %.1f %%\t%s\n",
			s.Scenario, cmp.Or(s.Commander, "all"), s.Games,
			teams[0].Name, s.Wins[0], s.Wins[1], teams[1].Name, s.Draws, 100*s.Share, 100*s.Low, 100*s.High,
			strings.Join(ends, "; "))
	}
	return t.Flush()
}

// endOf is one way in which games ended, in words.
func endOf(e *league.End, rate int) string {
	draws := ""
	if e.Draws > 0 {
		draws = fmt.Sprintf(" and %d draws", e.Draws)
	}
	seconds := func(t game.Tick) int { return int(t) / rate }
	return fmt.Sprintf("%s %d : %d%s, %d %d %d s",
		e.Reason, e.Wins[0], e.Wins[1], draws, seconds(e.First), seconds(e.Median), seconds(e.Last))
}
