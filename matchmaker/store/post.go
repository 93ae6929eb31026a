package store

import (
	"errors"
	"time"

	"muster/matchmaker/api"
)

// Tickets and seats by correspondence (post) stand beside each other and beside the one ticket and the one seat that a
// player has else: each has one player, brings one seat, and ends with it.

// ErrMany is a player who plays or waits for as many matches by correspondence as there may be.
var ErrMany = errors.New("too many matches by correspondence")

// fewEnough is ErrMany for whoever may not have another ticket by correspondence.
func fewEnough(t tx, player string, post bool) error {
	if !post {
		return nil
	}
	var n int
	err := t.row(`select count(*) from ticket_players where player = ? and live = 1 and post = 1`, player).Scan(&n)
	if err == nil && n >= maxPost {
		return ErrMany
	}
	return err
}

// replace ends what another wish of the player takes the place of.
func replace(t tx, player string, w TicketRequest, now time.Time) error {
	if !w.Post {
		return endLive(t, player, api.Replaced, now)
	}
	return endPost(t, player, `t.mode = ? and t.status in ('waiting', 'proposed', 'placed')`, api.Replaced, now, w.Mode)
}

// endAll ends all that a player's tickets brought, by correspondence or not.
func endAll(t tx, player string, why api.ReasonKind, now time.Time) error {
	return errors.Join(endLive(t, player, why, now), endPost(t, player, `1 = 1`, why, now))
}

// endPost ends those of a player's tickets by correspondence for which a condition holds, with their seats.
func endPost(t tx, player, condition string, why api.ReasonKind, now time.Time, args ...any) error {
	rows, err := t.rows(`select t.id from ticket_players p join tickets t on t.id = p.ticket
		where p.player = ? and p.live = 1 and p.post = 1 and `+condition, append([]any{player}, args...)...)
	tickets, err := collect(rows, err, func(scan func(...any) error, id *string) error { return scan(id) })
	for _, id := range tickets {
		if err == nil {
			_, err = endTicket(t, id, Cancelled, why, now)
		}
	}
	return err
}
