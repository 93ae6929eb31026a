package api

import (
	"context"
	"net/http"
	"net/url"
)

// Logs reads the logs of all nodes, or of one; for moderators.
func (c *Client) Logs(ctx context.Context, q LogQuery) (LogPage, error) {
	return ask[LogPage](ctx, c, "read logs", http.MethodGet, "/v1/logs?"+q.values().Encode(), nil)
}

// ShowAddresses has the caller be shown addresses in logs for a while, for a reason that the audit log has; for
// operators.
func (c *Client) ShowAddresses(ctx context.Context, reason string) (Addresses, error) {
	return ask[Addresses](ctx, c, "show addresses", http.MethodPost, "/v1/addresses", AddressesRequest{reason})
}

// SetLogLevel has a node log more or less; for operators.
func (c *Client) SetLogLevel(ctx context.Context, node string, r LogLevelRequest) error {
	return c.call(ctx, "set log level", http.MethodPut, "/v1/nodes/"+url.PathEscape(node)+"/log-level", r, nil)
}

// ReadLog reads the process's own log.
func (c *ShardClient) ReadLog(ctx context.Context, q LogQuery) (p LogPage, err error) {
	q.Node = ""
	return p, c.speak(ctx, "read log", http.MethodGet, "/v1/own/log?"+q.values().Encode(), nil, &p)
}

// SetLogLevel has the process log more or less.
func (c *ShardClient) SetLogLevel(ctx context.Context, r LogLevelRequest) error {
	return c.call(ctx, "set log level", http.MethodPut, "/v1/own/log-level", r)
}

// NewQueueClient makes a client by which one matchmaker reads the log of another, and has it log more or less: at
// baseURL, known by its certificate's hash, or like any web server where that is empty.
func NewQueueClient(baseURL string, certHash []byte, token func() (string, error)) *ShardClient {
	c := NewShardClient(baseURL, certHash, token)
	if len(certHash) == 0 {
		c.http.Transport = http.DefaultTransport
	}
	return c
}
