package queue

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/notifier"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
	"muster/wallclock"
)

// syncer has shards know what the store says of their matches.
type syncer struct{ common }

// sync has a match's shard know what it does not: to run the match, who left, who comes. What it then knows is written
// down; if it rejects the match, its players-to-be are back in line.
func (s *syncer) sync(ctx context.Context, match string) {
	err := s.syncPatiently(ctx, match)
	if api.StatusOf(err) == http.StatusNotFound && s.relocate(ctx, match) {
		err = s.syncPatiently(ctx, match)
	}
	switch {
	case err == nil:
		s.ledger.found(match)
	case ctx.Err() != nil:
	case parks(err):
		err = s.park(ctx, match, err)
	case lost(err):
		err = s.miss(ctx, match, err)
	default:
		err = s.giveUp(ctx, match, err)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("cannot tell a shard about a match", "match", match, "err", err)
	}
	s.notify.WakeRound()
}

// parks reports whether a shard keeps a match for the release that has its rules.
func parks(err error) bool { return api.StatusOf(err) == http.StatusPreconditionFailed }

// park leaves a match alone that waits for another release: who holds a seat keeps it, who was to come goes elsewhere.
func (s *syncer) park(ctx context.Context, match string, why error) error {
	s.log.Warn("match waits for a shard of its release; players keep their seats", "match", match, "err", why)
	r, err := s.store.Match(ctx, match)
	switch {
	case err != nil:
		return err
	case r.Status == store.MatchOpening: // nobody has played there yet
		return s.voidMatch(ctx, match, api.NotOpened)
	}
	return s.store.Unplace(ctx, match, wallclock.Now())
}

// lost distinguishes a shard that knows no such match, one that has ended or one that it quarantined, from
// one that is in trouble.
func lost(err error) bool {
	status := api.StatusOf(err)
	return status == http.StatusNotFound || status == http.StatusGone || status == http.StatusConflict
}

