package api

import (
	"context"
	"net/http"
	"net/url"
)

// Nodes lists the processes of the cluster, shards first; for viewers.
func (c *Client) Nodes(ctx context.Context) ([]Node, error) {
	return ask[[]Node](ctx, c, "list nodes", http.MethodGet, "/v1/nodes", nil)
}

// Drain has a shard take no more matches, and hand over those that it runs, if others can go on with them; for
// operators.
func (c *Client) Drain(ctx context.Context, shard string) error {
	return c.call(ctx, "drain shard", http.MethodPut, drainPath(shard), nil, nil)
}

// Undrain has a shard take matches again; for operators.
func (c *Client) Undrain(ctx context.Context, shard string) error {
	return c.call(ctx, "undrain shard", http.MethodDelete, drainPath(shard), nil, nil)
}

func drainPath(shard string) string { return "/v1/nodes/" + url.PathEscape(shard) + "/drain" }

// Sitters lists who has a seat in a match, or, where none is named, in any that runs; for viewers.
func (c *Client) Sitters(ctx context.Context, match string) ([]Sitter, error) {
	return ask[[]Sitter](ctx, c, "list players",
		http.MethodGet, "/v1/sitters?"+url.Values{"match": {match}}.Encode(), nil)
}

// Move moves a match that runs to another shard, or tells where it would go; for operators.
func (c *Client) Move(ctx context.Context, match string, r MoveRequest) (Move, error) {
	return ask[Move](ctx, c, "move match", http.MethodPost, matchPath(match)+"/move", r)
}
