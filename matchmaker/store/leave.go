package store

import (
	"context"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// Leave gives up a player's seat in a match, with the player's share of the ticket that brought it.
func (s *Store) Leave(ctx context.Context, match, player string, now time.Time) error {
	return s.update(ctx, func(t tx) error { return leave(t, match, player, api.LeftMatch, now) })
}

func leave(t tx, match, player string, why api.ReasonKind, now time.Time) error {
	var ticket string
	var post bool
	err := t.row(`select ticket, post = 1 from seats where match = ? and player = ? and status in ('placed', 'held')`,
		match, player).Scan(&ticket, &post)
	switch {
	case errors.Is(err, ErrNone):
		return nil
	case err != nil:
		return err
	}
	return giveUp(t, player, ticket, post, why, now)
}

// giveUp ends what a seat's ticket brought its player: by correspondence that one seat.
func giveUp(t tx, player, ticket string, post bool, why api.ReasonKind, now time.Time) error {
	if !post {
		return endLive(t, player, why, now)
	}
	_, err := endTicket(t, ticket, Cancelled, why, now)
	return err
}
