package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/schollz/progressbar/v3"

	"muster/ai/league"
	"muster/ai/league/report"
	protocol "muster/ai/lines"
	"muster/ai/lineup"
)

type leagueCmd struct {
	lasting    `embed:""`
	Commanders []string `arg:"" optional:"" help:"Commanders: recruit, regular, veteran, elite, with a personality after a slash (veteran/raider), a plug-in's file, a program (\"exec:python3 bot.py\"), or holder, a beginner who takes cover and reinforces."`
	Scenario   string   `help:"Play this scenario alone; else all that suit a duel take turns."`
	Sides      bool     `help:"Have each commander lead both sides of each scenario, with all its seats, and print the sides' shares and how games end."`
	Games      int      `help:"Games of each pair; with --sides, of each commander and scenario." default:"100"`
	Seed       uint64   `help:"Random seed; the same seed reproduces the games." default:"1"`
	Workers    int      `help:"Worker processes; 0 for one a core." default:"0"`
	Assets     string   `help:"Directory of rules, scenarios, maps and commanders, laid over the embedded ones." placeholder:"DIR"`
	modFlags   `embed:""`
	Keep       keepFlag `help:"Keep games in a directory, with what commanders intended and printed beside each: lost for those that the first commander lost, or in which one crashed, or all." placeholder:"lost|all DIR"`
	MaxCrashes int      `help:"Disqualify who crashes in more turns than so many: it has lost all its games. -1 for nobody." default:"-1"`
	HTML       string   `name:"html" help:"Write the report as one page, with links to the games that are kept." placeholder:"FILE"`
	CSV        string   `name:"csv" help:"Write a table with a line for each game." placeholder:"FILE"`
	JSON       bool     `help:"Print one JSON object."`
	Outcomes   bool     `help:"Print every game's outcome as well (with --json)."`
	Worker     bool     `help:"Play games that are read from stdin (what a league starts)." hidden:""`
}

// Run plays the league and prints the table: one that is stopped prints what was played until then, and fails.
func (c *leagueCmd) Run(ctx context.Context) error {
	set, err := dataOf(c.Assets, c.Mod...)
	if err != nil {
		return err
	}
	find := lineup.Finder(ctx, set, lineup.Ways{Compile: compiler, Exec: &protocol.Runner{}})
	player := &league.Player{Set: set, Find: func(name string) (league.Commanders, error) {
		if name == league.HolderName {
			return league.Holder, nil
		}
		c, err := find(name)
		return patient(c).Makes, err
	}}
	if c.Worker {
		return work(ctx, player)
	}
	scenarios := []string{c.Scenario}
	if c.Scenario == "" {
		if scenarios, err = league.Pool(set); err != nil {
			return err
		}
	}
	if err := c.check(player, scenarios); err != nil {
		return err
	}
	began := time.Now()
	jobs := c.jobs(scenarios)
	bar := c.progress(len(jobs))
	outcomes, stopped := league.Run(ctx, jobs, c.workers(), c.hire(ctx), func(o league.Outcome) {
		bar.Describe(fmt.Sprintf("%s - %s on %s", o.A, o.B, o.Scenario))
		bar.Add(1) // a bar that cannot be drawn stops nothing
	})
	bar.Clear() // it may be at its end or not
	r := report.New(outcomes, c.MaxCrashes)
	r.Scenarios, r.Seed, r.Left = scenarios, c.Seed, len(jobs)-len(outcomes)
	r.Seconds = time.Since(began).Seconds()
	if err := c.summarize(r, set); err != nil || stopped == nil {
		return err
	}
	if errors.Is(stopped, context.Canceled) {
		return fmt.Errorf("stopped after %d of %d games", len(outcomes), len(jobs))
	}
	return fmt.Errorf("stopped after %d of %d games: %w", len(outcomes), len(jobs), stopped)
}

func (c *leagueCmd) jobs(scenarios []string) []league.Job {
	jobs := league.Jobs(c.Commanders, scenarios, c.Games, c.Seed)
	if c.Sides {
		jobs = league.Mirrors(c.Commanders, scenarios, c.Games, c.Seed)
	}
	league.KeepAs(jobs, c.Keep.Which, c.Keep.Dir)
	return jobs
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
	case c.Sides && c.HTML != "":
		return errors.New("--html is about commanders, --sides about scenarios: give one of them")
	case c.MaxCrashes < -1:
		return fmt.Errorf("--max-crashes %d: expected -1 for no bound, or a number of turns", c.MaxCrashes)
	}
	if err := c.checkFiles(); err != nil {
		return err
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
		for _, mod := range c.Mod {
			args = append(args, "--mod", mod)
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
