package matchmaker

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
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// round is what rounds of matching remember. All of it can be lost: the database holds what counts.
type round struct {
	mu      sync.Mutex
	why     map[string]matching.Wait // by ticket: why it still waits, as of the last round
	avoided map[string]time.Time     // by shard: gets nothing new until then
}

func newRound() round { return round{avoided: map[string]time.Time{}} }

func (r *round) explain(why map[string]matching.Wait) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.why = why
}

// reason is why a ticket waits; the zero Wait while no round has looked at it.
func (r *round) reason(ticket string) matching.Wait {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.why[ticket]
}

func (r *round) avoid(shard string, until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.avoided[shard] = until
}

func (r *round) avoids(shard string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return now.Before(r.avoided[shard])
}

// rounds matches whenever something changed, and once a second for retries and time limits. Between two rounds it rests
// four times as long as the first took, so that a long line does not keep the database from those who join it.
func (m *Matchmaker) rounds(ctx context.Context, busy *sync.WaitGroup) error {
	changed := m.cfg.Registry.Watch(ctx)
	every := time.NewTicker(roundEvery)
	defer every.Stop()
	for all := true; ; {
		began := time.Now()
		if err := m.oneRound(ctx, began, busy, all); err != nil && ctx.Err() == nil {
			m.log.Error("round of matching failed; the next one tries again", "err", err)
		}
		m.metrics.round.Observe(time.Since(began).Seconds())
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(min(breathe, 4*time.Since(began))):
		}
		all = false
		select {
		case <-ctx.Done():
			return nil
		case <-m.wake:
		case <-every.C:
			all = true
		case <-changed:
			all = true
		}
	}
}

// oneRound drops who is gone, matches who waits, and has shards told what they do not know; with all it also looks at
// matches of which this process has not heard whether they run.
func (m *Matchmaker) oneRound(ctx context.Context, now time.Time, busy *sync.WaitGroup, all bool) error {
	if err := m.dropUnattended(ctx, now); err != nil {
		return fmt.Errorf("drop unattended tickets: %w", err)
	}
	lapsed, err := m.store.Lapse(ctx, now)
	if err != nil {
		return fmt.Errorf("drop proposals that were not accepted: %w", err)
	}
	m.bells.ring(lapsed...)
	if err := m.matchWaiting(ctx, now, busy); err != nil {
		return fmt.Errorf("match: %w", err)
	}
	if err := m.tellNews(ctx, busy); err != nil {
		return fmt.Errorf("look for what shards must be told: %w", err)
	}
	if !all {
		return nil
	}
	if err := m.rescue(ctx, now, busy); err != nil {
		return fmt.Errorf("save matches whose shard is gone: %w", err)
	}
	if err := m.remind(ctx, busy); err != nil {
		return fmt.Errorf("look for what runs: %w", err)
	}
	if err := m.noteAbsent(ctx, now, busy); err != nil {
		return fmt.Errorf("look for who is away: %w", err)
	}
	if err := m.sweepOut(ctx, now); err != nil {
		return fmt.Errorf("delete what is of no use: %w", err)
	}
	return m.access.rotate(ctx, now)
}

// tellNews has shards told what they do not know. A shard that is away is not waited for: its matches are rescued, and who
// waits for it to answer must not stand in the way of that.
func (m *Matchmaker) tellNews(ctx context.Context, busy *sync.WaitGroup) error {
	news, err := m.store.News(ctx)
	if err != nil || len(news) == 0 {
		return err
	}
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return err
	}
	here := map[string]string{}
	for i := range shards {
		here[shards[i].ID] = run(&shards[i])
	}
	for _, n := range news {
		at, there := here[n.Shard]
		if there && !m.tenders.lacks(n.Match, at) || !n.Open { // one that never opened is given up in time
			m.tenders.tend(n.Match, busy, func() { m.tend(ctx, n.Match) })
		}
	}
	return nil
}

// remind has shards told again of matches that they have not confirmed to this process since they began.
func (m *Matchmaker) remind(ctx context.Context, busy *sync.WaitGroup) error {
	running, err := m.store.Homes(ctx)
	if err != nil {
		return err
	}
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return err
	}
	m.metrics.matches.Set(float64(len(running)))
	m.tenders.keep(running)
	runs := map[string]string{}
	for i := range shards {
		runs[shards[i].ID] = run(&shards[i])
	}
	if !maps.Equal(runs, m.runs) { // a shard that came back may be what a ticket waits for
		m.runs = runs
		m.bells.ringAll()
	}
	for _, r := range running {
		if here, ok := runs[r.Shard]; ok && !m.tenders.knows(r.Match, here) && !m.tenders.lacks(r.Match, here) {
			m.tenders.tend(r.Match, busy, func() { m.tend(ctx, r.Match) })
		}
	}
	return nil
}

// matchWaiting reads the queue, has it matched, and writes the plan down.
func (m *Matchmaker) matchWaiting(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	line, err := m.store.Line(ctx, maxRound)
	if err != nil {
		return err
	}
	m.metrics.waiting.Set(float64(len(line)))
	if len(line) == 0 {
		m.round.explain(nil)
		return nil
	}
	q, err := m.queue(ctx, line, now)
	if err != nil {
		return err
	}
	p := matching.Match(q)
	why := map[string]matching.Wait{}
	for i, w := range p.Waits {
		if w.Reason != 0 {
			why[line[i].ID] = w
			m.bells.see(line[i].ID, now)
		}
	}
	m.round.explain(why)
	if err := m.dropHopeless(ctx, line, p.Waits, now); err != nil {
		return err
	}
	return m.carryOut(ctx, line, p, now, busy)
}

