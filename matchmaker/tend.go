package matchmaker

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// tenders sees to it that one goroutine at a time tells a shard about a match, and not too many in all. It also keeps the
// clients of shards.
type tenders struct {
	mu      *sync.Mutex
	tending map[string]bool
	room    chan struct{}
	clients map[string]*api.ShardClient // by id, URL and certificate
	known   map[string]string           // by match: the run of the shard that has confirmed to this process that it runs the match
	over    map[string]time.Time        // by match: since when its shard says that it has ended, and the result was not reported yet
}

func newTenders() tenders {
	return tenders{
		mu: &sync.Mutex{}, tending: map[string]bool{}, room: make(chan struct{}, maxTending), clients: map[string]*api.ShardClient{}, known: map[string]string{},
		over: map[string]time.Time{},
	}
}

// run names a shard's process from its start to its end: the next one has forgotten what this one was told.
func run(s *registry.Shard) string { return fmt.Sprintf("%s since %d", s.ID, s.Began) }

// knows tells whether this run of a shard has said to this process that it runs the match.
func (t *tenders) knows(match, run string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known[match] == run
}

// remember notes that it has; keep forgets the matches that run no more.
func (t *tenders) remember(match, run string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known[match] = run
}

func (t *tenders) keep(running []store.Home) {
	t.mu.Lock()
	defer t.mu.Unlock()
	known, over := map[string]string{}, map[string]time.Time{}
	for _, r := range running {
		if run, ok := t.known[r.Match]; ok {
			known[r.Match] = run
		}
		if since, ok := t.over[r.Match]; ok {
			over[r.Match] = since
		}
	}
	t.known, t.over = known, over
}

// unreported tells for how long a shard has said that a match has ended.
func (t *tenders) unreported(match string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	since, ok := t.over[match]
	if !ok {
		since, t.over[match] = now, now
	}
	return now.Sub(since)
}

// tend runs f for a match, unless one runs for it already; the next round comes back to what that one did not see.
func (t *tenders) tend(match string, busy *sync.WaitGroup, f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.tending[match] {
		return
	}
	t.tending[match] = true
	busy.Go(func() {
		t.room <- struct{}{}
		defer func() {
			<-t.room
			t.mu.Lock()
			defer t.mu.Unlock()
			delete(t.tending, match)
		}()
		f()
	})
}

// client is the client of a shard's control API; sign makes the service token of each call.
func (t *tenders) client(s registry.Shard, sign func() (string, error)) *api.ShardClient {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := s.ID + " " + s.Control + " " + hex.EncodeToString(s.CertHash)
	if t.clients[key] == nil {
		t.clients[key] = api.NewShardClient(s.Control, s.CertHash, sign)
	}
	return t.clients[key]
}

func (t *tenders) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.clients {
		c.Close()
	}
}

// tend tells a match's shard what it does not know: to run the match, who left, who comes. What it then knows is written
// down; if it does not do as told, its players-to-be are back in line.
func (m *Matchmaker) tend(ctx context.Context, match string) {
	err := m.tell(ctx, match)
	switch {
	case err == nil || ctx.Err() != nil:
	case api.StatusOf(err) == http.StatusGone && m.tenders.unreported(match, time.Now()) < reportComes:
		err = m.store.Unplace(ctx, match, time.Now()) // its players wait for the result, which its shard reports until we have it
	case lost(err):
		m.log.Warn("the shard does not run the match any more", "match", match, "err", err)
		err = m.voidMatch(ctx, match, "its shard does not run the match any more")
	default:
		err = m.giveUp(ctx, match, err)
	}
	if err != nil && ctx.Err() == nil {
		m.log.Error("cannot tell a shard about a match", "match", match, "err", err)
	}
	m.look()
}

