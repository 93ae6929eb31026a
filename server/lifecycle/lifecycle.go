// Package lifecycle opens, runs and closes the parts of a process together.
package lifecycle

import (
	"context"
	"errors"
	"net"
	"slices"
)

// Closers closes what was opened, the last first.
type Closers []func() error

// Add has something closed that was opened.
func (c *Closers) Add(f func() error) { *c = append(*c, f) }

// Close closes all of it.
func (c *Closers) Close() (err error) {
	for _, f := range slices.Backward(*c) {
		err = errors.Join(err, f())
	}
	*c = nil
	return err
}

// RunAll runs parts until ctx ends or one of them fails or ends, then waits for all.
func RunAll(ctx context.Context, parts ...func(context.Context) error) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error)
	for _, part := range parts {
		go func() {
			err := part(ctx)
			stop()
			done <- err
		}()
	}
	for range parts {
		err = errors.Join(err, <-done)
	}
	return err
}

// Closing closes what may be closed already by whoever served on it.
func Closing(c interface{ Close() error }) func() error {
	return func() error {
		if err := c.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}
