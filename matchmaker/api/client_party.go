package api

import (
	"context"
	"net/http"
	"net/url"
)

// FoundParty makes a party of the caller alone, who leads it. Whoever is in a party already keeps that one.
func (c *Client) FoundParty(ctx context.Context) (Party, error) {
	return ask[Party](ctx, c, "found party", http.MethodPost, "/v1/party", nil)
}

// Party is the caller's party; a Problem with status 404 if there is none.
func (c *Client) Party(ctx context.Context) (Party, error) {
	return ask[Party](ctx, c, "show party", http.MethodGet, "/v1/party", nil)
}

// Invite invites a player, by id or by registered name, to the caller's party.
func (c *Client) Invite(ctx context.Context, r InviteRequest) (Party, error) {
	return ask[Party](ctx, c, "invite to party", http.MethodPost, "/v1/party/invitations", r)
}

// Invitations lists the parties that the caller may join.
func (c *Client) Invitations(ctx context.Context) ([]Invitation, error) {
	return ask[[]Invitation](ctx, c, "list invitations", http.MethodGet, "/v1/invitations", nil)
}

// DeclineInvitation forgets an invitation.
func (c *Client) DeclineInvitation(ctx context.Context, party string) error {
	return c.call(ctx, "decline invitation", http.MethodDelete, "/v1/invitations/"+url.PathEscape(party), nil, nil)
}

// JoinParty joins the party with this code, leaving any other.
func (c *Client) JoinParty(ctx context.Context, code string) (Party, error) {
	return ask[Party](ctx, c, "join party", http.MethodPost, "/v1/party/join", JoinRequest{code})
}

// LeaveParty leaves the caller's party; the longest member leads it then, and with the last one it ends.
func (c *Client) LeaveParty(ctx context.Context) error {
	return c.call(ctx, "leave party", http.MethodDelete, "/v1/party", nil, nil)
}

// RemoveMember sends a member away; for the leader.
func (c *Client) RemoveMember(ctx context.Context, player string) (Party, error) {
	return ask[Party](ctx, c, "remove from party", http.MethodDelete, "/v1/party/members/"+url.PathEscape(player), nil)
}

// HandLead makes another member the leader.
func (c *Client) HandLead(ctx context.Context, player string) (Party, error) {
	return ask[Party](ctx, c, "hand over the lead", http.MethodPut, "/v1/party/leader", LeadRequest{player})
}
