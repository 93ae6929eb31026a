package main

import (
	"fmt"
	"slices"
	"strings"

	"muster/assets"
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
	for _, name := range names {
		setup, err := set.Setup(name)
		if err != nil {
			return nil, err
		}
		info := api.ScenarioInfo{
			Name: name, Title: name, Map: setup.Map.Name, Lasts: int(setup.Scenario.Clock) / int(setup.Rules.TickRate),
		}
		for _, seat := range setup.Scenario.Seats {
			info.Teams = append(info.Teams, int(seat.Team))
		}
		all = append(all, info)
	}
	return all, nil
}
