package queue

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
	"muster/wallclock"
)

// rounds matches whenever something changed, and once a second for retries and time limits. Between two rounds it rests
// four times as long as the first took, so that a long line does not keep the database from those who join it.
func (q *Queue) rounds(ctx context.Context, busy *sync.WaitGroup) error {
	changed := q.registry.Watch(ctx)
	q.balance.begin()
	defer q.balance.end()
	every := time.NewTicker(roundEvery)
	defer every.Stop()
	for all := true; ; {
		began := time.Now()
		if err := q.oneRound(ctx, wallclock.Now(), busy, all); err != nil && ctx.Err() == nil {
			q.log.Error("matching round failed; the next one retries", "err", err)
		}
		q.metrics.round.Observe(time.Since(began).Seconds())
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(min(breathe, 4*time.Since(began))):
		}
		all = false
		select {
		case <-ctx.Done():
			return nil
		case <-q.notify.Rounds():
		case <-every.C:
			all = true
		case <-changed:
			all = true
		}
	}
}

// oneRound drops who is gone, matches who waits, and has shards told what they do not know; with all it also looks at
// matches of which this process has not heard whether they run.
func (q *Queue) oneRound(ctx context.Context, now time.Time, busy *sync.WaitGroup, all bool) error {
	if err := q.dropUnattended(ctx, now); err != nil {
		return fmt.Errorf("drop unattended tickets: %w", err)
	}
	lapsed, err := q.store.Lapse(ctx, now)
	if err != nil {
		return fmt.Errorf("drop proposals that were not accepted: %w", err)
	}
	q.notify.Notify(lapsed...)
	if err := q.matchWaiting(ctx, now, busy); err != nil {
		return fmt.Errorf("match: %w", err)
	}
	if err := q.syncUnsynced(ctx, busy); err != nil {
		return fmt.Errorf("look for what shards must be told: %w", err)
	}
	if !all {
		return nil
	}
	if err := q.failover.rescueMatches(ctx, now, busy); err != nil {
		return fmt.Errorf("save matches whose shard is gone: %w", err)
	}
	if err := q.syncUnconfirmed(ctx, busy); err != nil {
		return fmt.Errorf("look for what runs: %w", err)
	}
	if err := q.balance.round(ctx, now, busy); err != nil {
		return fmt.Errorf("look for shards that are strained: %w", err)
	}
	if err := q.presence.noteAbsent(ctx, now, busy); err != nil {
		return fmt.Errorf("look for who is away: %w", err)
	}
	if err := q.sweepOut(ctx, now); err != nil {
		return fmt.Errorf("delete what is of no use: %w", err)
	}
	return nil
}

// syncUnsynced has shards told what they do not know. A shard that is away is not waited for: its matches are rescued,
// and who waits for it to answer must not stand in the way of that.
func (q *Queue) syncUnsynced(ctx context.Context, busy *sync.WaitGroup) error {
	news, err := q.store.UnsyncedMatches(ctx)
	if err != nil || len(news) == 0 {
		return err
	}
	shards, err := q.shards.All(ctx)
	if err != nil {
		return err
	}
	here := map[string]string{}
	for i := range shards {
		here[shards[i].ID] = incarnation(&shards[i])
	}
	for _, n := range news {
		at, there := here[n.Shard]
		if there && !q.ledger.lacks(n.Match, at) || !n.Open { // one that never opened is given up in time
			q.ledger.start(n.Match, busy, func() { q.syncer.sync(ctx, n.Match) })
		}
	}
	return nil
}

// syncUnconfirmed syncs matches that they have not confirmed to this process since they began.
func (q *Queue) syncUnconfirmed(ctx context.Context, busy *sync.WaitGroup) error {
	running, err := q.store.Placements(ctx)
	if err != nil {
		return err
	}
	shards, err := q.shards.All(ctx)
	if err != nil {
		return err
	}
	q.metrics.matches.Set(float64(len(running)))
	q.ledger.retain(running)
	runs := map[string]string{}
	for i := range shards {
		runs[shards[i].ID] = incarnation(&shards[i])
	}
	if !maps.Equal(runs, q.incarnations) { // a shard that came back may be what a ticket waits for
		q.incarnations = runs
		q.notify.NotifyAll()
	}
	for _, r := range running {
		if here, ok := runs[r.Shard]; ok && !q.ledger.knows(r.Match, here) && !q.ledger.lacks(r.Match, here) {
			q.ledger.start(r.Match, busy, func() { q.syncer.sync(ctx, r.Match) })
		}
	}
	return nil
}

// matchWaiting reads the queue, has it matched, and writes the plan down.
func (q *Queue) matchWaiting(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	line, err := q.store.Queue(ctx, maxRound)
	if err != nil {
		return err
	}
	q.metrics.waiting.Set(float64(len(line)))
	if len(line) == 0 {
		q.notify.Explain(nil)
		return nil
	}
	in, err := q.input(ctx, line, now)
	if err != nil {
		return err
	}
	p := matching.Match(in)
	why := map[string]matching.Wait{}
	for i, w := range p.Waits {
		if w.Reason != 0 {
			why[line[i].ID] = w
			q.notify.Seen(line[i].ID, now)
		}
	}
	q.notify.Explain(why)
	if err := q.dropHopeless(ctx, line, p.Waits, now); err != nil {
		return err
	}
	return q.carryOut(ctx, line, p, now, busy)
}