// lost tells a shard that knows no such match, or one that has ended and that it says nothing of, from one that is in trouble.
func lost(err error) bool {
	status := api.StatusOf(err)
	return status == http.StatusNotFound || status == http.StatusGone
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
	deadline := time.Now().Add(shardPatience)
	for pause := firstRetry; ; pause *= 2 {
		if err = m.tellOnce(ctx, &r, sittings); !api.Temporary(err) || time.Now().Add(pause).After(deadline) {
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
	if err := m.store.Confirm(ctx, match, sittings, time.Now()); err != nil {
		return err
	}
	m.served(sittings, time.Now())
	return nil
}

func (m *Matchmaker) tellOnce(ctx context.Context, r *store.Match, sittings []store.Sitting) error {
	s, found, err := m.shard(ctx, r.ID, r.Shard)
	if err != nil {
		return err
	}
	if !found {
		return errAway(r.Shard)
	}
	c := m.tenders.client(s, func() (string, error) { return api.SignService(m.keys.private, m.cfg.ID, s.ID, time.Now()) })
	fresh := r.Status == store.MatchOpening && !slices.ContainsFunc(sittings, func(v store.Sitting) bool { return v.Left })
	if !m.tenders.knows(r.ID, run(&s)) { // a queue or a shard has restarted: the match may have ended or been lost meanwhile
		o := opening(r, sittings)
		if !fresh {
			if o, err = m.reopening(ctx, r); err != nil {
				return err
			}
		}
		if err := c.OpenMatch(ctx, r.ID, o); err != nil {
			return err
		}
		m.tenders.remember(r.ID, run(&s))
		if fresh {
			return nil // the seats went with it
		}
	}
	if slices.ContainsFunc(sittings, func(v store.Sitting) bool { return v.Left }) { // not all of their own will
		barred, err := m.store.Barred(ctx, r.ID, time.Now())
		if err == nil && len(barred) > 0 {
			err = c.Bar(ctx, r.ID, barred)
		}
		if err != nil {
			return err
		}
	}
	for _, v := range sittings {
		if v.Left {
			err = c.FreeSeat(ctx, r.ID, v.Seat)
		} else {
			err = c.OfferSeat(ctx, r.ID, v.Seat, offer(v))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// opening is what a shard is told of a match, seats and all: one call for a match that begins.
func opening(r *store.Match, sittings []store.Sitting) api.OpenMatch {
	o := api.OpenMatch{Scenario: r.Scenario, Seed: r.Seed, AI: r.AI}
	for _, v := range sittings {
		if !v.Left {
			o.Seats = append(o.Seats, api.OfferedSeat{Seat: v.Seat, OfferSeat: offer(v)})
		}
	}
	return o
}

// reopening is what a shard is told that has forgotten all, or has taken the match over: who sits where, who is muted, and
// who was removed.
func (m *Matchmaker) reopening(ctx context.Context, r *store.Match) (o api.OpenMatch, err error) {
	now := time.Now()
	sittings, err := m.store.Sittings(ctx, r.ID, now)
	if err != nil {
		return o, err
	}
	o = opening(r, sittings)
	o.Barred, err = m.store.Barred(ctx, r.ID, now)
	return o, err
}

func offer(v store.Sitting) api.OfferSeat {
	return api.OfferSeat{Player: v.Player, Name: v.Name, Muted: v.Muted}
}

// errAway is a shard that the registry does not know now.
type errAway string

func (e errAway) Error() string { return fmt.Sprintf("shard %s is away", string(e)) }

// served wakes the players whose seats are ready.
func (m *Matchmaker) served(sittings []store.Sitting, now time.Time) {
	for _, v := range sittings {
		if v.Left || v.Held {
			continue
		}
		m.bells.ask(v.Ticket, now) // from now on its player has a while to fetch the assignment
		m.bells.ring(v.Ticket)
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
		return m.voidMatch(ctx, match, "its shard did not open the match")
	}
	return m.store.Unplace(ctx, match, time.Now())
}

// voidMatch closes a match that never ran or was lost, and wakes its players: they are at the front of the line.
func (m *Matchmaker) voidMatch(ctx context.Context, match, why string) error {
	if err := m.store.Void(ctx, match, why, time.Now()); err != nil {
		return err
	}
	m.bells.ringAll()
	return nil
}

// shard finds the shard where a match lives now: where its journal was last seen, else where it was opened.
func (m *Matchmaker) shard(ctx context.Context, match, opened string) (s registry.Shard, found bool, err error) {
	id := opened
	if head, seen, err := m.cfg.Registry.FindHead(ctx, match); err != nil {
		return s, false, fmt.Errorf("look for the head of match %s: %w", match, err)
	} else if seen && head.Shard != "" {
		id = head.Shard
	}
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
