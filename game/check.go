package game

import (
	"errors"
	"fmt"
)

// ErrSetup is what every error of Check wraps.
var ErrSetup = errors.New("game: set-up cannot be played")

// Check finds what would break a World: sizes over the limits, references to nothing, squads that do not fit. The error
// names the field.
func (s *Setup) Check() error {
	for _, check := range []func() error{
		s.checkSizes, s.checkRules, s.checkMap, s.checkScenario, s.checkMode,
		s.checkRoom,
	} {
		if err := check(); err != nil {
			return fmt.Errorf("%w: %w", ErrSetup, err)
		}
	}
	return nil
}

func (s *Setup) checkSizes() error {
	sc := &s.Scenario
	for _, size := range []struct {
		what           string
		n, least, most int
	}{
		{"rules.terrains", len(s.Rules.Terrains), 1, MaxTerrain},
		{"rules.kinds", len(s.Rules.Kinds), 1, MaxKinds},
		{"rules.tick_rate", int(s.Rules.TickRate), 1, 255},
		{"map.width", int(s.Map.W), 1, MaxSide},
		{"map.height", int(s.Map.H), 1, MaxSide},
		{"scenario.teams", len(sc.Teams), 2, MaxTeams},
		{"scenario.seats", len(sc.Seats), 1, MaxSeats},
		{"scenario.squads", len(sc.Squads), 1, MaxSquads},
		{"scenario.points", len(sc.Points), 0, MaxPoints},
	} {
		if size.n < size.least || size.n > size.most {
			return fmt.Errorf("%s: there are %d, and %d to %d are possible", size.what, size.n, size.least, size.most)
		}
	}
	return nil
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
			return fmt.Errorf("map.heights at %d, %d: %d, and 0 to %d are possible",
				int32(i)%s.Map.W, int32(i)/s.Map.W, h, MaxHeight)
		}
	}
	return nil
}

func (s *Setup) checkScenario() error {
	sc := &s.Scenario
	for i, t := range sc.Teams {
		if !s.onMap(t.StartX, t.StartY) {
			return fmt.Errorf("scenario.teams[%d].start: %d, %d is off the map", i, t.StartX, t.StartY)
		}
	}
	for i, seat := range sc.Seats {
		if int(seat.Team) >= len(sc.Teams) {
			return fmt.Errorf("scenario.seats[%d].team: there is no team %d", i, seat.Team)
		}
	}
	for i, p := range sc.Points {
		if !s.onMap(p.X, p.Y) || p.Radius > maxSight {
			return fmt.Errorf("scenario.points[%d] %q: %d, %d with radius %d is off the map or too large",
				i, p.Name, p.X, p.Y, p.Radius)
		}
		if int(p.Owner) > len(sc.Teams) {
			return fmt.Errorf("scenario.points[%d] %q: there is no team %d to own it", i, p.Name, p.Owner-1)
		}
	}
	units := 0
	for i, q := range sc.Squads {
		switch {
		case int(q.Seat) >= len(sc.Seats):
			return fmt.Errorf("scenario.squads[%d].seat: there is no seat %d", i, q.Seat)
		case int(q.Kind) >= len(s.Rules.Kinds):
			return fmt.Errorf("scenario.squads[%d].kind: there is no kind %d", i, q.Kind)
		case q.Count == 0 || q.Count > maxSquad:
			return fmt.Errorf("scenario.squads[%d].count: %d, and 1 to %d are possible", i, q.Count, maxSquad)
		case !s.onMap(q.X, q.Y) ||
			s.Rules.Terrains[s.Map.Cells[q.Y*s.Map.W+q.X]].Cost[s.Rules.Kinds[q.Kind].Class] == Impassable:
			return fmt.Errorf("scenario.squads[%d].at: its kind cannot stand on %d, %d", i, q.X, q.Y)
		}
		units += int(q.Count)
	}
	if units > MaxUnits {
		return fmt.Errorf("scenario.squads: %d units, and %d are possible", units, MaxUnits)
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
