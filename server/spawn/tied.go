package spawn

import (
	"context"
	"io"
	"os"
)

// Tied is a context that ends with ctx, or when whoever started us lets go of our standard input.
func Tied(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	return ctx
}
