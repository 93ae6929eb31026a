package supervisor

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"time"
)

// child is another process of this program, kept running. It is tied to us by its standard input: when that ends,
// because we close it or because we are killed, it stops.
type child struct {
	name    string
	program string
	args    []string
	env     []string
	log     *slog.Logger
}

// run keeps the child running until ctx ends, then stops it and waits. A child that goes on to refuse to start, since
// its journal is not for it or a port is taken, is tried for as long, and its reason told once.
func (c *child) run(ctx context.Context) error {
	wait, told := firstRestart, ""
	for ctx.Err() == nil {
		began := time.Now()
		why, err := c.once(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if time.Since(began) > steadyFor {
			wait, told = firstRestart, ""
		}
		if why == "" || why != told {
			c.log.Error("a shard process has ended; it is started again, and again for the same reason without a word",
				"shard", c.name, "error", cmp.Or(why, fmt.Sprint(err)), "in", wait)
		}
		told = why
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lastRestart)
	}
	return nil
}

// once runs the child until it ends, and returns what it says of that, if anything.
func (c *child) once(ctx context.Context) (why string, err error) {
	var said strings.Builder
	cmd := exec.Command(c.program, c.args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = c.env, &said, os.Stderr
	tie, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	loosen := context.AfterFunc(ctx, func() {
		tie.Close()
		time.AfterFunc(killAfter, func() { _ = cmd.Process.Kill() }) // in vain when it has ended
	})
	defer loosen()
	err = cmd.Wait()
	return strings.TrimSpace(said.String()), err
}

// StopWithParent is a context that ends with ctx, or when whoever started us closes our standard input.
func StopWithParent(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	return ctx
}