// syncPatiently makes the calls, again and again while the trouble is temporary and patience lasts, and writes down
// what its shard knows then.
func (s *syncer) syncPatiently(ctx context.Context, match string) error {
	r, err := s.store.Match(ctx, match)
	if err != nil {
		return err
	}
	assignments, err := s.store.Unsynced(ctx, match, wallclock.Now())
	if err != nil {
		return err
	}
	access, err := s.store.Access(ctx, match, wallclock.Now())
	if err != nil {
		return err
	}
	deadline := time.Now().Add(shardPatience)
	// a shard that does not answer must not be waited for when it is gone
	trying, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	for pause := firstRetry; ; pause *= 2 {
		if err = s.syncOnce(trying, &r, assignments, access); !api.Temporary(err) ||
			time.Now().Add(pause).After(deadline) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
	if err != nil {
		return err
	}
	if err := s.store.Confirm(ctx, match, assignments, access.Revision, wallclock.Now()); err != nil {
		return err
	}
	place := r.Place()
	place.Status = store.MatchOpen
	s.served(place, assignments, wallclock.Now())
	return nil
}

func (s *syncer) syncOnce(
	ctx context.Context, r *store.Match, assignments []store.SeatAssignment, access store.Access,
) error {
	at, found, err := s.shards.Find(ctx, r.Shard)
	if err != nil {
		return err
	}
	if !found {
		return shards.AwayError(r.Shard)
	}
	err = s.syncTo(ctx, r, assignments, access, &at)
	if parks(err) {
		if noted := s.store.Park(ctx, r.ID); noted != nil {
			return errors.Join(err, noted) // it is asked again, until that is written down
		}
		s.ledger.refuse(r.ID, incarnation(&at))
	}
	return err
}

// syncTo syncs the shard where the match lives.
func (s *syncer) syncTo(
	ctx context.Context, r *store.Match, assignments []store.SeatAssignment, access store.Access, at *registry.Shard,
) (err error) {
	c := s.shards.Client(*at)
	left := slices.ContainsFunc(assignments, func(v store.SeatAssignment) bool { return v.Left })
	fresh := r.Status == store.MatchOpening && !left
	// a queue or a shard has restarted: the match may have ended or been lost meanwhile
	if !s.ledger.knows(r.ID, incarnation(at)) {
		if !fresh {
			err = s.syncAll(ctx, r, at, c)
		} else if err = c.OpenMatch(ctx, r.ID, s.opening(r, assignments, access)); err == nil {
			s.ledger.remember(r.ID, incarnation(at))
		}
		if err != nil || fresh {
			return err // the seats went with a fresh one
		}
	}
	if r.Barring || left { // not all of their own will
		if err := c.SetAccess(ctx, r.ID, api.Access(access)); err != nil {
			return err
		}
	}
	return shards.SyncSeats(ctx, c, r.ID, assignments)
}

// opening is what a shard is told of a match, seats and all: one call for a match that begins.
func (s *syncer) opening(r *store.Match, assignments []store.SeatAssignment, access store.Access) api.OpenMatch {
	o := api.OpenMatch{
		Scenario: r.Scenario, Seed: r.Seed, AI: r.AI, Access: api.Access(access),
		Spectators: api.Spectators{Delay: s.offer.Delay(r.Mode, r.Rated), NoOrders: r.Rated},
	}
	if mode, ok := s.offer.Mode(r.Mode); ok && r.Mode != "" { // else it is no longer offered
		o.Wait, o.Clock = mode.Wait, mode.TurnClock
	}
	for _, v := range assignments {
		if !v.Left {
			o.Seats = append(o.Seats, api.OfferedSeat{Seat: v.Seat, OfferSeat: shards.Offer(v)})
		}
	}
	return o
}

// syncAll has a shard know all of a match that it runs, and knows nothing more of.
func (s *syncer) syncAll(ctx context.Context, r *store.Match, at *registry.Shard, c shards.Client) error {
	o, err := s.everything(ctx, r)
	if err == nil {
		err = c.OpenMatch(ctx, r.ID, o)
	}
	if err == nil && r.Kept.Any() {
		err = s.store.Found(ctx, r.ID)
	}
	if err == nil {
		s.ledger.remember(r.ID, incarnation(at))
	}
	return err
}

// everything is what a shard is told that has forgotten all, or has taken the match over: who sits where, who is muted,
// and who was removed.
func (s *syncer) everything(ctx context.Context, r *store.Match) (o api.OpenMatch, err error) {
	now := wallclock.Now()
	assignments, err := s.store.SeatAssignments(ctx, r.ID, now)
	if err != nil {
		return o, err
	}
	access, err := s.store.Access(ctx, r.ID, now)
	return s.opening(r, assignments, access), err
}

// syncTakenOver has a shard know at once the match that it has taken over: until it has heard who was removed, whoever
// was may come back with a resume token. Where that fails, the next round tells it.
func (s *syncer) syncTakenOver(ctx context.Context, match string, to *registry.Shard, c shards.Client) error {
	r, err := s.store.Match(ctx, match)
	if err != nil || !r.Runs() {
		return err
	}
	return s.syncAll(ctx, &r, to, c)
}

// served wakes the players whose seats are ready.
func (s *syncer) served(place store.Place, assignments []store.SeatAssignment, now time.Time) {
	for _, v := range assignments {
		if v.Left || v.Held {
			continue
		}
		s.notify.Asked(v.Ticket, now) // from now on its player has a while to fetch the assignment
		s.notify.Seated(v.Ticket, notifier.Seat{Player: v.Player, Place: place, Seat: v.Seat, Stint: v.ID})
		s.tickets.WithLabelValues("assigned").Inc()
		s.metrics.assign.Observe(now.Sub(v.Created).Seconds())
	}
}

// giveUp puts a match's players-to-be back in line, avoids its shard for a while, and voids the match if it never ran.
func (s *syncer) giveUp(ctx context.Context, match string, why error) error {
	r, err := s.store.Match(ctx, match)
	if err != nil {
		return errors.Join(why, err)
	}
	// it was only to be reminded, and nobody waits for that: the next round tries again
	if r.Status == store.MatchOpen && !r.Unsynced {
		return why
	}
	s.log.Warn("shard refused the match or its new players; requeueing them",
		"match", match, "shard", r.Shard, "err", why)
	s.ledger.avoid(r.Shard, wallclock.Now().Add(shardAvoided))
	s.tickets.WithLabelValues("requeued").Inc()
	if r.Status == store.MatchOpening {
		return s.voidMatch(ctx, match, api.NotOpened)
	}
	return s.store.Unplace(ctx, match, wallclock.Now())
}

// voidMatch closes a match that never ran or was lost, and wakes its players: they are at the front of the line.
func (s *syncer) voidMatch(ctx context.Context, match string, why api.ReasonKind) error {
	if err := s.store.Void(ctx, match, why, wallclock.Now()); err != nil {
		return err
	}
	s.notify.NotifyAll()
	return nil
}
