package matchmaker

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

type seatedOutput struct{ Body api.Seated }

// mySeat reports whether the caller has a seat in a match that runs, and for how long it is kept.
func (m *Matchmaker) mySeat(ctx context.Context, _ *struct{}) (*seatedOutput, error) {
	v, joinable, away, err := m.store.MySeat(ctx, whose(ctx).Player)
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, huma.Error404NotFound("you have no seat in a match that runs")
	case err != nil:
		return nil, m.trouble(ctx, "find seat", err)
	}
	if hold := m.hold(v.Mode, joinable); hold >= 0 {
		if v.Here {
			away = time.Now()
		}
		v.Until = away.Add(hold)
	}
	return &seatedOutput{v}, nil
}

// hold is for how long the seat of a player who is away is kept; below 0 for as long as the match runs.
func (m *Matchmaker) hold(mode string, joinable bool) time.Duration {
	seconds := usualHold(joinable)
	if v, ok := m.mode(mode); ok {
		seconds = v.Hold
	}
	return time.Duration(seconds) * time.Second
}

// usualHold is the seconds for which a seat is kept where the mode does not say. One that nobody else may have is kept for as
// long as the match runs.
func usualHold(joinable bool) int {
	if joinable {
		return int(seatKept / time.Second)
	}
	return -1
}

// noteAbsent asks the shards who is away, and gives up the seats of those who stayed away for too long.
func (m *Matchmaker) noteAbsent(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	if now.Sub(m.absent) < absentEvery {
		return nil
	}
	m.absent = now
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return err
	}
	for _, s := range shards {
		m.tenders.tend("shard "+s.ID, busy, func() {
			if err := m.absentOn(ctx, &s, busy); err != nil && ctx.Err() == nil {
				m.log.Info("cannot tell who is away from a shard; it is asked again", "shard", s.ID, "err", err)
			}
		})
	}
	return nil
}

func (m *Matchmaker) absentOn(ctx context.Context, s *registry.Shard, busy *sync.WaitGroup) error {
	held, err := m.store.HeldOn(ctx, s.ID) // before the shard is asked: it was told of all of these
	if err != nil || len(held) == 0 {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, absentEvery)
	defer cancel()
	seen, err := m.client(*s).Sittings(asking)
	if err != nil {
		return err
	}
	now := time.Now()
	m.askAbout(ctx, unseen(held, seen), s, busy)
	news, gone := awayOf(held, seen, now, m.hold)
	if len(news) > 0 {
		if err := m.store.SetAway(ctx, news); err != nil {
			return err
		}
	}
	for _, v := range gone {
		gave, err := m.store.GiveUp(ctx, v.Sitting, now)
		if err != nil {
			return err
		}
		if gave {
			m.log.Info("a seat was given up: its player stayed away", "match", v.Match)
			m.look()
		}
	}
	return nil
}

// unseen lists the matches of whose seats a shard tells nothing.
func unseen(held []store.Held, seen []api.Presence) (matches []string) {
	told, runs := map[int64]bool{}, map[string]bool{}
	for _, p := range seen {
		told[p.Sitting] = true
	}
	for _, v := range held {
		runs[v.Match] = runs[v.Match] || told[v.Sitting]
	}
	for match, ok := range runs {
		if !ok {
			matches = append(matches, match)
		}
	}
	return matches
}

// askAbout asks a shard for matches that it told us it runs, and that it seems to run no more: they may be in quarantine, and
// then they wait for their operator. One that has ended is reported, however long that takes. It is told so as whoever else tells it
// of a match does, one at a time: who has just been given a seat must not be left out.
func (m *Matchmaker) askAbout(ctx context.Context, matches []string, s *registry.Shard, busy *sync.WaitGroup) {
	for _, match := range matches {
		if !m.tenders.knows(match, run(s)) {
			continue // it is asked anyway
		}
		m.tenders.tend(match, busy, func() {
			err := m.brief(ctx, match, s, m.client(*s))
			if quarantined(err) {
				err = m.miss(ctx, match, err)
			}
			if err != nil && api.StatusOf(err) == 0 && ctx.Err() == nil {
				m.log.Info("cannot tell whether a match still runs; its shard is asked again", "match", match, "shard", s.ID, "err", err)
			}
		})
	}
}

// awayOf compares who holds a seat with who its shard sees there: what is news of that, and who has been away for too long. A
// seat that the shard has not heard of yet stays as it is.
func awayOf(held []store.Held, seen []api.Presence, now time.Time, hold func(mode string, joinable bool) time.Duration) (news map[int64]time.Time, gone []store.Held) {
	at := map[int64]api.Presence{}
	for _, p := range seen {
		at[p.Sitting] = p
	}
	news = map[int64]time.Time{}
	for _, v := range held {
		p, known := at[v.Sitting]
		if !known {
			continue
		}
		var since time.Time
		if !p.Here {
			since = now.Add(-time.Duration(p.Away) * time.Second)
		}
		if since.IsZero() != v.Away.IsZero() || since.Sub(v.Away).Abs() > absentEvery {
			news[v.Sitting] = since
		} else {
			since = v.Away // the same, but for what the calls took
		}
		if kept := hold(v.Mode, v.Joinable); !since.IsZero() && kept >= 0 && now.Sub(since) > kept {
			gone = append(gone, v)
		}
	}
	return news, gone
}
