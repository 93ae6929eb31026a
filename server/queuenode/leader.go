package queuenode

import (
	"context"

	"muster/matchmaker"
	"muster/shard/registry"
)

// election is a registry that knows who leads.
type election interface {
	Lead(ctx context.Context, id string) (context.Context, error)
}

// candidate stands for one matchmaker in an election.
type candidate struct {
	election
	id string
}

// Lead implements matchmaker.Leader.
func (c candidate) Lead(ctx context.Context) (context.Context, error) {
	return c.election.Lead(ctx, c.id)
}

// leaderOf is the election that a registry holds; nil where there is but one matchmaker.
func leaderOf(r registry.Registry, id string) matchmaker.Leader {
	if e, ok := r.(election); ok {
		return candidate{e, id}
	}
	return nil
}
