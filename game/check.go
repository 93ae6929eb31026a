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
	for _, check := range []func() error{s.checkSizes, s.checkRules, s.checkMap, s.checkScenario, s.checkRoom} {
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

func (s *Setup) checkRules() error {
	for i := range s.Rules.Terrains {
		if t := &s.Rules.Terrains[i]; t.Cover > 100 || t.Conceal > 100 {
			return fmt.Errorf("rules.terrains[%d] %q: cover %d and conceal %d are percentages", i, t.Name, t.Cover, t.Conceal)
		}
	}
	for i := range s.Rules.Kinds {
		k := &s.Rules.Kinds[i]
		switch {
		case k.HP == 0:
			return fmt.Errorf("rules.kinds[%d] %q: hp must be at least 1", i, k.Name)
		case k.Class >= MoveClasses:
			return fmt.Errorf("rules.kinds[%d] %q: there is no movement class %d", i, k.Name, k.Class)
		case k.Speed > SubCell:
			return fmt.Errorf("rules.kinds[%d] %q: speed %d is over %d sub-cells a tick", i, k.Name, k.Speed, SubCell)
		case k.Sight > maxSight || k.Weapon.Range > maxSight:
			return fmt.Errorf("rules.kinds[%d] %q: sight %d and range %d may be %d cells at most", i, k.Name, k.Sight, k.Weapon.Range, maxSight)
		case k.Weapon.Accuracy > 100 || k.Weapon.FarAccuracy > 100:
			return fmt.Errorf("rules.kinds[%d] %q: accuracy is a percentage", i, k.Name)
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
			return fmt.Errorf("scenario.points[%d] %q: %d, %d with radius %d is off the map or too large", i, p.Name, p.X, p.Y, p.Radius)
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
		case !s.onMap(q.X, q.Y) || s.Rules.Terrains[s.Map.Cells[q.Y*s.Map.W+q.X]].Cost[s.Rules.Kinds[q.Kind].Class] == Impassable:
			return fmt.Errorf("scenario.squads[%d].at: its kind cannot stand on %d, %d", i, q.X, q.Y)
		}
		units += int(q.Count)
	}
	if units > MaxUnits {
		return fmt.Errorf("scenario.squads: %d units, and %d are possible", units, MaxUnits)
	}
	return nil
}

// checkRoom draws the squads up once: all of them must find a place.
func (s *Setup) checkRoom() error {
	w := &World{setup: s, ground: groundOf(s)}
	w.muster()
	for i := range w.squads {
		if want := s.Scenario.Squads[i].Count; uint16(want) != w.squads[i].count {
			return fmt.Errorf("scenario.squads[%d].at: there is room for %d of %d units", i, w.squads[i].count, want)
		}
	}
	return nil
}

func (s *Setup) onMap(x, y int32) bool { return x >= 0 && y >= 0 && x < s.Map.W && y < s.Map.H }

// Hash identifies rules, map and scenario: players with another one cannot play together.
func (s *Setup) Hash() uint64 { return digest(AppendSetup(nil, s)) }
