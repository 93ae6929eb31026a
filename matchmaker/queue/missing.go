package queue

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// miss sees to a match that its shard does not run: who was to come goes elsewhere, who plays waits,
// and in the end it is void.
func (s *syncer) miss(ctx context.Context, match string, why error) error {
	r, err := s.store.Match(ctx, match)
	if err != nil {
		return errors.Join(why, err)
	}
	now := wallclock.Now()
	until := s.ledger.missed(match, now).Add(s.mayBeFound(r.Scenario, why))
	noted := quarantined(why) && !r.Waits.IsZero()
	if noted { // maybe by a queue before this one
		until = r.Waits
	}
	switch {
	case !now.Before(until):
		s.log.Warn("the shard does not run the match any more", "match", match, "err", why)
		return s.voidMatch(ctx, match, api.MatchLost)
	case quarantined(why) && !noted:
		s.log.Error("match quarantined; it waits for an operator: see its shard's log",
			"match", match, "for", until.Sub(now), "err", why)
		if err := s.store.Quarantine(ctx, match, until); err != nil {
			return err
		}
	}
	return s.store.Unplace(ctx, match, now)
}

func quarantined(why error) bool { return api.StatusOf(why) == http.StatusConflict }

// mayBeFound is how long a match may yet be found that its shard does not run: the result of one that has ended is
// reported until we have it, one in quarantine waits for an operator as long as it might have lasted, and one that
// moved may tell its first head where it is in a moment.
func (s *syncer) mayBeFound(scenario string, why error) time.Duration {
	switch {
	case api.StatusOf(why) == http.StatusGone:
		return reportComes
	case !quarantined(why):
		return headComes
	}
	return cmp.Or(s.offer.Lasts(scenario), operatorComes)
}

// relocate notes at once where a match goes on that its shard does not run, and reports whether it does: it has just
// been handed over, or its standby has taken it over. A head may be an old one that somebody has put back: the shard
// that it names must say itself that it runs the match.
func (s *syncer) relocate(ctx context.Context, match string) bool {
	asking, cancel := context.WithTimeout(ctx, headsPatience)
	defer cancel()
	r, err := s.store.Match(asking, match)
	if err != nil {
		return false
	}
	head, seen, err := s.registry.FindHead(asking, match)
	if err != nil || !seen || head.Shard == r.Shard {
		return false
	}
	there, err := s.shards.All(asking)
	if err != nil {
		return false
	}
	ask := &census{shards: s.shards, there: there, runs: map[string]map[string]bool{}}
	if runs, known := ask.whether(asking, head.Shard, match); !runs || !known {
		return false
	}
	if err := s.store.Moved(ctx, match, head.Shard); err != nil {
		s.log.Warn("another shard runs the match; the next round saves that",
			"match", match, "at", head.Shard, "err", err)
		return false
	}
	s.log.Info("another shard runs the match", "match", match, "from", r.Shard, "to", head.Shard)
	return true
}
