//go:build unix

package supervisor

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A child that does not start is tried again and again, and why it does not is told once for each reason.
func TestAChildThatRefusesToStartSaysWhyOnce(t *testing.T) {
	starts, reason := filepath.Join(t.TempDir(), "starts"), filepath.Join(t.TempDir(), "reason")
	require.NoError(t, os.WriteFile(reason, []byte("the journal is another's\n"), 0o600))
	log := &lines{}
	c := &process{
		name: "shard-1", program: "/bin/sh", args: []string{"-c", `echo >> "$0"; cat "$1"; exit 1`, starts, reason},
		log: slog.New(slog.NewTextHandler(log, nil)),
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- c.run(ctx) }()
	require.Eventually(t, func() bool {
		b, _ := os.ReadFile(starts)
		return len(b) >= 3
	}, patience, 10*time.Millisecond)
	require.NoError(t, os.WriteFile(reason, []byte("the port is in use\n"), 0o600))
	require.Eventually(t, func() bool {
		return strings.Contains(log.String(), "the port is in use")
	}, patience, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
	require.Equal(t, 1, strings.Count(log.String(), "the journal is another's"), "%s", log)
}

// A process that has done its work is not started again; one that cannot be started again yet says why, once.
func TestAProcessThatIsDoneIsNotStartedAgain(t *testing.T) {
	starts := filepath.Join(t.TempDir(), "starts")
	log := &lines{}
	begin := func(script string, c process) (stop func()) {
		c.name, c.program, c.args = "shard-1", "/bin/sh", []string{"-c", script, starts}
		c.log = slog.New(slog.NewTextHandler(log, nil))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- c.run(ctx) }()
		return func() {
			cancel()
			require.NoError(t, <-done)
		}
	}
	said := func(what string) {
		require.Eventually(t, func() bool { return strings.Contains(log.String(), what) }, patience, 5*time.Millisecond)
	}
	stop := begin(`echo >> "$0"`, process{ends: true})
	said("has done its work")
	stop()
	tries := make(chan struct{}, 3)
	stop = begin(`echo >> "$0"; exit 1`, process{again: func() error {
		select {
		case tries <- struct{}{}:
		default:
		}
		return errors.New("its directory was moved")
	}})
	require.Eventually(t, func() bool { return len(tries) == cap(tries) }, patience, 5*time.Millisecond)
	stop()
	require.Equal(t, 1, strings.Count(log.String(), "its directory was moved"), "%s", log)
	b, err := os.ReadFile(starts)
	require.NoError(t, err)
	require.Equal(t, "\n\n", string(b), "each was started once")
}
