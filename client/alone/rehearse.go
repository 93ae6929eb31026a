package alone

import (
	"context"

	"muster/ai"
	"muster/client"
	"muster/client/screen/host"
	"muster/game"
	"muster/server"
	"muster/server/embedded"
)

// rehearse plays the beginning of a match in memory, at a high pace and for nobody. A browser compiles each function
// when it is called for the first time, and once more when it is called often: the first ticks of a battle would be
// late by that. Once is enough, and what fails is told by the match itself.
func (m *Matches) rehearse(ctx context.Context, c host.Choice) {
	setup, err := m.Setup(c.Scenario)
	if !m.cfg.Rehearse || err != nil || setup.Scenario.Turns.Kind != game.RealTime {
		return
	}
	m.cfg.Rehearse = false
	cfg, err := m.commanded(c)
	if err != nil {
		return
	}
	s, err := embedded.Open(cfg)
	if err != nil {
		return
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(ctx, rehearseWithin)
	defer cancel()
	player, err := s.Play(ctx, c.Scenario, 1, 0, "")
	if err != nil {
		return
	}
	defer player.Close()
	s.Pace(rehearsePace)
	for err == nil && ctx.Err() == nil {
		var u client.Update
		if u, err = player.Next(ctx); u.Link == client.Closed || u.View != nil && u.View.Tick >= rehearsed {
			return
		}
	}
}

// commanded is a server of a match with its commanders, in memory.
func (m *Matches) commanded(c host.Choice) (embedded.Config, error) {
	cfg := embedded.Config{Scenarios: m.cfg.Assets.Setup, Log: m.cfg.Log, Catch: m.cfg.Catch}
	if c.Table {
		cfg.Scenarios = m.unhurried
	}
	if c.Level != "" {
		style, err := m.cfg.Assets.Style(c.Level)
		if err != nil {
			return cfg, err
		}
		cfg.Commander = server.Everywhere(ai.Make(style))
	}
	return cfg, nil
}
