package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/plugin"
	"muster/assets"
	"muster/game"
)

// leader makes commanders of one name. module is that of a plug-in, nil for others.
type leader struct {
	makes  league.Commanders
	module *plugin.Module
}

// commanders finds commanders by their names: a level, a level/personality, or the file of a plug-in, which is compiled once.
func commanders(ctx context.Context, set *assets.Set) func(name string) (leader, error) {
	modules := map[string]*plugin.Module{}
	return func(name string) (leader, error) {
		if strings.HasSuffix(name, ".wasm") {
			if modules[name] == nil {
				m, err := plugin.Open(ctx, name, compiler)
				if err != nil {
					return leader{}, err
				}
				modules[name] = m
			}
			return leader{modules[name].New, modules[name]}, nil
		}
		style, err := set.Style(name)
		if err != nil {
			return leader{}, err
		}
		return leader{makes: ai.Make(style)}, nil
	}
}

// compileCmd is the process that compiles a plug-in.
type compileCmd struct {
	Into string `arg:"" help:"Directory to compile into."`
}

// Run ends the process as package plugin wants it.
func (c *compileCmd) Run(ctx context.Context) error {
	os.Exit(plugin.Serve(ctx, os.Stdin, stderr, c.Into, plugin.CompileTime))
	return nil
}

// compiler starts this program once more to compile.
func compiler(ctx context.Context, dir string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	cmd := exec.CommandContext(ctx, self, "compile-plugin", dir)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd
}

// lineup says who leads the seats that nobody has taken, as flags name them.
type lineup struct {
	Commander []string `help:"Who leads seats without a player, whatever level the queue finds fitting: LEVEL everywhere, SCENARIO=LEVEL in one scenario, SCENARIO/SEAT=LEVEL in one seat of it (from 0); may be given several times. Levels are recruit, regular, veteran and elite, with a personality after a slash (veteran/raider), or a plug-in's file." placeholder:"LEVEL"`
}

// commanders finds those that the flags name. Every flag is checked now, so that none is wrong in the middle of a match.
func (l lineup) commanders(ctx context.Context, set *assets.Set) (leaders, error) {
	find, all := commanders(ctx, set), leaders{}
	for _, flag := range l.Commander {
		where, name, found := strings.Cut(flag, "=")
		if !found {
			where, name = "", flag
		}
		if err := checkSeat(set, where); err != nil {
			return nil, fmt.Errorf("--commander %s: %w", flag, err)
		}
		c, err := find(name)
		if err != nil {
			return nil, fmt.Errorf("--commander %s: %w", flag, err)
		}
		all[where] = c
	}
	return all, nil
}

// leaders are those of SCENARIO/SEAT, of SCENARIO, and of all.
type leaders map[string]leader

// of is who leads a seat as the nearest flag says: its own before its scenario's before the one of all; false where none says.
func (l leaders) of(s *game.Setup, seat uint8) (leader, bool) {
	for _, where := range []string{fmt.Sprintf("%s/%d", s.Scenario.Name, seat), s.Scenario.Name, ""} {
		if c, ok := l[where]; ok {
			return c, true
		}
	}
	return leader{}, false
}

// before makes commanders as the flags say, and others where none does.
func (l leaders) before(others league.Commanders) league.Commanders {
	return func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
		if c, ok := l.of(s, seat); ok {
			return c.makes(s, seat, seed)
		}
		return others(s, seat, seed)
	}
}

// checkSeat finds out whether there is such a SCENARIO or SCENARIO/SEAT.
func checkSeat(set *assets.Set, where string) error {
	scenario, number, one := strings.Cut(where, "/")
	switch {
	case where == "":
		return nil
	case !slices.Contains(set.Scenarios(), scenario):
		return fmt.Errorf("there is no scenario %q; there are %s", scenario, strings.Join(set.Scenarios(), ", "))
	case !one:
		return nil
	}
	s, err := set.Setup(scenario)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(number); err != nil || n < 0 || n >= len(s.Scenario.Seats) {
		return fmt.Errorf("%s has the seats 0 to %d, and no %q", scenario, len(s.Scenario.Seats)-1, number)
	}
	return nil
}
