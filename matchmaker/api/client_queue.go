package api

import (
	"context"
	"net/http"
	"net/url"
)

// Waiting tells who waits, and why; for viewers.
func (c *Client) Waiting(ctx context.Context) (QueueState, error) {
	return ask[QueueState](ctx, c, "look at the queue", http.MethodGet, "/v1/queue", nil)
}

// WhatIf tells what the last day of a mode would have been with other settings; for operators.
func (c *Client) WhatIf(ctx context.Context, mode string, s ModeSettings) (WhatIf, error) {
	return ask[WhatIf](ctx, c, "play the day again", http.MethodPost, "/v1/modes/"+url.PathEscape(mode)+"/what-if", s)
}
