package league

import (
	"fmt"

	"muster/assets"
	"muster/game"
)

// Pool is the scenarios over which a league plays when none is named: every battle of two teams that is not too large,
// in the order of their names.
func Pool(set *assets.Set) (names []string, err error) {
	for _, name := range set.Scenarios() {
		s, err := set.Setup(name)
		if err != nil {
			return nil, err
		}
		if sc := &s.Scenario; len(sc.Teams) == 2 && units(sc) <= maxUnits {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no scenario of two teams has at most %d units", maxUnits)
	}
	return names, nil
}

func units(sc *game.Scenario) (n int) {
	for _, q := range sc.Squads {
		n += int(q.Count)
	}
	return n
}

// TwoSided is a scenario of two teams as players find it.
func TwoSided(set *assets.Set, name string) (*game.Setup, error) {
	s, err := set.Setup(name)
	if err != nil {
		return nil, err
	}
	if n := len(s.Scenario.Teams); n != 2 {
		return nil, fmt.Errorf("scenario %s has %d teams, and a league plays 1 against 1", name, n)
	}
	return s, nil
}

// Duel is a scenario with one seat a team, that ends after ten minutes at most.
func Duel(set *assets.Set, name string) (*game.Setup, error) {
	s, err := TwoSided(set, name)
	if err != nil {
		return nil, err
	}
	sc := &s.Scenario
	squads := append([]game.SquadSetup(nil), sc.Squads...)
	for i := range squads {
		squads[i].Seat = sc.Seats[squads[i].Seat].Team
	}
	sc.Squads, sc.Seats = squads, []game.SeatSetup{{Team: 0}, {Team: 1}}
	if most := game.Tick(maxClock) * game.Tick(s.Rules.TickRate); sc.Clock == 0 || sc.Clock > most {
		sc.Clock = most
	}
	return s, s.Check()
}
