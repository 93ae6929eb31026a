package rest

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/wallclock"
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

// records are what became of matches: histories, leaderboards and their seasons.
type records struct{ *core }

// history lists the matches that a player played.
func (h *records) history(ctx context.Context, q *historyQuery) (*historyOutput, error) {
	if _, err := h.player(ctx, q.ID); err != nil {
		return nil, err
	}
	all, err := h.store.History(ctx, q.ID, q.Before, q.Limit)
	if err != nil {
		return nil, h.trouble(ctx, "list history", err)
	}
	for i := range all {
		all[i].Replay = h.replay(all[i].Match)
	}
	return &historyOutput{all}, nil
}

// leaderboard ranks the best of a mode.
func (h *records) leaderboard(ctx context.Context, q *leaderboardQuery) (*leaderboardOutput, error) {
	if _, ok := h.offer.Mode(q.Mode); !ok {
		return nil, huma.Error404NotFound("there is no mode " + q.Mode)
	}
	seasons, err := h.store.Seasons(ctx)
	if err != nil || len(seasons) == 0 {
		return nil, h.trouble(ctx, "find season", err)
	}
	at := slices.IndexFunc(seasons, func(s api.Season) bool { return q.Season == 0 || s.Number == q.Season })
	if at < 0 {
		return nil, huma.Error404NotFound("there is no such season")
	}
	all, err := h.store.Leaders(ctx, q.Mode, seasons[at].Number, q.Limit)
	if err != nil {
		return nil, h.trouble(ctx, "show leaderboard", err)
	}
	out := api.Leaderboard{Mode: q.Mode, Season: seasons[at], Rows: []api.Rank{}}
	for i, r := range all {
		out.Rows = append(out.Rows, api.Rank{Rank: i + 1, Player: r.Player, Name: r.Name, Rating: api.Rating{
			Mode: r.Mode, Points: r.Rating.Points(), Deviation: r.Rating.Deviation(), Played: r.Played, Won: r.Won,
		}})
	}
	return &leaderboardOutput{out}, nil
}

func (h *records) listSeasons(ctx context.Context, _ *struct{}) (*seasonsOutput, error) {
	all, err := h.store.Seasons(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list seasons", err)
	}
	return &seasonsOutput{all}, nil
}

// beginSeason ends the season that runs.
func (h *records) beginSeason(ctx context.Context, in *seasonInput) (*seasonOutput, error) {
	now := wallclock.Now()
	s, err := h.store.BeginSeason(ctx, in.Body.Name, now)
	if err == nil {
		err = h.store.WriteAudit(ctx, api.Audit{
			At: now, By: whose(ctx).Player, What: "begin season", Detail: in.Body.Name,
		})
	}
	if err != nil {
		return nil, h.trouble(ctx, "begin season", err)
	}
	return &seasonOutput{s}, nil
}
