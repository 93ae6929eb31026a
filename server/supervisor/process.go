package supervisor

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"time"

	"muster/server/spawn"
)

// process is another process of this program, kept running. It stops when its standard input ends: because
// we close it, or because we are killed.
type process struct {
	name    string
	program string
	args    []string
	env     []string
	log     *slog.Logger
	again   func() error // an error says why it cannot be started again yet; nil for always
	ends    bool         // one that ends well is not started again: it has done its work
}

// run keeps the process running until ctx ends, then stops it and waits. One that keeps refusing to start, because its
// journal belongs to another or a port is taken, is retried all the same, and its reason logged once.
func (c *process) run(ctx context.Context) error {
	var wait spawn.Backoff
	told, start := "", c.runOnce
	for ctx.Err() == nil {
		began := time.Now()
		why, err := start(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil && c.ends {
			c.log.Info("a process has done its work, and is not started again", "process", c.name)
			<-ctx.Done() // the end of one part is taken for that of all
			return nil
		}
		in := wait.Next(time.Since(began))
		if wait.Fresh() {
			told = ""
		}
		if why == "" || why != told {
			c.log.Error("a process has ended; it is started again, and again for the same reason without a word",
				"process", c.name, "error", cmp.Or(why, fmt.Sprint(err)), "in", in)
		}
		told, start = why, c.onceMore
		select {
		case <-ctx.Done():
		case <-time.After(in):
		}
	}
	return nil
}

// onceMore is runOnce, unless the process cannot be started again yet.
func (c *process) onceMore(ctx context.Context) (why string, err error) {
	if c.again != nil {
		if err := c.again(); err != nil {
			return err.Error(), err
		}
	}
	return c.runOnce(ctx)
}

// runOnce runs the process until it ends, and returns what it says of that, if anything.
func (c *process) runOnce(ctx context.Context) (why string, err error) {
	var said strings.Builder
	cmd := exec.Command(c.program, c.args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = c.env, &said, os.Stderr
	p, err := spawn.Start(cmd)
	if err != nil {
		return "", err
	}
	release := context.AfterFunc(ctx, func() {
		p.LetGo()
		time.AfterFunc(killAfter, p.Kill) // in vain when it has ended
	})
	defer release()
	err = p.Err()
	return strings.TrimSpace(said.String()), err
}
