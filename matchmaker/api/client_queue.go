package api

import (
	"context"
	"net/http"
)

// Waiting tells who waits, and why; for viewers.
func (c *Client) Waiting(ctx context.Context) (QueueState, error) {
	return ask[QueueState](ctx, c, "look at the queue", http.MethodGet, "/v1/queue", nil)
}
