package api

import (
	"context"
	"net/http"
)

// Cluster tells of the cluster on one machine that the matchmaker is a node of; for operators. It is a Problem of
// status 404 where there is none.
func (c *Client) Cluster(ctx context.Context) (Cluster, error) {
	return ask[Cluster](ctx, c, "ask the cluster", http.MethodGet, "/v1/cluster", nil)
}

// ActInCluster has that cluster do something, in the words of muster cluster fault, heal and scale; for operators.
func (c *Client) ActInCluster(ctx context.Context, words ...string) error {
	return c.call(ctx, "act in the cluster", http.MethodPost, "/v1/cluster/actions", ClusterAction{words}, nil)
}
