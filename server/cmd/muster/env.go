package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"muster/ai/env"
	protocol "muster/ai/lines"
	"muster/ai/lineup"
)

type envCmd struct {
	Scenario string  `arg:"" help:"Scenario, as muster check lists them."`
	Against  string  `help:"Who leads the other teams: recruit, regular, veteran, elite, with a personality after a slash (veteran/raider), a plug-in's file, or a program (\"exec:python3 bot.py\")." default:"recruit" placeholder:"LEVEL"`
	Worlds   int     `help:"Games that are played at once." default:"16"`
	Ticks    int     `help:"Ticks of a step: 20 are a second." default:"20"`
	Steps    int     `help:"Truncate a game after so many steps; 0 for its own end." default:"0"`
	Teams    []uint8 `help:"Teams that the learner leads, from 0, with commas between." default:"0"`
	Assets   string  `help:"Directory of rules, scenarios, maps and commanders, laid over the embedded ones." placeholder:"DIR"`
	modFlags `embed:""`
}

// Run plays for whoever is at the other end of its standard input and output, until that end is closed.
func (c *envCmd) Run(ctx context.Context) error {
	if seen() {
		return errors.New("this speaks with a program, by pipes: ai/env/python/muster.py is one that starts it")
	}
	signal.Ignore(syscall.SIGPIPE) // a reader that is gone is told by the write
	set, err := dataOf(c.Assets, c.Mod...)
	if err != nil {
		return err
	}
	setup, err := set.Setup(c.Scenario)
	if err != nil {
		return err
	}
	find := lineup.Finder(ctx, set, lineup.Ways{Compile: compiler, Exec: &protocol.Runner{Log: stderr}})
	l, err := find(c.Against)
	if err != nil {
		return err
	}
	return env.Serve(os.Stdin, os.Stdout, env.Config{
		Setup: setup, Teams: c.Teams, Worlds: c.Worlds, Ticks: c.Ticks, Steps: c.Steps,
		Against: patient(l).Makes,
	})
}
