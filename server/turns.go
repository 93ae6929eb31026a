package server

import (
	"muster/game"
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
