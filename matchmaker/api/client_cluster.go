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

// FollowPlan has that cluster follow a plan, with players of its own; for operators.
func (c *Client) FollowPlan(ctx context.Context, r ClusterPlanRequest) error {
	return c.call(ctx, "follow a plan", http.MethodPost, "/v1/cluster/plan", r, nil)
}

// QuitPlan ends the plan that the cluster follows; for operators.
func (c *Client) QuitPlan(ctx context.Context) error {
	return c.call(ctx, "quit the plan", http.MethodDelete, "/v1/cluster/plan", nil, nil)
}
