package api

import (
	"context"
	"net/http"
)

// Games lists the matches that the caller plays, the newest first. Where leads to one.
func (c *Client) Games(ctx context.Context) ([]Game, error) {
	return ask[[]Game](ctx, c, "list your games", http.MethodGet, "/v1/players/me/games", nil)
}
