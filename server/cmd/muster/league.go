package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"muster/ai/league"
	"muster/ai/lineup"
	"muster/assets"
	"muster/game"
)

type leagueCmd struct {
	lasting    `embed:""`
	Commanders []string `arg:"" optional:"" help:"Commanders: recruit, regular, veteran, elite, with a personality after a slash (veteran/raider), a plug-in's file, or holder, a beginner who takes cover and reinforces."`
	Scenario   string   `help:"Play this scenario alone; else all that suit a duel take turns."`
	Sides      bool     `help:"Have each commander lead both sides of each scenario, with all its seats, and print the sides' shares and how games end."`
	Games      int      `help:"Games of each pair; with --sides, of each commander and scenario." default:"100"`
	Seed       uint64   `help:"Seed of all chance: the same one gives the same games." default:"1"`
	Workers    int      `help:"Worker processes; 0 for one a core." default:"0"`
	Assets     string   `help:"Directory of rules, scenarios, maps and commanders, laid over the embedded ones." placeholder:"DIR"`
	JSON       bool     `help:"Print one JSON object."`
	Outcomes   bool     `help:"Print every game's outcome as well (with --json)."`
	Worker     bool     `help:"Play games that are read from stdin (what a league starts)." hidden:""`
}

// leagueReport is what --json prints.
type leagueReport struct {
	Pairs     []league.Pair    `json:"pairs,omitempty"`
	Sides     []league.Sides   `json:"sides,omitempty"`
	Scenarios []string         `json:"scenarios"`
	Seconds   float64          `json:"seconds"`
	Left      int              `json:"left,omitempty"` // games that were not played, since the league was stopped
	Overruns  int              `json:"overruns"`
	Crashes   int              `json:"crashes"`
	Outcomes  []league.Outcome `json:"outcomes,omitempty"`
}

// Run plays the league and prints the table: one that is stopped prints what was played until then, and fails.
func (c *leagueCmd) Run(ctx context.Context) error {
	set, err := dataOf(c.Assets)
	if err != nil {
		return err
	}
	find := lineup.Finder(ctx, set, compiler)
	player := &league.Player{Set: set, Find: func(name string) (league.Commanders, error) {
		if name == league.HolderName {
			return league.Holder, nil
		}
		c, err := find(name)
		return c.Makes, err
	}}
	if c.Worker {
		return league.Serve(os.Stdin, os.Stdout, player)
	}
	report := leagueReport{Scenarios: []string{c.Scenario}}
	if c.Scenario == "" {
		if report.Scenarios, err = league.Pool(set); err != nil {
			return err
		}
	}
	if err := c.check(player, report.Scenarios); err != nil {
		return err
	}
	began := time.Now()
	jobs := c.jobs(report.Scenarios)
	bar := c.progress(len(jobs))
	outcomes, stopped := league.Run(ctx, jobs, c.workers(), c.hire(ctx), func(o league.Outcome) {
		bar.Describe(fmt.Sprintf("%s - %s on %s", o.A, o.B, o.Scenario))
		bar.Add(1) // a bar that cannot be drawn stops nothing
	})
	bar.Clear() // it may be at its end or not
	report.Seconds, report.Left = time.Since(began).Seconds(), len(jobs)-len(outcomes)
	report.gather(outcomes, c)
	if err := c.tell(&report, set); err != nil || stopped == nil {
		return err
	}
	if errors.Is(stopped, context.Canceled) {
		return fmt.Errorf("stopped after %d of %d games", len(outcomes), len(jobs))
	}
	return fmt.Errorf("stopped after %d of %d games: %w", len(outcomes), len(jobs), stopped)
}

func (c *leagueCmd) jobs(scenarios []string) []league.Job {
	if c.Sides {
		return league.Mirrors(c.Commanders, scenarios, c.Games, c.Seed)
	}
	return league.Jobs(c.Commanders, scenarios, c.Games, c.Seed)
}

// gather makes the tables of what was played, and says what crashed.
func (r *leagueReport) gather(outcomes []league.Outcome, c *leagueCmd) {
	pairs := league.Table(outcomes)
	for _, p := range pairs {
		for _, t := range p.Turns {
			r.Overruns, r.Crashes = r.Overruns+t.Overruns, r.Crashes+t.Crashes
			if t.Crash != "" {
				fmt.Fprintln(stderr, "a commander crashed at", t.Crash)
			}
		}
	}
	if c.Sides {
		r.Sides = league.SidesOf(outcomes)
	} else {
		r.Pairs = pairs
	}
	if c.Outcomes {
		r.Outcomes = outcomes
	}
}

// check finds out what cannot be played before anything is.
func (c *leagueCmd) check(p *league.Player, scenarios []string) error {
	switch {
	case c.Sides && (len(c.Commanders) < 1 || c.Games < 1):
		return fmt.Errorf("--sides needs a commander at least, and a game: muster league regular --sides --scenario " +
			"keep --games 20")
	case !c.Sides && (len(c.Commanders) < 2 || c.Games < 1):
		return errors.New("a league needs two commanders at least, and a game: " +
			"muster league regular veteran --games 20")
	}
	for _, name := range c.Commanders {
		if _, err := p.Find(name); err != nil {
			return err
		}
	}
	for _, name := range scenarios {
		if _, err := league.TwoSided(p.Set, name); err != nil {
			return err
		}
	}
	return nil
}

func (c *leagueCmd) workers() int {
	if c.Workers > 0 {
		return c.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// hire starts this program once more as a worker.
func (c *leagueCmd) hire(ctx context.Context) func() (league.Worker, error) {
	return func() (league.Worker, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		args := []string{"league", "--worker"}
		if c.Assets != "" {
			args = append(args, "--assets", c.Assets)
		}
		cmd := exec.CommandContext(ctx, self, args...)
		cmd.Env, cmd.Stderr = append(os.Environ(), "GOMAXPROCS=1"), os.Stderr
		return league.Process(cmd)
	}
}

func (c *leagueCmd) progress(games int) *progressbar.ProgressBar {
	return progressbar.NewOptions(games, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish())
}

func (c *leagueCmd) tell(r *leagueReport, set *assets.Set) error {
	switch {
	case c.JSON:
		return sayJSON(r)
	case c.Sides:
		return tellSides(r.Sides, set)
	}
	setup, err := set.Setup(r.Scenarios[0])
	if err != nil {
		return err
	}
	lost := func(games int, l league.Lengths) string { return lostAfter(games, l, setup.Rules.TickRate) }
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