// dropHopeless ends the tickets for one match that has no seat.
func (m *Matchmaker) dropHopeless(ctx context.Context, line []store.InLine, waits []matching.Wait, now time.Time) error {
	for i, w := range waits {
		if w.Reason != matching.MatchFull {
			continue
		}
		if _, err := m.store.Drop(ctx, line[i].ID, store.Expired, api.NoFreeSeat, now); err != nil {
			return err
		}
		m.bells.ring(line[i].ID)
	}
	return nil
}

// queue is what matching looks at, as things stand.
func (m *Matchmaker) queue(ctx context.Context, line []store.InLine, now time.Time) (q matching.Queue, err error) {
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return q, err
	}
	loads, err := m.store.Loads(ctx)
	if err != nil {
		return q, err
	}
	if err := m.unburden(ctx, loads, shards); err != nil {
		return q, err
	}
	open, err := m.store.WithRoom(ctx, maxListed)
	if err != nil {
		return q, err
	}
	q = matching.Queue{Levels: m.cfg.Levels, Room: math.MaxInt, Seed: newSeed()}
	if m.cfg.Matches > 0 {
		q.Room = m.cfg.Matches
		for _, n := range loads {
			q.Room -= n
		}
	}
	for _, s := range m.cfg.Scenarios {
		q.Scenarios = append(q.Scenarios, matching.Scenario{Name: s.Name, Teams: s.Teams})
	}
	for _, v := range m.cfg.Modes {
		q.Modes = append(q.Modes, matching.Mode{
			Name: v.Name, Scenarios: v.Scenarios, Rated: v.Rated, Open: v.Open, Switch: v.Switch, Fill: time.Duration(v.Fill) * time.Second,
			Home: v.Home, Window: v.Window, RTT: v.RTT,
		})
	}
	here := map[string]string{}
	for _, s := range shards {
		if m.round.avoids(s.ID, now) {
			continue
		}
		here[s.ID] = run(&s)
		q.StoreFull = q.StoreFull || s.StoreFull
		if s.TakesMatches() {
			q.Shards = append(q.Shards, matching.Shard{ID: s.ID, Region: s.Region, Load: max(s.Load, loads[s.ID]), Capacity: s.Capacity})
		}
	}
	for _, r := range open {
		if at, there := here[r.Shard]; there && !m.tenders.misses(r.ID) && !m.tenders.lacks(r.ID, at) {
			q.Matches = append(q.Matches, matching.Running{
				Match: r.ID, Mode: r.Mode, Scenario: r.Scenario, Region: r.Region, Teams: r.Teams, Taken: r.Taken, Ratings: r.Ratings, Barred: r.Barred, Left: r.Left,
			})
		}
	}
	for _, t := range line {
		q.Tickets = append(q.Tickets, inLine(&t, now))
	}
	return q, nil
}

// unburden takes matches out of the loads that wait for another release: they may wait for days, and burden nobody.
func (m *Matchmaker) unburden(ctx context.Context, loads map[string]int, shards []registry.Shard) error {
	if !m.tenders.refusing() {
		return nil
	}
	homes, err := m.store.Homes(ctx)
	if err != nil {
		return err
	}
	here := map[string]string{}
	for i := range shards {
		here[shards[i].ID] = run(&shards[i])
	}
	for _, h := range homes {
		if at, there := here[h.Shard]; there && m.tenders.lacks(h.Match, at) {
			loads[h.Shard]--
		}
	}
	return nil
}

func inLine(t *store.InLine, now time.Time) matching.Ticket {
	v := matching.Ticket{
		ID: t.ID, Mode: t.Mode, Scenarios: t.Scenarios, Region: t.Region, RTTs: t.RTTs, Match: t.Match, Waited: max(0, now.Sub(t.Created)),
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

// dropUnattended ends tickets that nobody asked for in a while, with the seats they may have got.
func (m *Matchmaker) dropUnattended(ctx context.Context, now time.Time) error {
	for _, id := range m.bells.unattended(now.Add(-pollPatience)) {
		dropped, err := m.store.Drop(ctx, id, store.Expired, api.Unattended, now)
		if err != nil {
			return err
		}
		if dropped {
			m.metrics.tickets.WithLabelValues("expired").Inc()
		}
	}
	return nil
}

// announce keeps this matchmaker in the registry.
func (m *Matchmaker) announce(ctx context.Context) {
	every := time.NewTicker(announceEvery)
	defer every.Stop()
	for {
		me := registry.Matchmaker{ID: m.cfg.ID, URL: m.cfg.URL, PublicKey: m.keys.public}
		if m.cfg.CertHash != nil {
			me.CertHash = m.cfg.CertHash()
		}
		if err := m.cfg.Registry.PutMatchmaker(ctx, me); err != nil && ctx.Err() == nil {
			m.log.Warn("cannot tell the registry of this matchmaker", "err", err)
		}
		// Who never leads signs tokens too, and its key must not grow old.
		if err := m.access.rotate(ctx, time.Now()); err != nil && ctx.Err() == nil {
			m.log.Warn("cannot renew the signing key", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
