package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"time"
)

// child is another process of this program, kept running. It is tied to us by its standard input: when that ends, because
// we close it or because we are killed, it stops.
type child struct {
	name    string
	program string
	args    []string
	env     []string
	log     *slog.Logger
}

// run keeps the child running until ctx ends, then stops it and waits.
func (c *child) run(ctx context.Context) error {
	wait := firstRestart
	for ctx.Err() == nil {
		began := time.Now()
		err := c.once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if time.Since(began) > steadyFor {
			wait = firstRestart
		}
		c.log.Error("a shard process has ended; it is started again", "shard", c.name, "error", err, "in", wait)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lastRestart)
	}
	return nil
}

func (c *child) once(ctx context.Context) error {
	cmd := exec.Command(c.program, c.args...)
	cmd.Env, cmd.Stderr = c.env, os.Stderr
	tie, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	loosen := context.AfterFunc(ctx, func() {
		tie.Close()
		time.AfterFunc(killAfter, func() { _ = cmd.Process.Kill() }) // in vain when it has ended
	})
	defer loosen()
	return cmd.Wait()
}

// tied is a context that ends with ctx, or when whoever started us closes our standard input.
func tied(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	return ctx
}
