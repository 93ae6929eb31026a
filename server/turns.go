package server

import (
	"errors"
	"slices"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/table"
	"muster/server/wire"
)

// speaks refuses who cannot play a match by turns, since his release is older than those.
func (m *match) speaks(protocol uint16) error {
	if m.setup.Scenario.Turns.Kind == game.RealTime || protocol >= wire.TurnsSince {
		return nil
	}
	return table.Refuse(wire.VersionTooOld,
		"match %s is played by turns, which is protocol %d, and you speak %d: update the game",
		cut(m.id), wire.TurnsSince, protocol)
}

// withClock is a set-up whose turns may be planned for as long as the mode says that it is played in. Begin has it, so
// that nobody who goes on with the match needs the mode.
func withClock(setup *game.Setup, c *api.TurnClock) (*game.Setup, error) {
	if c == nil {
		return setup, nil
	}
	if setup.Scenario.Turns.Kind == game.RealTime {
		return nil, errors.New("it is in real time, which has no clock of turns")
	}
	own := *setup
	t := &own.Scenario.Turns
	for _, field := range []struct {
		to   *uint32
		from int
	}{{&t.Planning, c.Planning}, {&t.Bank, c.Bank}, {&t.Increment, c.Increment}} {
		*field.to = uint32(max(0, min(field.from, game.MaxTurnTime+1))) // which Check refuses
	}
	if c.TimeUp != "" {
		up := slices.IndexFunc(game.AllTimeUps(), func(u game.TimeUp) bool { return u.String() == c.TimeUp })
		if up < 0 {
			return nil, errors.New("clock.time_up: there is no such thing as " + cut(c.TimeUp))
		}
		t.TimeUp = game.TimeUp(up)
	}
	return &own, own.Check()
}
