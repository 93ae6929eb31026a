package assets

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"muster/game"
)

type scenarioFile struct {
	Map        string      `yaml:"map"`
	Symmetry   string      `yaml:"symmetry"`
	Mode       string      `yaml:"mode"`
	Side       string      `yaml:"side"`
	Charge     uint8       `yaml:"charge"`
	Goal       uint8       `yaml:"goal"`
	Teams      []teamFile  `yaml:"teams"`
	Seats      []string    `yaml:"seats"`
	Squads     []squadFile `yaml:"squads"`
	Points     []pointFile `yaml:"points"`
	Clock      float64     `yaml:"clock"`
	ScoreToWin uint32      `yaml:"score_to_win"`
	Capture    float64     `yaml:"capture"`
	ScoreEvery float64     `yaml:"score_every"`
	Supply     uint16      `yaml:"supply"`
	Steps      []stepFile  `yaml:"steps"`
}

type teamFile struct {
	Name  string  `yaml:"name"`
	Start []int32 `yaml:"start" jsonschema:"minItems=2,maxItems=2"`
}

type squadFile struct {
	Seat    uint8   `yaml:"seat"`
	Kind    string  `yaml:"kind"`
	Count   uint8   `yaml:"count"`
	At      []int32 `yaml:"at" jsonschema:"minItems=2,maxItems=2"`
	Facing  string  `yaml:"facing"`
	Arrives float64 `yaml:"arrives"`
}

type pointFile struct {
	Name   string  `yaml:"name"`
	At     []int32 `yaml:"at" jsonschema:"minItems=2,maxItems=2"`
	Radius uint8   `yaml:"radius"`
	Owner  string  `yaml:"owner"`
}

// facings are eighths of a turn, clockwise from +x.
var facings = []string{"east", "southeast", "south", "southwest", "west", "northwest", "north", "northeast"}

// scenario reads a scenario into setup, whose rules are there already, and its map.
func (s *Set) scenario(file, name string, setup *game.Setup) error {
	var f scenarioFile
	if err := s.load(file, &f); err != nil {
		return err
	}
	m, err := s.mapFile(f.Map, &setup.Rules)
	if err != nil {
		return s.located(file, fmt.Errorf("map: %w", err))
	}
	setup.Map = m
	if setup.Scenario, err = f.scenario(name, &setup.Rules); err != nil {
		return s.located(file, err)
	}
	for _, check := range []func() error{
		setup.Check,
		func() error { return reachable(setup, len(f.Steps) > 0) },
		func() error { return symmetric(f.Symmetry, setup) },
	} {
		if err := check(); err != nil {
			return s.located(file, err)
		}
	}
	return nil
}

var modes = []string{"domination", "last_stand", "hold_out", "escort"}

func (f *scenarioFile) scenario(name string, r *game.Rules) (game.Scenario, error) {
	sc := game.Scenario{
		Name: name, Map: f.Map, ScoreToWin: f.ScoreToWin, Supply: f.Supply, Charge: f.Charge, Goal: f.Goal,
	}
	for _, part := range []func(*game.Scenario, *game.Rules) error{f.times, f.sides, f.aims, f.units} {
		if err := part(&sc, r); err != nil {
			return sc, err
		}
	}
	return sc, nil
}

func (f *scenarioFile) times(sc *game.Scenario, r *game.Rules) error {
	rate := rate(r.TickRate)
	clock, err := rate.ticks("clock", f.Clock, math.MaxInt32)
	if err != nil {
		return err
	}
	capture, err := rate.ticks("capture", f.Capture, math.MaxUint16)
	if err != nil {
		return err
	}
	every, err := rate.ticks("score_every", f.ScoreEvery, math.MaxUint16)
	sc.Clock, sc.CaptureTicks, sc.ScoreEvery = game.Tick(clock), uint16(capture), uint16(every)
	return err
}

func (f *scenarioFile) teamNames() (names []string) {
	for _, t := range f.Teams {
		names = append(names, t.Name)
	}
	return names
}

func (f *scenarioFile) sides(sc *game.Scenario, _ *game.Rules) error {
	for i, t := range f.Teams {
		x, y, err := cell(t.Start)
		if err != nil {
			return fmt.Errorf("teams[%d].start: %w", i, err)
		}
		sc.Teams = append(sc.Teams, game.TeamSetup{Name: t.Name, StartX: x, StartY: y})
	}
	for i, t := range f.Seats {
		team, err := index("team", t, f.teamNames())
		if err != nil {
			return fmt.Errorf("seats[%d]: %w", i, err)
		}
		sc.Seats = append(sc.Seats, game.SeatSetup{Team: uint8(team)})
	}
	return nil
}

