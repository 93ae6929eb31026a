package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// Matches lists the matches that run, oldest first. Those that are Open may be joined: see TicketRequest.Match.
func (c *Client) Matches(ctx context.Context) ([]Match, error) {
	return ask[[]Match](ctx, c, "list matches", http.MethodGet, "/v1/matches", nil)
}

// Match returns one match, also of one that has ended.
func (c *Client) Match(ctx context.Context, id string) (Match, error) {
	return ask[Match](ctx, c, "ask for match", http.MethodGet, matchPath(id), nil)
}

// Replays lists the matches that came to an end, of a scenario or of all if it is empty, the newest first; before, if
// not empty, continues after that match. Replay fetches one.
func (c *Client) Replays(ctx context.Context, scenario, before string, limit int) ([]Match, error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	for key, value := range map[string]string{"scenario": scenario, "before": before} {
		if value != "" {
			q.Set(key, value)
		}
	}
	return ask[[]Match](ctx, c, "list replays", http.MethodGet, "/v1/replays?"+q.Encode(), nil)
}

// Where returns where a match lives now, with a fresh join ticket for the caller's own seat.
func (c *Client) Where(ctx context.Context, match string) (Assignment, error) {
	return ask[Assignment](ctx, c, "ask where the match lives", http.MethodPost, matchPath(match)+"/where", nil)
}

// MySeat reports whether the caller has a seat in a match that runs, nil if not. Where leads back to it.
func (c *Client) MySeat(ctx context.Context) (*Seated, error) {
	s, err := ask[Seated](ctx, c, "ask for your seat", http.MethodGet, "/v1/seat", nil)
	if StatusOf(err) == http.StatusNotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return &s, nil
}

// Watch gives a spectator's assignment: Seat is -1, the views are everybody's and late.
func (c *Client) Watch(ctx context.Context, match string) (Assignment, error) {
	return ask[Assignment](ctx, c, "ask to watch", http.MethodPost, matchPath(match)+"/watch", nil)
}

// Embed is Watch for a frame in a page of somebody else: as nobody, for which no account is needed. There are places
// for such watchers beside the spectators'.
func (c *Client) Embed(ctx context.Context, match string) (Assignment, error) {
	return ask[Assignment](ctx, c, "ask to watch", http.MethodPost, matchPath(match)+"/embed", nil)
}

// Leave gives up the caller's seat for good.
func (c *Client) Leave(ctx context.Context, match string) error {
	return c.call(ctx, "leave match", http.MethodDelete, matchPath(match)+"/seat", nil, nil)
}

// History lists the matches that a player played, the newest first; before, if not empty, continues after that match.
func (c *Client) History(ctx context.Context, player, before string, limit int) ([]Played, error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	if before != "" {
		q.Set("before", before)
	}
	return ask[[]Played](ctx, c, "list history", http.MethodGet, playerPath(player)+"/matches?"+q.Encode(), nil)
}

// Leaderboard ranks the best players of a mode in a season; 0 is the one that runs.
func (c *Client) Leaderboard(ctx context.Context, mode string, season, limit int) (Leaderboard, error) {
	q := url.Values{"season": {strconv.Itoa(season)}, "limit": {strconv.Itoa(limit)}}
	return ask[Leaderboard](ctx, c, "show leaderboard",
		http.MethodGet, "/v1/leaderboards/"+url.PathEscape(mode)+"?"+q.Encode(), nil)
}

// Seasons lists the seasons, the newest first.
func (c *Client) Seasons(ctx context.Context) ([]Season, error) {
	return ask[[]Season](ctx, c, "list seasons", http.MethodGet, "/v1/seasons", nil)
}

// BeginSeason ends the season that runs and begins another; for operators.
func (c *Client) BeginSeason(ctx context.Context, name string) (Season, error) {
	return ask[Season](ctx, c, "begin season", http.MethodPost, "/v1/seasons", SeasonRequest{name})
}

// End ends a match that runs, without a winner; for operators.
func (c *Client) End(ctx context.Context, match string) error {
	return c.call(ctx, "end match", http.MethodPost, matchPath(match)+"/end", nil, nil)
}

// Report reports how a match ended. The client must speak with a service token of the shard (see As and SignReport);
// telling the same again is fine.
func (c *Client) Report(ctx context.Context, r MatchReport) error {
	return c.call(ctx, "report match", http.MethodPost, "/v1/reports", r, nil)
}

func matchPath(id string) string { return "/v1/matches/" + url.PathEscape(id) }
