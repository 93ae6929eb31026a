package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// People finds accounts by a part of their name, or by their id; only those with a role, if one is given. For
// moderators.
func (c *Client) People(ctx context.Context, search string, role Role) ([]Person, error) {
	q := url.Values{"search": {search}, "role": {string(role)}}
	return ask[[]Person](ctx, c, "find people", http.MethodGet, "/v1/people?"+q.Encode(), nil)
}

// ComplaintsOf lists open complaints about a player, by a player, or all, where none is named; for moderators.
func (c *Client) ComplaintsOf(ctx context.Context, player, by string) ([]Complaint, error) {
	q := url.Values{"player": {player}, "by": {by}}
	return ask[[]Complaint](ctx, c, "list complaints", http.MethodGet, "/v1/complaints?"+q.Encode(), nil)
}

// AuditOf reads the entries of the audit log that are about a player or by one, or all, where none is named, the newest
// first; before, if not 0, goes on behind that entry. For moderators.
func (c *Client) AuditOf(ctx context.Context, player string, before int64, limit int) ([]Audit, error) {
	q := url.Values{
		"player": {player}, "before": {strconv.FormatInt(before, 10)}, "limit": {strconv.Itoa(limit)},
	}
	return ask[[]Audit](ctx, c, "read audit log", http.MethodGet, "/v1/audit?"+q.Encode(), nil)
}

// ExportOf is all that the queue keeps of a player; for operators.
func (c *Client) ExportOf(ctx context.Context, player string) (Export, error) {
	return ask[Export](ctx, c, "export player", http.MethodGet, playerPath(player)+"/export", nil)
}

// Erase erases a player, as DeleteAccount does it for the caller; for operators.
func (c *Client) Erase(ctx context.Context, player string) error {
	return c.call(ctx, "erase player", http.MethodDelete, playerPath(player), nil, nil)
}
