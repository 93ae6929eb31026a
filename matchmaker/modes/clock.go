package modes

import (
	"fmt"
	"slices"

	"muster/matchmaker/api"
)

// checkClock finds times that no match could be played by. o has the mode's scenarios.
func (m *Mode) checkClock(o *Offer) error {
	if m.TurnClock != nil || m.Correspondence {
		for _, name := range m.Scenarios {
			if s := o.scenario(name); s != nil && !s.Turns {
				return fmt.Errorf("mode %s: scenario %s is in real time, which has no clock of turns and is not "+
					"played by correspondence; name scenarios by turns", m.Name, name)
			}
		}
	}
	if m.Correspondence && (m.Open || m.PartyMax > 1 || m.Accept > 0) {
		return fmt.Errorf("mode %s is by correspondence: its players are not there when it begins, so it can be "+
			"neither open nor accepted nor for parties", m.Name)
	}
	return checkTimes(m.Name, m.TurnClock)
}

// timeUps is what becomes of whose time is up, as the rules have it; nothing for what the scenario says.
var timeUps = []string{"", "stand", "ai"}

func checkTimes(mode string, c *api.TurnClock) error {
	if c == nil {
		return nil
	}
	for what, n := range map[string]int{"planning": c.Planning, "bank": c.Bank, "increment": c.Increment} {
		if n < 0 || n > maxTurnTime {
			return fmt.Errorf("mode %s: clock: %s: %d is out of range (0 to %d seconds)", mode, what, n, maxTurnTime)
		}
	}
	if !slices.Contains(timeUps, c.TimeUp) {
		return fmt.Errorf("mode %s: clock: time_up: there is no %q; expected one of %q, or nothing",
			mode, c.TimeUp, timeUps[1:])
	}
	return nil
}
