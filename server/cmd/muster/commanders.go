package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/plugin"
	"muster/assets"
	"muster/game"
)

// commanders finds commanders by their names: a level, a level/personality, or the file of a plug-in, which is compiled once.
func commanders(set *assets.Set) func(name string) (league.Commanders, error) {
	modules := map[string]*plugin.Module{}
	return func(name string) (league.Commanders, error) {
		if strings.HasSuffix(name, ".wasm") {
			if modules[name] == nil {
				m, err := plugin.Open(context.Background(), name)
				if err != nil {
					return nil, err
				}
				modules[name] = m
			}
			return modules[name].New, nil
		}
		style, err := set.Style(name)
		if err != nil {
			return nil, err
		}
		return ai.Make(style), nil
	}
}

// lineup says who leads the seats that nobody has taken, as flags name them.
type lineup struct {
	Commander []string `help:"Who leads seats without a player, whatever level the queue finds fitting: LEVEL everywhere, SCENARIO=LEVEL in one scenario, SCENARIO/SEAT=LEVEL in one seat of it (from 0); may be given several times. Levels are recruit, regular, veteran and elite, with a personality after a slash (veteran/raider), or a plug-in's file." placeholder:"LEVEL"`
}

// commanders makes the commander of each seat as the nearest flag says: its own before its scenario's before the one of all,
// and others where no flag says any. Every flag is checked now, so that none is wrong in the middle of a match.
func (l lineup) commanders(set *assets.Set) (but func(others league.Commanders) league.Commanders, err error) {
	find, led := commanders(set), map[string]league.Commanders{}
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
		led[where] = c
	}
	return func(others league.Commanders) league.Commanders {
		return func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
			for _, where := range []string{fmt.Sprintf("%s/%d", s.Scenario.Name, seat), s.Scenario.Name, ""} {
				if c := led[where]; c != nil {
					return c(s, seat, seed)
				}
			}
			return others(s, seat, seed)
		}
	}, nil
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
