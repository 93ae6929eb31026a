package matchmaker

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
)

type (
	historyQuery struct {
		ID     string `path:"id" maxLength:"64"`
		Before string `query:"before" maxLength:"64" doc:"continue after this match"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
	}
	historyOutput    struct{ Body []api.Played }
	leaderboardQuery struct {
		Mode   string `path:"mode" maxLength:"32"`
		Season int    `query:"season" minimum:"0" doc:"0 for the one that runs"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}
	leaderboardOutput struct{ Body api.Leaderboard }
	seasonsOutput     struct{ Body []api.Season }
	seasonInput       struct{ Body api.SeasonRequest }
	seasonOutput      struct{ Body api.Season }
)

// history lists the matches that a player played.
func (m *Matchmaker) history(ctx context.Context, q *historyQuery) (*historyOutput, error) {
	if _, err := m.player(ctx, q.ID); err != nil {
		return nil, err
	}
	all, err := m.store.History(ctx, q.ID, q.Before, q.Limit)
	if err != nil {
		return nil, m.trouble(ctx, "list history", err)
	}
	for i := range all {
		all[i].Replay = m.replay(all[i].Match)
	}
	return &historyOutput{all}, nil
}

// leaderboard ranks the best of a mode.
func (m *Matchmaker) leaderboard(ctx context.Context, q *leaderboardQuery) (*leaderboardOutput, error) {
	if _, ok := m.mode(q.Mode); !ok {
		return nil, huma.Error404NotFound("there is no mode " + q.Mode)
	}
	seasons, err := m.store.Seasons(ctx)
	if err != nil || len(seasons) == 0 {
		return nil, m.trouble(ctx, "find season", err)
	}
	at := slices.IndexFunc(seasons, func(s api.Season) bool { return q.Season == 0 || s.Number == q.Season })
	if at < 0 {
		return nil, huma.Error404NotFound("there is no such season")
	}
	all, err := m.store.Leaders(ctx, q.Mode, seasons[at].Number, q.Limit)
	if err != nil {
		return nil, m.trouble(ctx, "show leaderboard", err)
	}
	out := api.Leaderboard{Mode: q.Mode, Season: seasons[at], Rows: []api.Rank{}}
	for i, r := range all {
		out.Rows = append(out.Rows, api.Rank{Rank: i + 1, Player: r.Player, Name: r.Name, Rating: api.Rating{
			Mode: r.Mode, Points: r.Rating.Points(), Deviation: r.Rating.Deviation(), Played: r.Played, Won: r.Won,
		}})
	}
	return &leaderboardOutput{out}, nil
}

func (m *Matchmaker) listSeasons(ctx context.Context, _ *struct{}) (*seasonsOutput, error) {
	all, err := m.store.Seasons(ctx)
	if err != nil {
		return nil, m.trouble(ctx, "list seasons", err)
	}
	return &seasonsOutput{all}, nil
}

// beginSeason ends the season that runs.
func (m *Matchmaker) beginSeason(ctx context.Context, in *seasonInput) (*seasonOutput, error) {
	now := time.Now()
	s, err := m.store.BeginSeason(ctx, in.Body.Name, now)
	if err == nil {
		err = m.store.WriteAudit(ctx, api.Audit{At: now, By: whose(ctx).Player, What: "begin season", Detail: in.Body.Name})
	}
	if err != nil {
		return nil, m.trouble(ctx, "begin season", err)
	}
	return &seasonOutput{s}, nil
}

// estimates remember how long the last tickets of each mode waited.
type estimates struct {
	mu  sync.Mutex
	all map[string]time.Duration
}

// estimate is how many seconds a ticket of a mode waits: the median of the last ones; 0 if that is not known.
func (m *Matchmaker) estimate(mode string) int {
	m.estimates.mu.Lock()
	defer m.estimates.mu.Unlock()
	return int((m.estimates.all[mode] + time.Second/2) / time.Second)
}

// reckon reads anew how long the last tickets waited, and how large the database is, every now and then until ctx ends.
func (m *Matchmaker) reckon(ctx context.Context) {
	every := time.NewTicker(reckonEvery)
	defer every.Stop()
	for {
		for _, mode := range m.cfg.Modes {
			waits, err := m.store.Waits(ctx, mode.Name, reckonFrom)
			if err != nil || len(waits) == 0 {
				continue // an estimate is a courtesy: the old one stays
			}
			slices.Sort(waits)
			m.estimates.mu.Lock()
			m.estimates.all[mode.Name] = waits[len(waits)/2]
			m.estimates.mu.Unlock()
		}
		if err := m.measure(ctx); err != nil && ctx.Err() == nil {
			m.log.Debug("the next look tries again", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
