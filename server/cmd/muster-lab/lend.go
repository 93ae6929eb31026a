package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"muster/lab/consultest"
	"muster/lab/pgtest"
)

// lendCmd runs a program that is not ours for whoever started this one, until standard input ends.
type lendCmd struct {
	What string `arg:"" enum:"postgres,consul" help:"postgres, a new database, or consul, an agent that serves."`
}

// Run prints the address, and waits.
func (c *lendCmd) Run(ctx context.Context) error {
	at, giveBack, err := c.start(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "lent:", at)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	return giveBack()
}

func (c *lendCmd) start(ctx context.Context) (at string, giveBack func() error, err error) {
	if c.What == "postgres" {
		s, err := pgtest.Start()
		if err != nil {
			return "", nil, err
		}
		return s.URL, s.Stop, nil
	}
	dir, err := os.MkdirTemp("", "muster-consul-*")
	if err != nil {
		return "", nil, err
	}
	a, err := consultest.Start(ctx, dir)
	if err != nil {
		os.RemoveAll(dir)
		return "", nil, err
	}
	return a.Addr, func() error { a.Kill(); return a.Forget() }, nil
}
