package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/rating"
)

// ErrContradicts is a second report that says something else than the first.
var ErrContradicts = errors.New("another result was reported before")

// Report keeps a shard's report, closes the match with it and moves ratings, all at once or not at all. The same report
// again changes nothing. levels are the ratings of AI commanders by the name of their level.
func (s *Store) Report(
	ctx context.Context, shard string, r api.MatchReport, levels map[string]rating.Rating, now time.Time,
) error {
	return s.update(ctx, func(t tx) error {
		// two reports follow each other
		if _, err := t.exec(`update matches set status = status where id = ?`, r.Match); err != nil {
			return err
		}
		var before api.MatchReport
		err := t.row(`select match, winner, reason, ticks, hash from results where match = ?`, r.Match).
			Scan(&before.Match, &before.Winner, &before.Reason, &before.Ticks, &before.Hash)
		switch {
		case err == nil && before != r:
			return fmt.Errorf("%w: winner %d after %d ticks, hash %s",
				ErrContradicts, before.Winner, before.Ticks, before.Hash)
		case err == nil || !errors.Is(err, ErrNone):
			return err
		}
		if _, err := t.exec(`insert into results (match, shard, winner, reason, ticks, hash, received) values (?, ?, ?, ?, ?, ?, ?)`,
			r.Match, shard, r.Winner, r.Reason, int64(r.Ticks), r.Hash, micros(now)); err != nil {
			return err
		}
		if err := rate(t, r, levels, now); err != nil {
			return err
		}
		return end(t, r, now)
	})
}

// end closes a match that has a result.
func end(t tx, r api.MatchReport, now time.Time) error {
	if err := unplace(t, r.Match, now); err != nil {
		return err
	}
	if err := nobodyIn(t, r.Match); err != nil {
		return err
	}
	return t.all(
		stmt(`update ticket_players set live = 0 where ticket in (select id from tickets where match = ? and status = 'assigned')`, r.Match),
		stmt(`update tickets set status = 'expired', why = ?, touched = ? where match = ? and status = 'assigned'`,
			inEnglish(api.MatchOver), micros(now), r.Match),
		stmt(`update seats set status = 'over', told = 1 where match = ? and status in ('held', 'left')`, r.Match),
		stmt(`update matches set status = 'ended', ended = ?, winner = ?, reason = ? where id = ?`,
			micros(now), r.Winner, r.Reason, r.Match))
}

// seated is somebody whom a match counts for, and in which seat.
type seated struct {
	player string
	seat   int
	rating rating.Rating
}

// rate writes down who played, and moves the ratings if the match counts.
func rate(t tx, r api.MatchReport, levels map[string]rating.Rating, now time.Time) error {
	var m Match
	if err := scanMatch(t.row(matchColumns+`id = ?`, r.Match).Scan, &m); err != nil {
		return err
	}
	who, err := whoPlayed(t, &m, now)
	if err != nil {
		return err
	}
	after := slices.Clone(who)
	if m.Rated {
		rerate(&m, r.Winner, who, after, levels)
	}
	for i, v := range who {
		if _, err := t.exec(`insert into played (number, match, player, seat, team, mu0, sigma0, mu1, sigma1) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
			on conflict do nothing`, m.Number, m.ID, v.player, v.seat, m.Teams[v.seat], v.rating.Mu, v.rating.Sigma,
			after[i].rating.Mu, after[i].rating.Sigma); err != nil {
			return err
		}
		if !m.Rated {
			continue
		}
		won := flag(m.Teams[v.seat] == r.Winner)
		if _, err := t.exec(`insert into ratings (player, mode, season, mu, sigma, played, won) values (?, ?, ?, ?, ?, 1, ?)
			on conflict (player, mode, season) do update set mu = excluded.mu, sigma = excluded.sigma, played = ratings.played + 1, won = ratings.won + excluded.won`,
			v.player, m.Mode, m.Season, after[i].rating.Mu, after[i].rating.Sigma, won); err != nil {
			return err
		}
	}
	return nil
}

