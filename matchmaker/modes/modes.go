// Package modes is what a matchmaker offers: ways to play, the scenarios that they are played in, and the AI commanders
// that fill empty seats.
package modes

import (
	"fmt"
	"slices"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/rating"
)

// Mode is a way to play, as the operator configures it.
type Mode struct {
	api.Mode // Scenarios empty for all that its Clock suits
	Clock    Clock
	Window   matching.Widening // how far apart ratings may be, in points
	RTT      matching.Widening // how far away a region may be, in milliseconds
	Home     bool              // a scenario's matches all live on one shard
}

// Clock is which scenarios are for a mode that names none.
type Clock uint8

// The clocks.
const (
	AnyClock Clock = iota
	RealTime       // and the default one, whatever its clock: who offers it first wants it played
	ByTurns
)

// Default are the modes that are offered unless an operator says otherwise: quick puts everybody into a match at once,
// and ranked waits for players of like strength who accept. Turns is a friendly match by turns,
// ranked_turns one for a rating of its own, in the battles that came out about even by side, and correspondence one
// with a day for each turn, for which nobody need be there at the same time.
func Default() []Mode { return append(live(), correspondence()) }

// live are those whose players are there at the same time.
func live() []Mode {
	return []Mode{
		{Mode: api.Mode{Name: "quick", Title: "Quick match", Open: true, PartyMax: 8}, Clock: RealTime},
		{
			Clock: RealTime,
			Mode: api.Mode{
				Name: "ranked", Title: "Ranked match", Rated: true, Accept: 20, Fill: 90, Wait: 15, PartyMax: 4,
			},
			Window: matching.Widening{From: 100, PerSecond: 5, Full: 2 * time.Minute},
			RTT:    matching.Widening{From: 80, PerSecond: 2, Full: 2 * time.Minute},
		},
		{
			Clock: ByTurns,
			Mode:  api.Mode{Name: "turns", Title: "Match by turns", Fill: 30, Wait: 15, PartyMax: 2},
		},
		{
			Clock: ByTurns,
			Mode: api.Mode{
				Name: "ranked_turns", Title: "Ranked match by turns", Rated: true,
				Scenarios: []string{"clearing", "orchard", "ruins"},
				Accept:    20, Fill: 90, Wait: 15, PartyMax: 1,
			},
			Window: matching.Widening{From: 100, PerSecond: 5, Full: 2 * time.Minute},
			RTT:    matching.Widening{From: 200, PerSecond: 10, Full: time.Minute},
		},
	}
}

// correspondence is a day a turn, and two days in all beyond that.
func correspondence() Mode {
	const day = 24 * 3600
	return Mode{
		Clock: ByTurns,
		Mode: api.Mode{
			Name: "correspondence", Title: "By correspondence", Fill: -1, Wait: 1, PartyMax: 1,
			Correspondence: true,
			TurnClock:      &api.TurnClock{Planning: day, Bank: 2 * day, TimeUp: "ai"},
		},
		Window: matching.Widening{From: 300, PerSecond: 1, Full: time.Hour},
	}
}

// DefaultLevels are the AI commanders that fill empty seats, the weakest first, with the points that they are taken to
// play like: the regular one like a player of whom nothing is known.
func DefaultLevels() []matching.Level {
	return []matching.Level{
		{Name: "recruit", Points: 1200},
		{Name: "regular", Points: 1500},
		{Name: "veteran", Points: 1700},
		{Name: "elite", Points: 1900},
	}
}

// Offer is what can be played here.
type Offer struct {
	Scenarios []api.ScenarioInfo // the first is the default
	Modes     []Mode             // the first is the default
	Levels    []matching.Level   // of AI commanders, the weakest first
}

