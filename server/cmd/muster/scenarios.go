package main

import (
	"fmt"
	"slices"
	"strings"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
)

// offers lists the scenarios for the queue, the given one first: it is what players get who ask for none.
func offers(set *assets.Set, first string) ([]api.ScenarioInfo, error) {
	names := set.Scenarios()
	if !slices.Contains(names, first) {
		return nil, fmt.Errorf("--scenario %s: there is no such scenario; there are %s",
			first, strings.Join(names, ", "))
	}
	slices.SortStableFunc(names, func(a, b string) int {
		switch first {
		case a:
			return -1
		case b:
			return 1
		}
		return 0
	})
	var all []api.ScenarioInfo
	for i, name := range names {
		if alone, err := set.Alone(name); err != nil || alone && i > 0 {
			if err != nil {
				return nil, err
			}
			continue
		}
		setup, err := set.Setup(name)
		if err != nil {
			return nil, err
		}
		info := api.ScenarioInfo{
			Name: name, Title: name, Map: setup.Map.Name, Lasts: lasts(setup),
			Turns: setup.Scenario.Turns.Kind != game.RealTime,
		}
		for _, seat := range setup.Scenario.Seats {
			info.Teams = append(info.Teams, int(seat.Team))
		}
		all = append(all, info)
	}
	return all, nil
}

// lasts is how many seconds a match takes at most, 0 for one without an end: by turns with what everybody may take to
// plan.
func lasts(s *game.Setup) int {
	seconds, t := int(s.Scenario.Clock)/int(s.Rules.TickRate), &s.Scenario.Turns
	if t.Kind == game.RealTime || seconds == 0 {
		return seconds
	}
	if t.Planning == 0 && t.Bank == 0 {
		return 0
	}
	turns := (int(s.Scenario.Clock) + int(t.Length) - 1) / int(t.Length)
	return seconds + turns*int(t.Planning+t.Increment) + len(s.Scenario.Seats)*int(t.Bank)
}
