// Package lineup finds commanders by what an operator calls them: a level, a level with a personality, the file of a
// plug-in, or a program (exec:); in every seat, in those of a scenario, or in one.
package lineup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/lines"
	"muster/ai/plugin"
	"muster/assets"
	"muster/game"
)

// Leader makes commanders of one name.
type Leader struct {
	Makes  league.Commanders
	Module *plugin.Module // of a plug-in, nil for others
}

// Ways are how commanders are run that are not of this program.
type Ways struct {
	Compile plugin.Apart  // starts what compiles plug-ins
	Exec    *lines.Runner // runs programs; nil where none may be
}

// errExec is of a program where none may lead.
var errExec = errors.New("only a server for this machine alone (--udp 127.0.0.1:PORT, no --public) has programs " +
	"lead; one that others reach takes levels and plug-ins (FILE.wasm)")

// Finder finds commanders by their names: a level, a level/personality, the file of a plug-in, which is compiled once,
// or exec: with the command line of a program.
func Finder(ctx context.Context, set *assets.Set, ways Ways) func(name string) (Leader, error) {
	modules := map[string]*plugin.Module{}
	return func(name string) (Leader, error) {
		if command, ok := strings.CutPrefix(name, lines.Prefix); ok {
			return ways.exec(command)
		}
		if strings.HasSuffix(name, ".wasm") {
			if modules[name] == nil {
				m, err := plugin.Open(ctx, name, ways.Compile)
				if err != nil {
					return Leader{}, err
				}
				modules[name] = m
			}
			return Leader{modules[name].New, modules[name]}, nil
		}
		style, err := set.Style(name)
		if err != nil {
			return Leader{}, err
		}
		return Leader{Makes: ai.Make(style)}, nil
	}
}

func (w Ways) exec(command string) (Leader, error) {
	if w.Exec == nil {
		return Leader{}, errExec
	}
	p, err := w.Exec.Program(command)
	if err != nil {
		return Leader{}, err
	}
	return Leader{Makes: p.New}, nil
}

// Parse finds those that flags name: LEVEL everywhere, SCENARIO=LEVEL in one scenario, SCENARIO/SEAT=LEVEL in one seat.
// Every flag is checked now, so that none is wrong in the middle of a match.
func Parse(ctx context.Context, set *assets.Set, flags []string, ways Ways) (Leaders, error) {
	find, all := Finder(ctx, set, ways), Leaders{}
	for _, flag := range flags {
		where, name, found := strings.Cut(flag, "=")
		if !found || strings.HasPrefix(flag, lines.Prefix) { // a command line may have a = of its own
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

// Leaders are those of SCENARIO/SEAT, of SCENARIO, and of all.
type Leaders map[string]Leader

// Of is who leads a seat as the nearest flag says: its own before its scenario's before the one of
// all; false where none says.
func (l Leaders) Of(s *game.Setup, seat uint8) (Leader, bool) {
	for _, where := range []string{fmt.Sprintf("%s/%d", s.Scenario.Name, seat), s.Scenario.Name, ""} {
		if c, ok := l[where]; ok {
			return c, true
		}
	}
	return Leader{}, false
}

// Before makes commanders as the flags say, and others where none does.
func (l Leaders) Before(others league.Commanders) league.Commanders {
	return func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
		if c, ok := l.Of(s, seat); ok {
			return c.Makes(s, seat, seed)
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
