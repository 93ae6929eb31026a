//go:build unix

package supervisor

import (
	"context"
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
	c := &child{
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
