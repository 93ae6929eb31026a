package member

import (
	"context"
	"time"

	"google.golang.org/grpc"
)

// calls ends what clients have under way when the member stops. It would wait for seconds otherwise, and take nothing
// new meanwhile: for watches, which last as long as somebody follows a match, and for appends that can reach no
// majority any more, where others stop too. Whoever appended is told of an unknown outcome, and asks another member.
type calls struct {
	streams, unary       context.Context
	endStreams, endUnary context.CancelFunc
}

// lastCalls is how long appends have to end well.
const lastCalls = 500 * time.Millisecond

func newCalls() *calls {
	c := &calls{}
	c.streams, c.endStreams = context.WithCancel(context.Background())
	c.unary, c.endUnary = context.WithCancel(context.Background())
	return c
}

// end ends them, appends in a moment.
func (c *calls) end() {
	c.endStreams()
	time.AfterFunc(lastCalls, c.endUnary)
}

// stream is one with another context.
type stream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s stream) Context() context.Context { return s.ctx }

// options have the server run all calls so.
func (c *calls) options() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.ChainStreamInterceptor(func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo,
			handle grpc.StreamHandler,
		) error {
			ctx, cancel := until(ss.Context(), c.streams)
			defer cancel()
			return handle(srv, stream{ss, ctx})
		}),
		grpc.ChainUnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo,
			handle grpc.UnaryHandler,
		) (any, error) {
			ctx, cancel := until(ctx, c.unary)
			defer cancel()
			return handle(ctx, req)
		}),
	}
}

// until is a context that ends with another one too.
func until(ctx, other context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	keep := context.AfterFunc(other, cancel)
	return ctx, func() {
		keep()
		cancel()
	}
}