// dropHopeless ends the tickets for one match that has no seat.
func (q *Queue) dropHopeless(
	ctx context.Context, line []store.QueuedTicket, waits []matching.Wait, now time.Time,
) error {
	for i, w := range waits {
		if w.Reason != matching.MatchFull {
			continue
		}
		if _, err := q.store.Drop(ctx, line[i].ID, store.Expired, api.NoFreeSeat, now); err != nil {
			return err
		}
		q.notify.Notify(line[i].ID)
	}
	return nil
}

// input is what matching looks at, as things stand.
func (q *Queue) input(ctx context.Context, line []store.QueuedTicket, now time.Time) (in matching.Queue, err error) {
	there, err := q.shards.All(ctx)
	if err != nil {
		return in, err
	}
	loads, err := q.store.Loads(ctx)
	if err != nil {
		return in, err
	}
	if err := q.unburden(ctx, loads, there); err != nil {
		return in, err
	}
	open, err := q.store.WithRoom(ctx, maxOpen)
	if err != nil {
		return in, err
	}
	in = matching.Queue{Levels: q.offer.Levels, Room: math.MaxInt, Seed: newSeed()}
	if q.matches > 0 {
		in.Room = q.matches
		for _, n := range loads {
			in.Room -= n
		}
	}
	for _, s := range q.offer.Scenarios {
		in.Scenarios = append(in.Scenarios, matching.Scenario{Name: s.Name, Teams: s.Teams})
	}
	for _, v := range q.offer.Modes {
		in.Modes = append(in.Modes, matching.Mode{
			Name: v.Name, Scenarios: v.Scenarios, Rated: v.Rated, Open: v.Open, Switch: v.Switch,
			Fill: time.Duration(v.Fill) * time.Second, Home: v.Home, Window: v.Window, RTT: v.RTT,
		})
	}
	here := map[string]string{}
	for _, s := range there {
		if q.ledger.avoids(s.ID, now) {
			continue
		}
		here[s.ID] = incarnation(&s)
		in.StoreFull = in.StoreFull || s.StoreFull
		if s.TakesMatches() {
			at := shards.Place(&s)
			at.Load = max(s.Load, loads[s.ID])
			in.Shards = append(in.Shards, at)
		}
	}
	for _, r := range open {
		if at, here := here[r.Shard]; here && !q.ledger.misses(r.ID) && !q.ledger.lacks(r.ID, at) {
			in.Matches = append(in.Matches, matching.Running{
				Match: r.ID, Mode: r.Mode, Scenario: r.Scenario, Region: r.Region, Teams: r.Teams, Taken: r.Taken,
				Ratings: r.Ratings, Barred: r.Barred, Left: r.Left,
			})
		}
	}
	for _, t := range line {
		in.Tickets = append(in.Tickets, queued(&t, now))
	}
	return in, nil
}

// unburden takes matches out of the loads that wait for another release: they may wait for days, and burden nobody.
func (q *Queue) unburden(ctx context.Context, loads map[string]int, shards []registry.Shard) error {
	if !q.ledger.refusing() {
		return nil
	}
	placements, err := q.store.Placements(ctx)
	if err != nil {
		return err
	}
	here := map[string]string{}
	for i := range shards {
		here[shards[i].ID] = incarnation(&shards[i])
	}
	for _, h := range placements {
		if at, there := here[h.Shard]; there && q.ledger.lacks(h.Match, at) {
			loads[h.Shard]--
		}
	}
	return nil
}

func queued(t *store.QueuedTicket, now time.Time) matching.Ticket {
	v := matching.Ticket{
		ID: t.ID, Mode: t.Mode, Scenarios: t.Scenarios, Region: t.Region, RTTs: t.RTTs, Match: t.Match,
		Waited: max(0, now.Sub(t.Created)),
	}
	for _, p := range t.Players {
		v.Players = append(v.Players, matching.Player{ID: p.Player, Rating: p.Rating})
	}
	return v
}

// newSeed is a match's secret seed.
func newSeed() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint64(b[:])
}

// dropUnattended ends tickets that nobody asked for in a while, with the seats they may have got. Who plays by
// correspondence need not wait.
func (q *Queue) dropUnattended(ctx context.Context, now time.Time) error {
	before := now.Add(-pollPatience)
	for _, id := range q.notify.Unattended(before) {
		became, err := q.store.Abandon(ctx, id, before, now)
		if err != nil {
			return err
		}
		switch became {
		case store.TicketDropped:
			q.tickets.WithLabelValues("expired").Inc()
		case store.TicketAsked:
			q.notify.Seen(id, now)
		}
	}
	return nil
}

// attend tells the matchmaker that leads, by the store, which tickets this one is asked for while it does not lead.
func (q *Queue) attend(ctx context.Context) {
	every := time.NewTicker(attendEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-every.C:
			if err := q.attendOnce(ctx, now); err != nil && ctx.Err() == nil {
				q.log.Warn("cannot note for which tickets somebody asks here; trying again", "err", err)
			}
		}
	}
}

func (q *Queue) attendOnce(ctx context.Context, now time.Time) error {
	if q.leading.Load() {
		return nil
	}
	q.notify.Unattended(now.Add(-pollPatience)) // they are forgotten: the one that leads ends them
	asked := q.notify.Attended(now.Add(-2 * attendEvery))
	if len(asked) == 0 {
		return nil
	}
	return q.store.Attend(ctx, asked, now)
}
