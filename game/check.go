package game

import (
	"errors"
	"fmt"
)

// ErrSetup is what every error of Check wraps.
var ErrSetup = errors.New("game: set-up cannot be played")

// Check finds what would break a World: sizes over the limits, references to nothing, squads that do not fit. The error
// names the field; errors.Join's holds one for each mistake of a kind, and what stands on those is not looked at.
func (s *Setup) Check() error {
	for _, check := range []func() []error{
		s.checkSizes, s.Rules.faults, one(s.checkMap), s.checkScenario, one(s.checkMode), one(s.checkEnds),
		one(s.checkTurns), one(s.checkRoom),
	} {
		if err := setupError(check()); err != nil {
			return err
		}
	}
	return nil
}

// Check is Setup.Check of rules alone.
func (r *Rules) Check() error { return setupError(r.faults()) }

// setupError has each mistake say what it is about; nil for none.
func setupError(faults []error) error {
	for i, err := range faults {
		faults[i] = fmt.Errorf("%w: %w", ErrSetup, err)
	}
	if len(faults) == 1 {
		return faults[0]
	}
	return errors.Join(faults...)
}

// one is a check that stops at the first mistake.
func one(check func() error) func() []error {
	return func() []error {
		if err := check(); err != nil {
			return []error{err}
		}
		return nil
	}
}

// size is how much there is of something, and may be.
type size struct {
	what           string
	n, least, most int
}

func checkSizes(sizes ...size) (faults []error) {
	for _, z := range sizes {
		if z.n < z.least || z.n > z.most {
			faults = append(faults, fmt.Errorf("%s: %d is out of range (%d to %d)", z.what, z.n, z.least, z.most))
		}
	}
	return faults
}

func (s *Setup) checkSizes() []error {
	sc := &s.Scenario
	return append(s.Rules.checkSizes(), checkSizes(
		size{"map.width", int(s.Map.W), 1, MaxSide},
		size{"map.height", int(s.Map.H), 1, MaxSide},
		size{"scenario.teams", len(sc.Teams), 2, MaxTeams},
		size{"scenario.seats", len(sc.Seats), 1, MaxSeats},
		size{"scenario.squads", len(sc.Squads), 1, MaxSquads},
		size{"scenario.points", len(sc.Points), 0, MaxPoints},
	)...)
}

func (s *Setup) checkMap() error {
	if len(s.Map.Cells) != int(s.Map.W*s.Map.H) {
		return fmt.Errorf("map.cells: there are %d for %d x %d", len(s.Map.Cells), s.Map.W, s.Map.H)
	}
	for i, code := range s.Map.Cells {
		if int(code) >= len(s.Rules.Terrains) {
			return fmt.Errorf("map.cells at %d, %d: there is no terrain %d", int32(i)%s.Map.W, int32(i)/s.Map.W, code)
		}
	}
	if n := len(s.Map.Heights); n != 0 && n != len(s.Map.Cells) {
		return fmt.Errorf("map.heights: there are %d for %d x %d", n, s.Map.W, s.Map.H)
	}
	for i, h := range s.Map.Heights {
		if h > MaxHeight {
			return fmt.Errorf("map.heights at %d, %d: %d is out of range (0 to %d)",
				int32(i)%s.Map.W, int32(i)/s.Map.W, h, MaxHeight)
		}
	}
	return nil
}

func (s *Setup) checkScenario() (faults []error) {
	sc := &s.Scenario
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Errorf("scenario."+format, args...)) }
	for i, t := range sc.Teams {
		if !s.onMap(t.StartX, t.StartY) {
			wrong("teams[%d].start: %d, %d is off the map", i, t.StartX, t.StartY)
		}
	}
	for i, seat := range sc.Seats {
		if int(seat.Team) >= len(sc.Teams) {
			wrong("seats[%d].team: there is no team %d", i, seat.Team)
		}
	}
	for i, p := range sc.Points {
		if !s.onMap(p.X, p.Y) || p.Radius > maxSight {
			wrong("points[%d] %q: %d, %d with radius %d is off the map or too large", i, p.Name, p.X, p.Y, p.Radius)
		}
		if int(p.Owner) > len(sc.Teams) {
			wrong("points[%d] %q: there is no team %d to own it", i, p.Name, p.Owner-1)
		}
	}
	units := 0
	for i := range sc.Squads {
		if err := s.checkSquad(&sc.Squads[i]); err != nil {
			wrong("squads[%d].%w", i, err)
		}
		units += int(sc.Squads[i].Count)
	}
	if units > MaxUnits {
		wrong("squads: %d units, and the most is %d", units, MaxUnits)
	}
	return faults
}

func (s *Setup) checkSquad(q *SquadSetup) error {
	switch {
	case int(q.Seat) >= len(s.Scenario.Seats):
		return fmt.Errorf("seat: there is no seat %d", q.Seat)
	case int(q.Kind) >= len(s.Rules.Kinds):
		return fmt.Errorf("kind: there is no kind %d", q.Kind)
	case q.Count == 0 || q.Count > maxSquad:
		return fmt.Errorf("count: %d is out of range (1 to %d)", q.Count, maxSquad)
	case !s.onMap(q.X, q.Y) ||
		s.Rules.Terrains[s.Map.Cells[q.Y*s.Map.W+q.X]].Cost[s.Rules.Kinds[q.Kind].Class] == Impassable:
		return fmt.Errorf("at: its kind cannot stand on %d, %d", q.X, q.Y)
	}
	return nil
}

// checkMode finds goals that refer to nothing.
func (s *Setup) checkMode() error {
	sc := &s.Scenario
	switch {
	case sc.Mode >= Modes:
		return fmt.Errorf("scenario.mode: there is no mode %d", sc.Mode)
	case sc.Mode != HoldOut && sc.Mode != Escort:
		return nil
	case int(sc.Side) >= len(sc.Teams):
		return fmt.Errorf("scenario.side: there is no team %d", sc.Side)
	case sc.Clock == 0:
		return errors.New("scenario.clock: this mode needs one")
	case sc.Mode == HoldOut:
		return nil
	case int(sc.Charge) >= len(sc.Squads) || sc.Seats[sc.Squads[sc.Charge].Seat].Team != sc.Side:
		return fmt.Errorf("scenario.charge: team %d has no squad %d to escort", sc.Side, sc.Charge)
	case int(sc.Goal) >= len(sc.Points):
		return fmt.Errorf("scenario.goal: there is no point %d", sc.Goal)
	}
	return nil
}

// checkRoom draws the squads up once: all of them must find a place.
func (s *Setup) checkRoom() error {
	w := &World{setup: s, ground: groundOf(s)}
	w.muster()
	var here [MaxSquads]int
	for i := range w.units {
		if w.units[i].off == onMap {
			here[w.units[i].squad]++
		}
	}
	for i, q := range s.Scenario.Squads {
		if q.Arrives == 0 && here[i] != int(q.Count) {
			return fmt.Errorf("scenario.squads[%d].at: there is room for %d of %d units", i, here[i], q.Count)
		}
	}
	return nil
}

func (s *Setup) onMap(x, y int32) bool { return x >= 0 && y >= 0 && x < s.Map.W && y < s.Map.H }

// Hash identifies rules, map and scenario: players with another one cannot play together.
func (s *Setup) Hash() uint64 { return digest(AppendSetup(nil, s)) }
