package queue

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"muster/matchmaker/api"
)

// miss sees to a match that its shard does not run: who was to come goes elsewhere, who plays waits,
// and in the end it is void.
func (s *syncer) miss(ctx context.Context, match string, why error) error {
	r, err := s.store.Match(ctx, match)
	if err != nil {
		return errors.Join(why, err)
	}
	now := time.Now()
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
		s.log.Error("a match is quarantined: see its shard's log; it waits for its operator",
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
// moved is for a moment looked for where it was.
func (s *syncer) mayBeFound(scenario string, why error) time.Duration {
	switch {
	case api.StatusOf(why) == http.StatusGone:
		return reportComes
	case !quarantined(why):
		return headComes
	}
	return cmp.Or(s.offer.Lasts(scenario), operatorComes)
}
