package main

import (
	"context"

	"muster/server/spawn"
)

// tiedFlag is what processes have that another one starts and that end with it, however it ends.
type tiedFlag struct {
	Tied bool `hidden:"" help:"Stop when standard input ends."`
}

// parent is a context that ends with whoever started us, if we are tied to it.
func (f tiedFlag) parent() context.Context {
	if f.Tied {
		return spawn.Tied(context.Background())
	}
	return context.Background()
}

// until is a context that ends with ctx, and with whoever started us if we are tied to it.
func (f tiedFlag) until(ctx context.Context) context.Context { return untilEither(ctx, f.parent()) }

// untilEither is a context that ends with ctx, and with another one.
func untilEither(ctx, other context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	context.AfterFunc(other, cancel)
	return ctx
}
