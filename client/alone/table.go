package alone

import (
	"context"
	"errors"

	"muster/client"
	"muster/client/screen/host"
	"muster/game"
)

// shared is a match of two players at one screen, entered in memory.
type shared struct {
	*entered
	beside *client.Client
}

// Beside is the seat of the second player.
func (s *shared) Beside() host.Match { return s.beside }

// Close ends the match, and then both links.
func (s *shared) Close() error { return errors.Join(s.entered.Close(), s.beside.Close()) }

// enterBeside takes the seat of the second player, where there is one.
func (m *Match) enterBeside(ctx context.Context, first *entered) (host.Match, error) {
	second, err := m.server.Resume(opposite(first.Setup()), m.choice.Name+" 2")
	if err != nil {
		return nil, errors.Join(err, first.Close())
	}
	beside, err := second.Enter(ctx)
	if err != nil {
		return nil, errors.Join(err, first.Close())
	}
	return &shared{first, beside}, nil
}

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
func (m *Matches) unhurried(scenario string) (*game.Setup, error) {
	s, err := m.Setup(scenario)
	if err != nil {
		return nil, err
	}
	t := s.Scenario.Turns
	one := *s
	one.Scenario.Turns = game.Turns{Kind: t.Kind, Length: t.Length, Shown: t.Shown}
	return &one, nil
}
