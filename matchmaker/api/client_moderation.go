package api

import (
	"context"
	"net/http"
	"net/url"
)

// Complain tells moderators of a player.
func (c *Client) Complain(ctx context.Context, player string, r ComplaintRequest) (Complaint, error) {
	return ask[Complaint](ctx, c, "complain", http.MethodPost, playerPath(player)+"/complaints", r)
}

// Accused lists whom open complaints are about; for moderators.
func (c *Client) Accused(ctx context.Context) ([]Accused, error) {
	return ask[[]Accused](ctx, c, "list accused", http.MethodGet, "/v1/accused", nil)
}

// Complaints lists the complaints that are not closed, the first of everybody who made one first; for moderators.
func (c *Client) Complaints(ctx context.Context) ([]Complaint, error) {
	return ask[[]Complaint](ctx, c, "list complaints", http.MethodGet, "/v1/complaints", nil)
}

// CloseComplaint writes down what came of a complaint; for moderators.
func (c *Client) CloseComplaint(ctx context.Context, id, verdict string) (Complaint, error) {
	return ask[Complaint](ctx, c, "close complaint",
		http.MethodPut, "/v1/complaints/"+url.PathEscape(id), Verdict{verdict})
}

// Chat reads what was written in the match of a complaint around the time of that; for moderators. The audit log says
// so.
func (c *Client) Chat(ctx context.Context, complaint string) (Chat, error) {
	return ask[Chat](ctx, c, "read the chat", http.MethodGet, "/v1/complaints/"+url.PathEscape(complaint)+"/chat", nil)
}

// Punish mutes, kicks or bans a player; for moderators.
func (c *Client) Punish(ctx context.Context, r SanctionRequest) (Sanction, error) {
	return ask[Sanction](ctx, c, "sanction player", http.MethodPost, "/v1/sanctions", r)
}

// Sanctions lists what was done against a player, the newest first; for moderators.
func (c *Client) Sanctions(ctx context.Context, player string) ([]Sanction, error) {
	return ask[[]Sanction](ctx, c, "list sanctions",
		http.MethodGet, "/v1/sanctions?"+url.Values{"player": {player}}.Encode(), nil)
}

// Lift ends a sanction before its time; for moderators.
func (c *Client) Lift(ctx context.Context, sanction string) error {
	return c.call(ctx, "lift sanction", http.MethodDelete, "/v1/sanctions/"+url.PathEscape(sanction), nil, nil)
}

// Audit reads the audit log, the newest first; for moderators.
func (c *Client) Audit(ctx context.Context) ([]Audit, error) {
	return ask[[]Audit](ctx, c, "read audit log", http.MethodGet, "/v1/audit", nil)
}

// GiveRole changes what an account may do; for operators.
func (c *Client) GiveRole(ctx context.Context, player string, role Role) error {
	return c.call(ctx, "give role", http.MethodPut, playerPath(player)+"/role", RoleRequest{role}, nil)
}

// GiveSight says whether an operator's account may look at matches without delay; for operators.
func (c *Client) GiveSight(ctx context.Context, player string, may bool) error {
	return c.call(ctx, "say who may look without delay",
		http.MethodPut, playerPath(player)+"/sight", SightRight{may}, nil)
}

// OpenSight begins to look at a match without delay, for a reason that the audit log has; for operators with that
// right.
func (c *Client) OpenSight(ctx context.Context, match, reason string) (Sight, error) {
	return ask[Sight](ctx, c, "look without delay", http.MethodPost, matchPath(match)+"/sight", SightRequest{reason})
}

// Sight is what happens in a match now, as wire.ReadSight reads it, for who has begun to look.
func (c *Client) Sight(ctx context.Context, match string) ([]byte, error) {
	return c.fetchOwn(ctx, c.base+matchPath(match)+"/sight", func(int64, int64) {})
}

// ProveOperator makes the caller the operator, by the code that was printed at the server's start.
func (c *Client) ProveOperator(ctx context.Context, code string) error {
	return c.call(ctx, "prove to be the operator", http.MethodPost, "/v1/operator", OperatorRequest{code}, nil)
}