// whoPlayed reads who sat in a match, and finds whom it counts for.
func whoPlayed(t tx, m *Match, now time.Time) ([]seated, error) {
	rows, err := t.rows(`select s.player, s.seat, s.since, s.until, r.mu, r.sigma from seats s
		left join ratings r on r.player = s.player and r.mode = ? and r.season = ?
		where s.match = ? and s.status in ('held', 'left') order by s.id`, m.Mode, m.Season, m.ID)
	all, err := collect(rows, err, func(scan func(...any) error, v *stint) error {
		var mu, sigma sql.NullFloat64
		var since, until sql.NullInt64
		err := scan(&v.player, &v.seat, &since, &until, &mu, &sigma)
		if !until.Valid {
			until.Int64 = micros(now)
		}
		if since.Valid {
			v.long = time.Duration(until.Int64-since.Int64) * time.Microsecond
		}
		v.rating = rating.New()
		if mu.Valid {
			v.rating = rating.Rating{Mu: mu.Float64, Sigma: sigma.Float64}
		}
		if err == nil && v.seat >= len(m.Teams) {
			err = fmt.Errorf("match %s has no seat %d", m.ID, v.seat)
		}
		return err
	})
	return countsFor(all), err
}

// rerate computes the ratings after the match; seats of nobody count with the level of their AI commander. A match in
// which people were in one team alone says nothing about them. Who shares a seat with another moves as if the seat had
// been this player's alone.
func rerate(m *Match, winner int, who, after []seated, levels map[string]rating.Rating) {
	teams := make([][]rating.Rating, slices.Max(m.Teams)+1)
	place := make([]int, len(who))
	people := map[int]bool{}
	held := map[int]int{} // by seat: the place in its team
	for i, v := range who {
		team := m.Teams[v.seat]
		people[team] = true
		if at, shared := held[v.seat]; shared {
			place[i] = at
			continue
		}
		place[i], held[v.seat] = len(teams[team]), len(teams[team])
		teams[team] = append(teams[team], v.rating)
	}
	if len(people) < 2 {
		return
	}
	for seat, team := range m.Teams {
		if _, taken := held[seat]; !taken {
			level, known := levels[aiAt(m.AI, seat)]
			if !known {
				level = rating.New()
			}
			teams[team] = append(teams[team], level)
		}
	}
	for i, v := range who {
		at := &teams[m.Teams[v.seat]][place[i]]
		usual := *at
		*at = v.rating
		after[i].rating = rating.Rate(teams, rating.Ranks(len(teams), winner))[m.Teams[v.seat]][place[i]]
		*at = usual
	}
}

func aiAt(ai []string, seat int) string {
	if seat < len(ai) {
		return ai[seat]
	}
	return ""
}

// History lists the matches that a player played, the newest first; before, if not empty, continues after that match.
func (s *Store) History(ctx context.Context, player, before string, limit int) ([]api.Played, error) {
	rows, err := s.reading(ctx).rows(`select p.match, m.mode, m.scenario, m.season, p.seat, p.team, r.winner, r.reason, m.rated, p.mu0, p.mu1, m.begun, m.ended, r.ticks
		from played p join matches m on m.id = p.match join results r on r.match = p.match
		where p.player = ? and p.number < coalesce((select number from matches where id = ?), 9223372036854775807)
		order by p.number desc limit ?`, player, before, min(limit, maxListed))
	return collect(rows, err, func(scan func(...any) error, v *api.Played) error {
		var begun int64
		var ended sql.NullInt64
		var mu0, mu1 float64
		err := scan(&v.Match, &v.Mode, &v.Scenario, &v.Season, &v.Seat, &v.Team, &v.Winner, &v.Reason, &v.Rated, &mu0,
			&mu1, &begun, &ended, &v.Ticks)
		v.Begun, v.Ended = fromMicros(begun), when(ended)
		if v.Rated {
			v.Before, v.After = rating.Rating{Mu: mu0}.Points(), rating.Rating{Mu: mu1}.Points()
		}
		return err
	})
}

// Waits lists how long the last tickets of a mode waited for their assignment, for an estimate.
func (s *Store) Waits(ctx context.Context, mode string, limit int) ([]time.Duration, error) {
	rows, err := s.reading(ctx).rows(`select assigned - created from tickets where mode = ? and assigned is not null order by place desc limit ?`, mode, limit)
	return collect(rows, err, func(scan func(...any) error, v *time.Duration) error {
		var us int64
		err := scan(&us)
		*v = time.Duration(us) * time.Microsecond
		return err
	})
}
