package failover

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// process is one of the cluster's programs. All that it prints goes to a file of its own, which outlives it.
type process struct {
	name    string
	program string
	args    []string
	dir     string // of its log

	cmd   *exec.Cmd
	stdin io.Closer // its end is the sign to leave, for programs that are lent
	done  chan struct{}
}

func (p *process) log() string { return filepath.Join(p.dir, p.name+".log") }

// start starts it, again on the same ports and data if it ran before.
func (p *process) start() error {
	log, err := os.OpenFile(p.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	p.cmd = exec.Command(p.program, p.args...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	done := make(chan struct{})
	p.done = done
	go func(cmd *exec.Cmd) {
		defer close(done)
		_ = cmd.Wait() // it is killed, most of the time
	}(p.cmd)
	return nil
}

// says waits until the program has printed something since it was started for the first time, and returns the line.
func (p *process) says(ctx context.Context, what string) (string, error) {
	for {
		b, err := os.ReadFile(p.log())
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(string(b)) {
			if strings.Contains(line, what) && strings.HasSuffix(line, "\n") {
				return strings.TrimSpace(line), nil
			}
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%s does not say %q: %w", p.name, what, context.Cause(ctx))
		case <-p.done:
			return "", fmt.Errorf("%s has ended: %s", p.name, lastOf(b))
		case <-time.After(lookEvery):
		}
	}
}

// lastOf is the end of a log, for an error.
func lastOf(log []byte) string {
	return strings.TrimSpace(string(log[max(0, len(log)-maxTold):]))
}

// signal sends one; a program that has ended gets none.
func (p *process) signal(s os.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	return nil
}

// kill is kill -9, at once; gone waits for the end.
func (p *process) kill() error { return p.signal(os.Kill) }

// gone waits until the program has ended.
func (p *process) gone(ctx context.Context) error {
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s does not end: %w", p.name, context.Cause(ctx))
	}
}

// end stops it for good: first as it wishes, then by force.
func (p *process) end() {
	if p.cmd == nil || p.cmd.Process == nil {
		return
	}
	p.stdin.Close()
	select {
	case <-p.done:
		return
	default:
	}
	_ = p.signal(terminate)
	select {
	case <-p.done:
	case <-time.After(endWithin):
		_ = p.kill()
		<-p.done
	}
}
