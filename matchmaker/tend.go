package matchmaker

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// speaker speaks to a shard: api.ShardClient, or a twin in a test.
type speaker interface {
	Matches(ctx context.Context) ([]api.Match, error)
	OpenMatch(ctx context.Context, id string, m api.OpenMatch) error
	TakeOver(ctx context.Context, match string) error
	OfferSeat(ctx context.Context, match string, seat int, o api.OfferSeat) error
	FreeSeat(ctx context.Context, match string, seat int, sitting int64) error
	SetAccess(ctx context.Context, match string, a api.Access) error
	Sittings(ctx context.Context) ([]api.Presence, error)
	MutePlayer(ctx context.Context, player string, until time.Time) error
	Replay(ctx context.Context, match string) (body io.ReadCloser, size int64, err error)
	Close()
}

// dial makes the client of a shard's control API; its calls are signed, several with one token while that is fresh.
func (m *Matchmaker) dial(s registry.Shard) speaker {
	var mu sync.Mutex
	var token string
	var renew time.Time
	return api.NewShardClient(s.Control, s.CertHash, func() (_ string, err error) {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); now.After(renew) {
			if token, err = api.SignService(m.keys.private, m.cfg.ID, s.ID, now); err == nil {
				renew = now.Add(serviceFresh)
			}
		}
		return token, err
	})
}

// client is the client of a shard, the same until its address or certificate is another one.
func (m *Matchmaker) client(s registry.Shard) speaker {
	t := &m.tenders
	t.mu.Lock()
	defer t.mu.Unlock()
	key := s.ID + " " + s.Control + " " + hex.EncodeToString(s.CertHash)
	if t.clients[key] == nil {
		t.clients[key] = m.dials(s)
	}
	return t.clients[key]
}

// tend tells a match's shard what it does not know: to run the match, who left, who comes. What it then knows is written
// down; if it does not do as told, its players-to-be are back in line.
func (m *Matchmaker) tend(ctx context.Context, match string) {
	err := m.tell(ctx, match)
	switch {
	case err == nil:
		m.tenders.found(match)
	case ctx.Err() != nil:
	case parks(err):
		err = m.park(ctx, match, err)
	case lost(err):
		err = m.miss(ctx, match, err)
	default:
		err = m.giveUp(ctx, match, err)
	}
	if err != nil && ctx.Err() == nil {
		m.log.Error("cannot tell a shard about a match", "match", match, "err", err)
	}
	m.look()
}

// parks reports whether a shard keeps a match for the release that has its rules.
func parks(err error) bool { return api.StatusOf(err) == http.StatusPreconditionFailed }

// park leaves a match alone that waits for another release: who holds a seat keeps it, who was to come goes elsewhere.
func (m *Matchmaker) park(ctx context.Context, match string, why error) error {
	m.log.Warn("a match waits for another release; its players keep their seats", "match", match, "err", why)
	r, err := m.store.Match(ctx, match)
	switch {
	case err != nil:
		return err
	case r.Status == store.MatchOpening: // nobody has played there yet
		return m.voidMatch(ctx, match, api.NotOpened)
	}
	return m.store.Unplace(ctx, match, time.Now())
}

// lost tells a shard that knows no such match, one that has ended or one that it quarantined, from one that is in trouble.
func lost(err error) bool {
	status := api.StatusOf(err)
	return status == http.StatusNotFound || status == http.StatusGone || status == http.StatusConflict
}

