package queue

import (
	"context"
)

// Leader decides which of several matchmakers matches; all of them serve. It spares work, it does not keep order: the
// database does that, and two leaders at worst make each other's transactions fail.
type Leader interface {
	// Lead waits until this matchmaker leads. The context that it returns ends when it leads no more, or when ctx ends;
	// the error is ctx's.
	Lead(ctx context.Context) (context.Context, error)
}

// Alone is the Leader where there is but one matchmaker: it always leads.
type Alone struct{}

// Lead implements Leader.
func (Alone) Lead(ctx context.Context) (context.Context, error) { return ctx, ctx.Err() }
