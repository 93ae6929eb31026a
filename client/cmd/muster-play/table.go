package main

import (
	"errors"

	"muster/client"
	"muster/client/screen/host"
	"muster/game"
)

// shared is a match of two players at this screen.
type shared struct {
	*own
	beside *client.Client
}

// Beside is the seat of the second player.
func (s *shared) Beside() host.Match { return s.beside }

// Close leaves both seats, and ends the match.
func (s *shared) Close() error { return errors.Join(s.beside.Close(), s.own.Close()) }

// opposite is the first seat that is not of the first one's team.
func opposite(s *game.Setup) int {
	for i, seat := range s.Scenario.Seats {
		if seat.Team != s.Scenario.Seats[0].Team {
			return i
		}
	}
	return 0
}

// unhurried is a scenario as it is played at one screen: without deadlines, as each waits until the other has planned.
func (h *here) unhurried(scenario string) (*game.Setup, error) {
	s, err := h.set.Setup(scenario)
	if err != nil {
		return nil, err
	}
	t := s.Scenario.Turns
	one := *s
	one.Scenario.Turns = game.Turns{Kind: t.Kind, Length: t.Length, Shown: t.Shown}
	return &one, nil
}
