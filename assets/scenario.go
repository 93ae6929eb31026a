package assets

import (
	"cmp"
	"fmt"
	"math"
	"path"

	"muster/game"
)

func scenarioPath(name string) string { return "scenarios/" + name + ".yaml" }

type scenarioFile struct {
	Map        string      `yaml:"map" jsonschema:"required" jsonschema_description:"a file of maps/, such as duel.txt"`
	Symmetry   string      `yaml:"symmetry" enum:"symmetries" jsonschema_description:"by which both sides have the same ground; muster check finds out whether that is true"`
	Mode       string      `yaml:"mode" enum:"modes" jsonschema_description:"what the fight is about; domination if it is not given"`
	Side       string      `yaml:"side" jsonschema_description:"hold_out, escort: the team it is about"`
	Charge     uint8       `yaml:"charge" jsonschema_description:"escort: the squad, counted from 0"`
	Goal       uint8       `yaml:"goal" jsonschema_description:"escort: the point, counted from 0"`
	Teams      []teamFile  `yaml:"teams" jsonschema:"required" jsonschema_description:"two at least"`
	Seats      []string    `yaml:"seats" jsonschema:"required" jsonschema_description:"the team of each seat"`
	Squads     []squadFile `yaml:"squads" jsonschema:"required" jsonschema_description:"who begins where"`
	Points     []pointFile `yaml:"points" jsonschema_description:"to capture"`
	Ends       []endFile   `yaml:"ends" jsonschema_description:"how it is won, rather than by mode, clock and score_to_win: the first of these that is so"`
	Clock      clockFile   `yaml:"clock" jsonschema_description:"seconds after which it ends, 0 for never; or how turns go"`
	ScoreToWin uint32      `yaml:"score_to_win" jsonschema_description:"points of score that end it; 0 for none"`
	Capture    float64     `yaml:"capture" jsonschema_description:"seconds that one unit alone needs for a point"`
	ScoreEvery float64     `yaml:"score_every" jsonschema_description:"seconds between points of score and supply"`
	Supply     uint16      `yaml:"supply" jsonschema_description:"of each team at the beginning"`
	Alone      bool        `yaml:"alone" jsonschema_description:"for one player: the queue does not offer it unless it is told to"`
	Steps      []stepFile  `yaml:"steps" jsonschema_description:"lessons: what the player is asked to do"`
}

type teamFile struct {
	Name  string  `yaml:"name" jsonschema:"required" jsonschema_description:"the texts have it as team.NAME"`
	Start []int32 `yaml:"start" jsonschema:"required,minItems=2,maxItems=2" jsonschema_description:"x and y of the cell where retreats lead and reinforcements come in"`
}

type squadFile struct {
	Seat    uint8   `yaml:"seat" jsonschema:"required" jsonschema_description:"that leads it, counted from 0"`
	Kind    string  `yaml:"kind" jsonschema:"required" enum:"kinds" jsonschema_description:"of its units"`
	Count   uint8   `yaml:"count" jsonschema:"required,minimum=1" jsonschema_description:"of units"`
	At      []int32 `yaml:"at" jsonschema:"required,minItems=2,maxItems=2" jsonschema_description:"x and y of its cell"`
	Facing  string  `yaml:"facing" jsonschema:"required" enum:"facings" jsonschema_description:"where it looks"`
	Arrives float64 `yaml:"arrives" jsonschema_description:"seconds after the beginning; 0 for who is there from it"`
}

type pointFile struct {
	Name   string  `yaml:"name" jsonschema:"required" jsonschema_description:"the texts have it as point.NAME, with _ for a space"`
	At     []int32 `yaml:"at" jsonschema:"required,minItems=2,maxItems=2" jsonschema_description:"x and y of its middle"`
	Radius uint8   `yaml:"radius" jsonschema:"required" jsonschema_description:"cells around it that count"`
	Owner  string  `yaml:"owner" jsonschema_description:"the team that has it at the beginning"`
}

// facings are eighths of a turn, clockwise from +x.
var facings = []string{"east", "southeast", "south", "southwest", "west", "northwest", "north", "northeast"}

// scenario reads a scenario into setup, whose rules are there already, and its map.
func (s *Set) scenario(file, name string, setup *game.Setup) error {
	var f scenarioFile
	unread, err := s.loadRest(file, &f)
	if err != nil {
		return err
	}
	wrong := faults{}
	if setup.Map, err = s.mapFile(f.Map, &setup.Rules); err != nil {
		wrong.add(fmt.Errorf("map: %w", &mapError{regular(path.Base(f.Map)), err}))
	}
	setup.Scenario, err = f.scenario(name, &setup.Rules)
	wrong.add(err)
	for _, check := range []func() error{
		setup.Check,
		func() error { return reachable(setup, len(f.Steps) > 0) },
		func() error { return symmetric(f.Symmetry, setup) },
	} {
		if len(wrong) == 0 && len(unread.wrong) == 0 {
			wrong.add(check())
		}
	}
	return unread.judged(wrong.err())
}

