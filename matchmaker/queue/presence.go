package queue

import (
	"context"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
	"muster/wallclock"
)

// presence knows who of those with a seat is away, and whose turn it is. It is driven by rounds.
type presence struct {
	common
	syncer *syncer
	asked  time.Time // when shards were last asked
}

// noteAbsent asks the shards who is away, and gives up the seats of those who stayed away for too long.
func (p *presence) noteAbsent(ctx context.Context, now time.Time, busy *sync.WaitGroup) error {
	if now.Sub(p.asked) < absentEvery {
		return nil
	}
	p.asked = now
	shards, err := p.shards.All(ctx)
	if err != nil {
		return err
	}
	for _, s := range shards {
		p.ledger.start("shard "+s.ID, busy, func() {
			if err := p.absentOn(ctx, &s, busy); err != nil && ctx.Err() == nil {
				p.log.Info("cannot find out who is away on a shard; asking again", "shard", s.ID, "err", err)
			}
		})
	}
	return nil
}

func (p *presence) absentOn(ctx context.Context, s *registry.Shard, busy *sync.WaitGroup) error {
	held, err := p.store.HeldOn(ctx, s.ID) // before the shard is asked: it was told of all of these
	if err != nil || len(held) == 0 {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, absentEvery)
	defer cancel()
	seen, err := p.shards.Client(*s).Presence(asking)
	if err != nil {
		return err
	}
	now := wallclock.Now()
	p.syncUnseen(ctx, unseen(held, seen), s, busy)
	news, gone := awayOf(held, seen, now, p.offer.Hold)
	if len(news) > 0 {
		if err := p.store.SetAway(ctx, news); err != nil {
			return err
		}
	}
	// behind who is away: whoever is not there must not be taken for one who saw the turn
	if turns := turnsOf(held, seen); len(turns) > 0 {
		if err := p.store.SetTurns(ctx, turns); err != nil {
			return err
		}
	}
	for _, v := range gone {
		gave, err := p.store.GiveUp(ctx, v.Stint, now)
		if err != nil {
			return err
		}
		if gave {
			p.log.Info("seat given up: its player stayed away too long", "match", v.Match, "player", v.Player)
			p.notify.WakeRound()
		}
	}
	return nil
}

// unseen lists the matches of whose seats a shard tells nothing.
func unseen(held []store.Held, seen []api.Presence) (matches []string) {
	told, runs := map[int64]bool{}, map[string]bool{}
	for _, p := range seen {
		told[p.Stint] = true
	}
	for _, v := range held {
		runs[v.Match] = runs[v.Match] || told[v.Stint]
	}
	for match, ok := range runs {
		if !ok {
			matches = append(matches, match)
		}
	}
	return matches
}

// syncUnseen asks a shard for matches that it told us it runs, and that it seems to run no more: they may be in
// quarantine, and then they wait for their operator. One that has ended is reported, however long that takes. It is
// told so as whoever else tells it of a match does, one at a time: who has just been given a seat must not be left out.
func (p *presence) syncUnseen(ctx context.Context, matches []string, s *registry.Shard, busy *sync.WaitGroup) {
	for _, match := range matches {
		if !p.ledger.knows(match, incarnation(s)) {
			continue // it is asked anyway
		}
		p.ledger.start(match, busy, func() {
			err := p.syncer.syncTakenOver(ctx, match, s, p.shards.Client(*s))
			if quarantined(err) {
				err = p.syncer.miss(ctx, match, err)
			}
			if err != nil && api.StatusOf(err) == 0 && ctx.Err() == nil {
				p.log.Info("cannot find out whether a match still runs; asking its shard again",
					"match", match, "shard", s.ID, "err", err)
			}
		})
	}
}

// awayOf compares who holds a seat with who its shard sees there: what is news of that, and who has been away for too
// long. A seat that the shard has not heard of yet stays as it is.
func awayOf(
	held []store.Held, seen []api.Presence, now time.Time, hold func(mode string, joinable bool) time.Duration,
) (news map[int64]time.Time, gone []store.Held) {
	at := map[int64]api.Presence{}
	for _, p := range seen {
		at[p.Stint] = p
	}
	news = map[int64]time.Time{}
	for _, v := range held {
		p, known := at[v.Stint]
		if !known {
			continue
		}
		var since time.Time
		if !p.Here {
			since = now.Add(-time.Duration(p.Away) * time.Second)
		}
		if since.IsZero() != v.Away.IsZero() || since.Sub(v.Away).Abs() > absentEvery {
			news[v.Stint] = since
		} else {
			since = v.Away // the same, but for what the calls took
		}
		if kept := hold(v.Mode, v.Joinable); !since.IsZero() && kept >= 0 && now.Sub(since) > kept {
			gone = append(gone, v)
		}
	}
	return news, gone
}

// turnsOf is what is news of whose turn it is. Of a seat that a shard does not tell of, whose match may sleep there,
// all stays as it was told last.
func turnsOf(held []store.Held, seen []api.Presence) map[int64]store.SeatTurn {
	known := map[int64]store.SeatTurn{}
	for _, v := range held {
		known[v.Stint] = v.SeatTurn
	}
	news := map[int64]store.SeatTurn{}
	for _, p := range seen {
		now := store.SeatTurn{Turn: p.Turn, Plans: p.Plans, Waits: p.Waits, Due: p.Due.UTC().Truncate(time.Microsecond)}
		if p.Due.IsZero() {
			now.Due = time.Time{}
		}
		if before, ok := known[p.Stint]; ok && now.Turn > 0 && before != now {
			news[p.Stint] = now
		}
	}
	return news
}
