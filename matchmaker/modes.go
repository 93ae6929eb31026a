package matchmaker

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/rating"
	"muster/matchmaker/store"
)

// Mode is a way to play, as the operator configures it.
type Mode struct {
	api.Mode                   // Scenarios empty for all
	Window   matching.Widening // how far apart ratings may be, in points
	RTT      matching.Widening // how far away a region may be, in milliseconds
	Home     bool              // a scenario's matches all live on one shard
}

// DefaultModes are what is offered unless Config says otherwise: quick puts everybody into a match at once, and ranked
// waits for players of like strength who accept.
func DefaultModes() []Mode {
	return []Mode{
		{Mode: api.Mode{Name: "quick", Title: "Quick match", Open: true, PartyMax: 8}},
		{
			Mode:   api.Mode{Name: "ranked", Title: "Ranked match", Rated: true, Accept: 20, Fill: 90, Wait: 15, PartyMax: 4},
			Window: matching.Widening{From: 100, PerSecond: 5, Full: 2 * time.Minute},
			RTT:    matching.Widening{From: 80, PerSecond: 2, Full: 2 * time.Minute},
		},
	}
}

// DefaultLevels are the AI commanders that fill empty seats, the weakest first, with the points that they are taken to play
// like: the regular one like a player of whom nothing is known.
func DefaultLevels() []matching.Level {
	return []matching.Level{{Name: "recruit", Points: 1200}, {Name: "regular", Points: 1500}, {Name: "veteran", Points: 1700}, {Name: "elite", Points: 1900}}
}

// complete fills in what the configuration leaves open.
func (c *Config) complete() error {
	if len(c.Modes) == 0 {
		c.Modes = DefaultModes()
	}
	if len(c.Levels) == 0 {
		c.Levels = DefaultLevels()
	}
	c.Modes = slices.Clone(c.Modes)
	for i := range c.Modes {
		if len(c.Modes[i].Scenarios) == 0 {
			for _, s := range c.Scenarios {
				c.Modes[i].Scenarios = append(c.Modes[i].Scenarios, s.Name)
			}
		}
		if c.Modes[i].Delay == 0 {
			c.Modes[i].Delay = usualDelay(c.Modes[i].Rated)
		}
		if c.Modes[i].Hold == 0 {
			c.Modes[i].Hold = usualHold(c.Modes[i].Open)
		}
		for _, name := range c.Modes[i].Scenarios {
			if !slices.ContainsFunc(c.Scenarios, func(s api.ScenarioInfo) bool { return s.Name == name }) {
				return fmt.Errorf("mode %s names scenario %s, which is not offered", c.Modes[i].Name, name)
			}
		}
	}
	return nil
}

// usualDelay is how many seconds spectators are behind where the mode does not say.
func usualDelay(rated bool) int {
	if rated {
		return int(ratedDelay / time.Second)
	}
	return int(publicDelay / time.Second)
}

// delay is how many seconds the spectators of a match are behind.
func (m *Matchmaker) delay(r *store.Match) int {
	if mode, ok := m.mode(r.Mode); ok {
		return mode.Delay
	}
	return usualDelay(r.Rated) // its mode is not offered any more
}

// mode finds a mode by name; "" is the first.
func (m *Matchmaker) mode(name string) (*Mode, bool) {
	for i := range m.cfg.Modes {
		if name == "" || m.cfg.Modes[i].Name == name {
			return &m.cfg.Modes[i], true
		}
	}
	return nil, false
}

// levels are the ratings of AI commanders by the name of their level.
func (m *Matchmaker) levels() map[string]rating.Rating {
	all := map[string]rating.Rating{}
	for _, l := range m.cfg.Levels {
		all[l.Name] = rating.OfPoints(l.Points, 100)
	}
	return all
}

type modesOutput struct{ Body []api.Mode }

func (m *Matchmaker) listModes(context.Context, *struct{}) (*modesOutput, error) {
	out := &modesOutput{}
	for _, v := range m.cfg.Modes {
		out.Body = append(out.Body, v.Mode)
	}
	return out, nil
}

// wanted checks a wish, and finds what is wrong with it.
func (m *Matchmaker) wanted(r *api.TicketRequest) (*Mode, []string, error) {
	mode, ok := m.mode(r.Mode)
	if !ok {
		return nil, nil, unknown("mode", r.Mode, m.modeNames())
	}
	scenarios := r.Scenarios
	if r.Scenario != "" {
		scenarios = []string{r.Scenario}
	}
	scenarios = slices.Compact(slices.Sorted(slices.Values(scenarios)))
	for _, s := range scenarios {
		if !slices.Contains(mode.Scenarios, s) {
			return nil, nil, unknown("scenario", s, mode.Scenarios)
		}
	}
	for region, ms := range r.RTTs {
		if len(region) > maxRegion || ms < 0 || ms > maxRTT || len(r.RTTs) > maxRTTs {
			return nil, nil, huma.Error422UnprocessableEntity("the round-trip times will not do", &huma.ErrorDetail{
				Message: fmt.Sprintf("expected at most %d regions, each with 0 to %d ms", maxRTTs, maxRTT), Location: "body.rtts",
			})
		}
	}
	return mode, scenarios, nil
}

// seats reports whether a scenario of a wish, which may be any of the mode's, has so many seats in one team.
func (m *Matchmaker) seats(mode *Mode, wished []string, players int) bool {
	if len(wished) == 0 {
		wished = mode.Scenarios
	}
	return slices.ContainsFunc(m.cfg.Scenarios, func(s api.ScenarioInfo) bool {
		team := map[int]int{}
		for _, t := range s.Teams {
			team[t]++
		}
		return slices.Contains(wished, s.Name) && slices.Max(slices.Collect(maps.Values(team))) >= players
	})
}

func (m *Matchmaker) modeNames() (all []string) {
	for _, v := range m.cfg.Modes {
		all = append(all, v.Name)
	}
	return all
}

func unknown(what, name string, known []string) error {
	return huma.Error422UnprocessableEntity(fmt.Sprintf("there is no %s %q here", what, name), &huma.ErrorDetail{
		Message: fmt.Sprintf("expected one of %q, or nothing for any", known), Location: "body." + what, Value: name,
	})
}
