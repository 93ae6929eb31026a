package lobby

import (
	"context"
	"errors"
	"fmt"

	"muster/matchmaker/api"
)

// ErrNobody is that the matchmaker does not say who sits in a seat.
var ErrNobody = errors.New("the matchmaker does not say who sits there")

// Complain tells the moderators of whoever sits in a seat of a match, and returns when they have it.
func (l *Lobby) Complain(ctx context.Context, seat int, what api.ComplaintRequest) error {
	q := l.Client()
	m, err := q.Match(ctx, what.Match)
	if err != nil {
		return err
	}
	if m.Why != nil {
		for _, s := range m.Why.Players {
			if s.Seat == seat && s.Player != "" {
				_, err := q.Complain(ctx, s.Player, what)
				return err
			}
		}
	}
	return fmt.Errorf("seat %d: %w", seat, ErrNobody)
}