// Complete fills in what is left open: no modes or levels are the default ones.
func Complete(o Offer) (*Offer, error) {
	if len(o.Modes) == 0 {
		o.Modes = slices.DeleteFunc(Default(), func(m Mode) bool { return m.Clock == ByTurns && !o.has(&m) })
	}
	if len(o.Levels) == 0 {
		o.Levels = DefaultLevels()
	}
	o.Modes = slices.Clone(o.Modes)
	for i := range o.Modes {
		m := &o.Modes[i]
		if len(m.Scenarios) == 0 {
			m.Scenarios = o.suiting(m.Clock)
		}
		if m.Delay == 0 {
			m.Delay = usualDelay(m.Rated)
		}
		if err := m.checkClock(&o); err != nil {
			return nil, err
		}
		if m.Hold == 0 {
			m.Hold = usualHold(m.Open)
		}
		for _, name := range m.Scenarios {
			if o.scenario(name) == nil {
				return nil, fmt.Errorf("mode %s names scenario %s, which is not offered", m.Name, name)
			}
		}
	}
	return &o, nil
}

// has reports whether what a default mode by turns is for is offered.
func (o *Offer) has(m *Mode) bool {
	return len(o.suiting(m.Clock)) > 0 &&
		!slices.ContainsFunc(m.Scenarios, func(name string) bool { return o.scenario(name) == nil })
}

// suiting are the names of the scenarios that are for modes of a clock.
func (o *Offer) suiting(clock Clock) (names []string) {
	for i, s := range o.Scenarios {
		if clock == AnyClock || s.Turns == (clock == ByTurns) || clock == RealTime && i == 0 {
			names = append(names, s.Name)
		}
	}
	return names
}

// Mode finds a mode by name; "" is the first.
func (o *Offer) Mode(name string) (*Mode, bool) {
	for i := range o.Modes {
		if name == "" || o.Modes[i].Name == name {
			return &o.Modes[i], true
		}
	}
	return nil, false
}

// Names are those of the modes.
func (o *Offer) Names() (all []string) {
	for _, v := range o.Modes {
		all = append(all, v.Name)
	}
	return all
}

// Delay is how many seconds the spectators of a match are behind.
func (o *Offer) Delay(mode string, rated bool) int {
	if m, ok := o.Mode(mode); ok {
		return m.Delay
	}
	return usualDelay(rated) // its mode is not offered any more
}

// usualDelay is how many seconds spectators are behind where the mode does not say.
func usualDelay(rated bool) int {
	if rated {
		return int(ratedDelay / time.Second)
	}
	return int(publicDelay / time.Second)
}

// Hold is for how long the seat of a player who is away is kept; below 0 for as long as the match runs. joinable says
// whether others may have it.
func (o *Offer) Hold(mode string, joinable bool) time.Duration {
	seconds := usualHold(joinable)
	if m, ok := o.Mode(mode); ok {
		seconds = m.Hold
	}
	return time.Duration(seconds) * time.Second
}

// usualHold is the seconds for which a seat is kept where the mode does not say. One that nobody else may have is kept
// for as long as the match runs.
func usualHold(joinable bool) int {
	if joinable {
		return int(seatKept / time.Second)
	}
	return -1
}

// Lasts is how long a match of a scenario takes at most; 0 for one without an end, and for one that is not offered.
func (o *Offer) Lasts(scenario string) time.Duration {
	if s := o.scenario(scenario); s != nil {
		return time.Duration(s.Lasts) * time.Second
	}
	return 0
}

// Title is what people call a scenario.
func (o *Offer) Title(scenario string) string {
	if s := o.scenario(scenario); s != nil && s.Title != "" {
		return s.Title
	}
	return scenario
}

func (o *Offer) scenario(name string) *api.ScenarioInfo {
	for i := range o.Scenarios {
		if o.Scenarios[i].Name == name {
			return &o.Scenarios[i]
		}
	}
	return nil
}

// Ratings are those of AI commanders by the name of their level.
func (o *Offer) Ratings() map[string]rating.Rating {
	all := map[string]rating.Rating{}
	for _, l := range o.Levels {
		all[l.Name] = rating.OfPoints(l.Points, 100)
	}
	return all
}
