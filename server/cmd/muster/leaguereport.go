package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"muster/ai/league"
	"muster/ai/league/report"
	"muster/assets"
	"muster/game"
)

// leagueReport is what --json prints.
type leagueReport struct {
	Standings []report.Standing `json:"standings,omitempty"`
	Pairs     []league.Pair     `json:"pairs,omitempty"`
	Sides     []league.Sides    `json:"sides,omitempty"`
	Scenarios []string          `json:"scenarios"`
	Seconds   float64           `json:"seconds"`
	Left      int               `json:"left,omitempty"` // games that were not played, since the league was stopped
	Overruns  int               `json:"overruns"`
	Crashes   int               `json:"crashes"`
	Outcomes  []league.Outcome  `json:"outcomes,omitempty"`
}

// summarize says what crashed, prints the tables, and writes the files.
func (c *leagueCmd) summarize(r *report.Report, set *assets.Set) error {
	for _, s := range r.Standings {
		if s.Crash != "" {
			fmt.Fprintf(stderr, "%s crashed in %d turns, first at %s\n", s.Commander, s.Crashes, s.Crash)
		}
		if s.Disqualified {
			fmt.Fprintf(stderr, "%s is disqualified: it may crash in %d turns (--max-crashes)\n",
				s.Commander, c.MaxCrashes)
		}
	}
	return errors.Join(c.print(r, set), c.write(r))
}

// print prints the tables.
func (c *leagueCmd) print(r *report.Report, set *assets.Set) error {
	switch {
	case c.JSON:
		return sayJSON(c.whole(r))
	case c.Sides:
		return tellSides(league.SidesOf(r.Outcomes), set)
	}
	setup, err := set.Setup(r.Scenarios[0])
	if err != nil {
		return err
	}
	if err := tellStandings(r); err != nil {
		return err
	}
	if len(r.Standings) > 2 {
		if err := tellCross(r); err != nil {
			return err
		}
	}
	fmt.Fprintln(stdout)
	return tellPairs(r, setup.Rules.TickRate)
}

// whole is what --json prints.
func (c *leagueCmd) whole(r *report.Report) *leagueReport {
	all := &leagueReport{Scenarios: r.Scenarios, Seconds: r.Seconds, Left: r.Left}
	for _, s := range r.Standings {
		all.Overruns, all.Crashes = all.Overruns+s.Overruns, all.Crashes+s.Crashes
	}
	if c.Sides {
		all.Sides = league.SidesOf(r.Outcomes)
	} else {
		all.Standings, all.Pairs = r.Standings, r.Pairs
	}
	if c.Outcomes {
		all.Outcomes = r.Outcomes
	}
	return all
}

// write writes the files that were asked for.
func (c *leagueCmd) write(r *report.Report) error {
	for _, f := range []struct {
		flag, name string
		write      func(io.Writer) error
	}{
		{"--html", c.HTML, func(w io.Writer) error { return r.Page(w, filepath.Dir(c.HTML)) }},
		{"--csv", c.CSV, r.CSV},
	} {
		if f.name == "" {
			continue
		}
		if err := writeTo(f.name, f.write); err != nil {
			return fmt.Errorf("%s: %w", f.flag, err)
		}
	}
	return nil
}

// checkFiles finds out now, and not after hours of games, where nothing can be written.
func (c *leagueCmd) checkFiles() error {
	if c.Keep.Dir != "" {
		if err := os.MkdirAll(c.Keep.Dir, 0o755); err != nil {
			return fmt.Errorf("--keep: %w", err)
		}
	}
	for flag, name := range map[string]string{"--html": c.HTML, "--csv": c.CSV} {
		if name == "" {
			continue
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666) // what is there stays until there is more
		if err != nil {
			return fmt.Errorf("%s: %w", flag, err)
		}
		f.Close()
	}
	return nil
}

// writeTo makes a file; one that cannot be written whole is an error.
func writeTo(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close() // the first error is the one that counts
		return err
	}
	return f.Close()
}

// tellCross prints each row's wins and losses against each column.
func tellCross(r *report.Report) error {
	fmt.Fprintln(stdout)
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, s := range r.Standings {
		fmt.Fprintf(t, "\t%s", s.Commander)
	}
	fmt.Fprintln(t, "\t")
	for i, row := range r.Cross() {
		fmt.Fprint(t, r.Standings[i].Commander)
		for _, c := range row {
			if c.Played {
				fmt.Fprintf(t, "\t%d : %d", c.Won, c.Lost)
			} else {
				fmt.Fprint(t, "\t-")
			}
		}
		fmt.Fprintln(t, "\t")
	}
	return t.Flush()
}

// tellStandings prints who came in how.
func tellStandings(r *report.Report) error {
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "#\tcommander\trating\t95 %\tgames\twon\tlost\tdrawn\tµs a turn\tlongest, ms\t"+
		"overruns\tcrashes\t")
	for _, s := range r.Standings {
		rank := fmt.Sprint(s.Rank)
		if s.Disqualified {
			rank = "out"
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t± %d\t%d\t%d\t%d\t%d\t%.0f\t%.1f\t%d\t%d\t\n",
			rank, s.Commander, s.Rating, s.Doubt, s.Games, s.Won, s.Lost, s.Drawn, s.ThinkUS, s.LongestMS,
			s.Overruns, s.Crashes)
	}
	return t.Flush()
}

// tellPairs prints who did how against whom.
func tellPairs(r *report.Report, rate uint8) error {
	lost := func(games int, l league.Lengths) string { return lostAfter(games, l, rate) }
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "A\tB\tgames\tA wins\tB wins\tdraws\tA's share\t95 %\tA lost after\tB lost after\t"+
		"ticks\tµs a turn\toverruns\tcrashes\t")
	for _, p := range r.Pairs {
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%d\t%.1f %%\t%.1f to %.1f %%\t%s\t%s\t%d\t%.0f, %.0f\t%d, %d\t%d, %d\t\n",
			p.A, p.B, p.Games, p.AWins, p.BWins, p.Draws, 100*p.Score, 100*p.Low, 100*p.High,
			lost(p.BWins, p.Lost[0]), lost(p.AWins, p.Lost[1]), p.Ticks, p.Think[0], p.Think[1],
			p.Turns[0].Overruns, p.Turns[1].Overruns, p.Turns[0].Crashes, p.Turns[1].Crashes)
	}
	return t.Flush()
}

// lostAfter is how long the games took that somebody lost: the shortest, the median and the longest.
func lostAfter(games int, l league.Lengths, ticks uint8) string {
	if games == 0 {
		return "-"
	}
	rate := game.Tick(ticks)
	return fmt.Sprintf("%d %d %d s", l.First/rate, l.Median/rate, l.Last/rate)
}