func (f *scenarioFile) aims(sc *game.Scenario, _ *game.Rules) error {
	mode, err := index("mode", cmp.Or(f.Mode, modes[0]), modes)
	if err != nil {
		return err
	}
	sc.Mode = game.Mode(mode)
	if f.Side != "" {
		side, err := index("team", f.Side, f.teamNames())
		if err != nil {
			return fmt.Errorf("side: %w", err)
		}
		sc.Side = uint8(side)
	}
	for i, p := range f.Points {
		x, y, err := cell(p.At)
		if err != nil {
			return fmt.Errorf("points[%d].at: %w", i, err)
		}
		point := game.PointSetup{Name: p.Name, X: x, Y: y, Radius: p.Radius}
		if p.Owner != "" {
			owner, err := index("team", p.Owner, f.teamNames())
			if err != nil {
				return fmt.Errorf("points[%d].owner: %w", i, err)
			}
			point.Owner = uint8(owner + 1)
		}
		sc.Points = append(sc.Points, point)
	}
	return nil
}

func (f *scenarioFile) units(sc *game.Scenario, r *game.Rules) error {
	for i := range f.Squads {
		q, err := f.Squads[i].squad(r)
		if err != nil {
			return fmt.Errorf("squads[%d]: %w", i, err)
		}
		sc.Squads = append(sc.Squads, q)
	}
	return nil
}

func (q *squadFile) squad(r *game.Rules) (game.SquadSetup, error) {
	var kinds []string
	for _, k := range r.Kinds {
		kinds = append(kinds, k.Name)
	}
	kind, err := index("kind", q.Kind, kinds)
	if err != nil {
		return game.SquadSetup{}, err
	}
	facing, err := index("facing", q.Facing, facings)
	if err != nil {
		return game.SquadSetup{}, err
	}
	x, y, err := cell(q.At)
	if err != nil {
		return game.SquadSetup{}, fmt.Errorf("at: %w", err)
	}
	arrives, err := rate(r.TickRate).ticks("arrives", q.Arrives, math.MaxInt32)
	return game.SquadSetup{
		Seat: q.Seat, Kind: uint8(kind), Count: q.Count, X: x, Y: y, Facing: uint8(facing * 32),
		Arrives: game.Tick(arrives),
	}, err
}

// cell is a place of a map as files have it.
func cell(at []int32) (x, y int32, err error) {
	if len(at) != 2 {
		return 0, 0, fmt.Errorf("%d is not a cell: two numbers are, x and y, such as [12, 30]", at)
	}
	return at[0], at[1], nil
}

// reachable checks that every squad can get to some cell of every capture point. In a lesson only the player must: the
// enemy may be put where it does no harm.
func reachable(s *game.Setup, lesson bool) error {
	regions := make([][][]bool, game.MoveClasses) // squads mostly begin in one region: it is gone through once
	for i, q := range s.Scenario.Squads {
		if lesson && q.Seat != 0 {
			continue
		}
		class := s.Rules.Kinds[q.Kind].Class
		at := slices.IndexFunc(regions[class], func(r []bool) bool { return r[q.Y*s.Map.W+q.X] })
		if at < 0 {
			at = len(regions[class])
			regions[class] = append(regions[class], flood(s, q.X, q.Y, class))
		}
		region := regions[class][at]
		for j, p := range s.Scenario.Points {
			if !within(s, region, &p) {
				return fmt.Errorf("points[%d] %q at %d, %d: squads[%d] cannot get there from %d, %d",
					j, p.Name, p.X, p.Y, i, q.X, q.Y)
			}
		}
	}
	return nil
}

// within reports whether some cell of a point can be reached.
func within(s *game.Setup, region []bool, p *game.PointSetup) bool {
	r := int32(p.Radius)
	for y := max(p.Y-r, 0); y <= min(p.Y+r, s.Map.H-1); y++ {
		for x := max(p.X-r, 0); x <= min(p.X+r, s.Map.W-1); x++ {
			if region[y*s.Map.W+x] && (x-p.X)*(x-p.X)+(y-p.Y)*(y-p.Y) <= r*r {
				return true
			}
		}
	}
	return false
}

// flood marks what can be reached in straight steps: enough for what must be reachable in a fight.
func flood(s *game.Setup, x, y int32, class game.MoveClass) []bool {
	m := &s.Map
	seen := make([]bool, len(m.Cells))
	next := []int32{y*m.W + x}
	for len(next) > 0 {
		c := next[len(next)-1]
		next = next[:len(next)-1]
		if seen[c] || s.Rules.Terrains[m.Cells[c]].Cost[class] == game.Impassable {
			continue
		}
		seen[c] = true
		for _, n := range [...]struct {
			cell int32
			on   bool
		}{{c - 1, c%m.W > 0}, {c + 1, c%m.W < m.W-1}, {c - m.W, c >= m.W}, {c + m.W, c < m.W*(m.H-1)}} {
			if n.on && !seen[n.cell] {
				next = append(next, n.cell)
			}
		}
	}
	return seen
}