// Alone reports whether a scenario is for one player, who leads seat 0, and not for the queue.
func (s *Set) Alone(scenario string) (bool, error) {
	var f scenarioFile
	err := s.load(scenarioPath(scenario), &f)
	return f.Alone, err
}

// mapError is of a map that cannot be read.
type mapError struct {
	name string
	err  error
}

func (e *mapError) Error() string { return e.err.Error() }
func (e *mapError) Unwrap() error { return e.err }

var modes = []string{"domination", "last_stand", "hold_out", "escort"}

func (f *scenarioFile) scenario(name string, r *game.Rules) (game.Scenario, error) {
	sc, wrong := game.Scenario{
		Name: name, Map: f.Map, ScoreToWin: f.ScoreToWin, Supply: f.Supply, Charge: f.Charge, Goal: f.Goal,
	}, faults{}
	for _, part := range []func(*game.Scenario, *game.Rules) error{f.times, f.sides, f.aims, f.units, f.ends} {
		wrong.add(part(&sc, r))
	}
	return sc, wrong.err()
}

func (f *scenarioFile) times(sc *game.Scenario, r *game.Rules) error {
	rate, wrong := rate(r.TickRate), faults{}
	wrong.add(f.Clock.clock(sc, rate))
	capture, err := rate.ticks("capture", f.Capture, math.MaxUint16)
	wrong.add(err)
	every, err := rate.ticks("score_every", f.ScoreEvery, math.MaxUint16)
	wrong.add(err)
	sc.CaptureTicks, sc.ScoreEvery = uint16(capture), uint16(every)
	return wrong.err()
}

func (f *scenarioFile) teamNames() (names []string) {
	for _, t := range f.Teams {
		names = append(names, t.Name)
	}
	return names
}

func (f *scenarioFile) sides(sc *game.Scenario, _ *game.Rules) error {
	wrong, called := faults{}, twins{}
	for i, t := range f.Teams {
		x, y, err := cell(t.Start)
		wrong.at(fmt.Sprintf("teams[%d].start: ", i), err)
		wrong.at(fmt.Sprintf("teams[%d]: ", i), called.add("name", t.Name, t.Name))
		sc.Teams = append(sc.Teams, game.TeamSetup{Name: t.Name, StartX: x, StartY: y})
	}
	for i, t := range f.Seats {
		team, err := index("team", t, f.teamNames())
		wrong.at(fmt.Sprintf("seats[%d]: ", i), err)
		sc.Seats = append(sc.Seats, game.SeatSetup{Team: uint8(team)})
	}
	return wrong.err()
}

func (f *scenarioFile) aims(sc *game.Scenario, _ *game.Rules) error {
	wrong := faults{}
	mode, err := index("mode", cmp.Or(f.Mode, modes[0]), modes)
	wrong.at("mode: ", err)
	sc.Mode = game.Mode(mode)
	if f.Side != "" {
		side, err := index("team", f.Side, f.teamNames())
		wrong.at("side: ", err)
		sc.Side = uint8(side)
	}
	for i, p := range f.Points {
		x, y, err := cell(p.At)
		wrong.at(fmt.Sprintf("points[%d].at: ", i), err)
		point := game.PointSetup{Name: p.Name, X: x, Y: y, Radius: p.Radius}
		if p.Owner != "" {
			owner, err := index("team", p.Owner, f.teamNames())
			wrong.at(fmt.Sprintf("points[%d].owner: ", i), err)
			point.Owner = uint8(owner + 1)
		}
		sc.Points = append(sc.Points, point)
	}
	return wrong.err()
}

func (f *scenarioFile) units(sc *game.Scenario, r *game.Rules) error {
	wrong := faults{}
	for i := range f.Squads {
		q, err := f.Squads[i].squad(r)
		wrong.at(fmt.Sprintf("squads[%d]: ", i), err)
		sc.Squads = append(sc.Squads, q)
	}
	return wrong.err()
}

func (q *squadFile) squad(r *game.Rules) (game.SquadSetup, error) {
	wrong := faults{}
	kind, err := index("kind", q.Kind, kindNames(r))
	wrong.add(err)
	facing, err := index("facing", q.Facing, facings)
	wrong.add(err)
	x, y, err := cell(q.At)
	wrong.at("at: ", err)
	arrives, err := rate(r.TickRate).ticks("arrives", q.Arrives, math.MaxInt32)
	wrong.add(err)
	return game.SquadSetup{
		Seat: q.Seat, Kind: uint8(kind), Count: q.Count, X: x, Y: y, Facing: uint8(facing * 32),
		Arrives: game.Tick(arrives),
	}, wrong.err()
}

func kindNames(r *game.Rules) (names []string) {
	for _, k := range r.Kinds {
		names = append(names, k.Name)
	}
	return names
}

// cell is a place of a map as files have it.
func cell(at []int32) (x, y int32, err error) {
	if len(at) != 2 {
		return 0, 0, fmt.Errorf("%d is not a cell: two numbers are, x and y, such as [12, 30]", at)
	}
	return at[0], at[1], nil
}