// tell makes the calls, again and again while the trouble is temporary and patience lasts, and writes down what was told.
func (m *Matchmaker) tell(ctx context.Context, match string) error {
	r, err := m.store.Match(ctx, match)
	if err != nil {
		return err
	}
	sittings, err := m.store.Untold(ctx, match, time.Now())
	if err != nil {
		return err
	}
	access, err := m.store.Access(ctx, match, time.Now())
	if err != nil {
		return err
	}
	deadline := time.Now().Add(shardPatience)
	trying, cancel := context.WithDeadline(ctx, deadline) // a shard that does not answer must not be waited for when it is gone
	defer cancel()
	for pause := firstRetry; ; pause *= 2 {
		if err = m.tellOnce(trying, &r, sittings, access); !api.Temporary(err) || time.Now().Add(pause).After(deadline) {
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
	if err := m.store.Confirm(ctx, match, sittings, access.Revision, time.Now()); err != nil {
		return err
	}
	place := r.Place()
	place.Status = store.MatchOpen
	m.served(place, sittings, time.Now())
	return nil
}

func (m *Matchmaker) tellOnce(ctx context.Context, r *store.Match, sittings []store.Sitting, access store.Access) error {
	s, found, err := m.shard(ctx, r.Shard)
	if err != nil {
		return err
	}
	if !found {
		return errAway(r.Shard)
	}
	err = m.tellThere(ctx, r, sittings, access, &s)
	if parks(err) {
		if noted := m.store.Park(ctx, r.ID); noted != nil {
			return errors.Join(err, noted) // it is asked again, until that is written down
		}
		m.tenders.refuse(r.ID, run(&s))
	}
	return err
}

// tellThere tells it the shard where it lives.
func (m *Matchmaker) tellThere(ctx context.Context, r *store.Match, sittings []store.Sitting, access store.Access, s *registry.Shard) (err error) {
	c := m.client(*s)
	left := slices.ContainsFunc(sittings, func(v store.Sitting) bool { return v.Left })
	fresh := r.Status == store.MatchOpening && !left
	if !m.tenders.knows(r.ID, run(s)) { // a queue or a shard has restarted: the match may have ended or been lost meanwhile
		if !fresh {
			err = m.reopen(ctx, r, s, c)
		} else if err = c.OpenMatch(ctx, r.ID, m.opening(r, sittings, access)); err == nil {
			m.tenders.remember(r.ID, run(s))
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
	return tellSeats(ctx, c, r.ID, sittings)
}

// tellSeats tells a shard who left, and who comes.
func tellSeats(ctx context.Context, c speaker, match string, sittings []store.Sitting) (err error) {
	for _, v := range sittings {
		if v.Left {
			err = c.FreeSeat(ctx, match, v.Seat, v.ID)
		} else {
			err = c.OfferSeat(ctx, match, v.Seat, offer(v))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// opening is what a shard is told of a match, seats and all: one call for a match that begins.
func (m *Matchmaker) opening(r *store.Match, sittings []store.Sitting, access store.Access) api.OpenMatch {
	o := api.OpenMatch{
		Scenario: r.Scenario, Seed: r.Seed, AI: r.AI, Access: api.Access(access),
		Spectators: api.Spectators{Delay: m.delay(r), NoOrders: r.Rated},
	}
	if mode, ok := m.mode(r.Mode); ok && r.Mode != "" { // else it is no longer offered
		o.Wait = mode.Wait
	}
	for _, v := range sittings {
		if !v.Left {
			o.Seats = append(o.Seats, api.OfferedSeat{Seat: v.Seat, OfferSeat: offer(v)})
		}
	}
	return o
}

// reopen tells a shard of a match that it runs, and knows nothing more of.
func (m *Matchmaker) reopen(ctx context.Context, r *store.Match, s *registry.Shard, c speaker) error {
	o, err := m.reopening(ctx, r)
	if err == nil {
		err = c.OpenMatch(ctx, r.ID, o)
	}
	if err == nil && r.Kept.Any() {
		err = m.store.Found(ctx, r.ID)
	}
	if err == nil {
		m.tenders.remember(r.ID, run(s))
	}
	return err
}

// reopening is what a shard is told that has forgotten all, or has taken the match over: who sits where, who is muted, and
// who was removed.
func (m *Matchmaker) reopening(ctx context.Context, r *store.Match) (o api.OpenMatch, err error) {
	now := time.Now()
	sittings, err := m.store.Sittings(ctx, r.ID, now)
	if err != nil {
		return o, err
	}
	access, err := m.store.Access(ctx, r.ID, now)
	return m.opening(r, sittings, access), err
}

func offer(v store.Sitting) api.OfferSeat {
	return api.OfferSeat{Player: v.Player, Name: v.Name, Sitting: v.ID, Muted: v.Muted}
}

// errAway is a shard that the registry does not know now.
type errAway string

func (e errAway) Error() string { return fmt.Sprintf("shard %s is away", string(e)) }

// served wakes the players whose seats are ready.
func (m *Matchmaker) served(place store.Place, sittings []store.Sitting, now time.Time) {
	for _, v := range sittings {
		if v.Left || v.Held {
			continue
		}
		m.bells.ask(v.Ticket, now) // from now on its player has a while to fetch the assignment
		m.bells.tell(v.Ticket, news{v.Player, place, v.Seat, v.ID})
		m.metrics.tickets.WithLabelValues("assigned").Inc()
		m.metrics.assign.Observe(now.Sub(v.Created).Seconds())
	}
}

// giveUp puts a match's players-to-be back in line, avoids its shard for a while, and voids the match if it never ran.
func (m *Matchmaker) giveUp(ctx context.Context, match string, why error) error {
	r, err := m.store.Match(ctx, match)
	if err != nil {
		return errors.Join(why, err)
	}
	if r.Status == store.MatchOpen && !r.Untold { // it was only to be reminded, and nobody waits for that: the next round tries again
		return why
	}
	m.log.Warn("the shard does not do as told; its new players go elsewhere", "match", match, "shard", r.Shard, "err", why)
	m.round.avoid(r.Shard, time.Now().Add(shardAvoided))
	m.metrics.tickets.WithLabelValues("requeued").Inc()
	if r.Status == store.MatchOpening {
		return m.voidMatch(ctx, match, api.NotOpened)
	}
	return m.store.Unplace(ctx, match, time.Now())
}

// voidMatch closes a match that never ran or was lost, and wakes its players: they are at the front of the line.
func (m *Matchmaker) voidMatch(ctx context.Context, match string, why api.ReasonKind) error {
	if err := m.store.Void(ctx, match, why, time.Now()); err != nil {
		return err
	}
	m.bells.ringAll()
	return nil
}

// shard finds a shard that is there. Where a match lives is what the database says: a head may be an old one that somebody has
// put back (see borneOut).
func (m *Matchmaker) shard(ctx context.Context, id string) (s registry.Shard, found bool, err error) {
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return s, false, fmt.Errorf("look for shards: %w", err)
	}
	for _, s := range shards {
		if s.ID == id {
			return s, true, nil
		}
	}
	return s, false, nil
}
