package lines

import (
	"slices"

	"muster/game"
)

// Begin is all of a match that never changes.
type Begin struct {
	Protocol int      `json:"protocol"`
	Seat     uint8    `json:"seat" jsonschema_description:"that the bot leads"`
	Team     uint8    `json:"team"`
	Seed     uint64   `json:"seed" jsonschema_description:"of the bot's chances, below 2^53"`
	TickRate uint8    `json:"tick_rate" jsonschema_description:"ticks a second"`
	Live     bool     `json:"live" jsonschema_description:"the match waits for nobody"`
	Scenario Scenario `json:"scenario"`
	Rules    Rules    `json:"rules"`
	Map      []string `json:"map" jsonschema_description:"rows of letters, one a cell"`
	Heights  []string `json:"heights" jsonschema_description:"rows of digits, one a cell; none for a flat map"`
}

// Scenario says who fights for what.
type Scenario struct {
	Name       string       `json:"name"`
	Map        string       `json:"map"`
	Mode       string       `json:"mode"`
	Turns      string       `json:"turns,omitempty" jsonschema_description:"by turns: how they follow each other"`
	Clock      float64      `json:"clock" jsonschema_description:"seconds after which it ends; 0 for never"`
	ScoreToWin uint32       `json:"score_to_win"`
	Capture    float64      `json:"capture" jsonschema_description:"seconds that one unit alone needs for a point"`
	ScoreEvery float64      `json:"score_every" jsonschema_description:"seconds between points of score and supply"`
	Supply     uint16       `json:"supply"`
	Side       *uint8       `json:"side,omitempty" jsonschema_description:"hold_out and escort: the team it is about"`
	Charge     *uint8       `json:"charge,omitempty" jsonschema_description:"escort: the side's squad"`
	Goal       *uint8       `json:"goal,omitempty" jsonschema_description:"escort: the point"`
	Teams      []Team       `json:"teams"`
	Seats      []Seat       `json:"seats"`
	Squads     []StartSquad `json:"squads"`
	Points     []StartPoint `json:"points"`
}

// Team is a side; its retreats lead to its start, where its reinforcements come from.
type Team struct {
	Name  string `json:"name"`
	Start Place  `json:"start"`
}

// Seat is a place for one commander.
type Seat struct {
	Team uint8 `json:"team"`
}

// StartSquad is a squad at the beginning; ID is its team's own number for it.
type StartSquad struct {
	Team    uint8   `json:"team"`
	ID      uint8   `json:"id"`
	Seat    uint8   `json:"seat"`
	Kind    string  `json:"kind"`
	Count   uint8   `json:"count"`
	At      Place   `json:"at"`
	Facing  float64 `json:"facing"`
	Arrives float64 `json:"arrives" jsonschema_description:"seconds after the beginning"`
}

// StartPoint is a capture point.
type StartPoint struct {
	Name   string `json:"name"`
	At     Place  `json:"at"`
	Radius uint8  `json:"radius"`
	Owner  int    `json:"owner" jsonschema_description:"at the beginning; -1 for nobody"`
}

// begin is what a seat's bot is told first. Its seed is one that every language's numbers hold.
func begin(s *game.Setup, seat uint8, seed uint64, live bool) *Begin {
	b := &Begin{
		Protocol: Protocol, Seat: seat, Team: s.Scenario.Seats[seat].Team, Seed: seed & (1<<53 - 1),
		TickRate: s.Rules.TickRate, Live: live, Scenario: scenario(s), Rules: rules(&s.Rules), Heights: []string{},
	}
	letter := func(i int) byte { return s.Rules.Terrains[s.Map.Cells[i]].Letter }
	b.Map = rows(&s.Map, letter)
	if len(s.Map.Heights) > 0 {
		b.Heights = rows(&s.Map, func(i int) byte { return '0' + s.Map.Heights[i] })
	}
	return b
}

// Scene is what a match is before anybody leads in it, as a bot of the team's first seat would be told.
func Scene(s *game.Setup, team uint8) *Begin {
	seat := slices.IndexFunc(s.Scenario.Seats, func(one game.SeatSetup) bool { return one.Team == team })
	return begin(s, uint8(seat), 0, false)
}

// rows draws a map, a letter a cell.
func rows(m *game.Map, letter func(i int) byte) (all []string) {
	row := make([]byte, m.W)
	for y := range int(m.H) {
		for x := range row {
			row[x] = letter(y*len(row) + x)
		}
		all = append(all, string(row))
	}
	return all
}

func scenario(s *game.Setup) Scenario {
	sc, rate := &s.Scenario, float64(s.Rules.TickRate)
	out := Scenario{
		Name: sc.Name, Map: s.Map.Name, Mode: sc.Mode.String(), Clock: float64(sc.Clock) / rate,
		ScoreToWin: sc.ScoreToWin, Capture: float64(sc.CaptureTicks) / rate, ScoreEvery: float64(sc.ScoreEvery) / rate,
		Supply: sc.Supply, Teams: []Team{}, Seats: []Seat{}, Squads: []StartSquad{}, Points: []StartPoint{},
	}
	if sc.Turns.Kind != game.RealTime {
		out.Turns = sc.Turns.Kind.String()
	}
	for _, t := range sc.Teams {
		out.Teams = append(out.Teams, Team{t.Name, cellAt(t.StartX, t.StartY)})
	}
	for _, t := range sc.Seats {
		out.Seats = append(out.Seats, Seat(t))
	}
	for _, p := range sc.Points {
		out.Points = append(out.Points, StartPoint{p.Name, cellAt(p.X, p.Y), p.Radius, int(p.Owner) - 1})
	}
	next := make([]uint8, len(sc.Teams))
	for _, q := range sc.Squads {
		team := sc.Seats[q.Seat].Team
		out.Squads = append(out.Squads, StartSquad{
			Team: team, ID: next[team], Seat: q.Seat, Kind: s.Rules.Kinds[q.Kind].Name, Count: q.Count,
			At: cellAt(q.X, q.Y), Facing: degrees(q.Facing), Arrives: float64(q.Arrives) / rate,
		})
		next[team]++
	}
	switch sc.Mode {
	case game.Escort:
		out.Charge, out.Goal = &out.Squads[sc.Charge].ID, &sc.Goal
		out.Side = &sc.Side
	case game.HoldOut:
		out.Side = &sc.Side
	}
	return out
}

// cellAt is the middle of a cell.
func cellAt(x, y int32) Place { return Place{float64(x) + 0.5, float64(y) + 0.5} }

// placeAt is a place in view steps.
func placeAt(x, y uint16) Place { return Place{float64(x) / game.ViewStep, float64(y) / game.ViewStep} }

func degrees(angle uint8) float64 { return float64(angle) * 360 / 256 }
