//go:build linux && !race

package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
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
	require.Eventually(t, func() bool { b, _ := os.ReadFile(starts); return len(b) >= 3 }, patience, 10*time.Millisecond)
	require.NoError(t, os.WriteFile(reason, []byte("the port is in use\n"), 0o600))
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "the port is in use") }, patience, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
	require.Equal(t, 1, strings.Count(log.String(), "the journal is another's"), "%s", log)
}

// A shard process whose journal holds live matches that its release cannot go on with says so once, by the house's log.
func TestAHouseSaysOnceWhyAShardDoesNotStart(t *testing.T) {
	all := pasts(t)
	i := slices.IndexFunc(all, func(p *past) bool { return p.old && !p.same })
	require.GreaterOrEqual(t, i, 0)
	s := newLiving(t)
	require.NoError(t, os.CopyFS(filepath.Join(s.data, "shard-1"), os.DirFS(all[i].data)))
	s.args = []string{"--shards", "1"}
	s.up(t)
	pids := map[int]bool{}
	require.Eventually(t, func() bool {
		for _, pid := range shardsOf(t, s.cmd.Process.Pid) {
			pids[pid] = true
		}
		return len(pids) >= 4
	}, patience, 5*time.Millisecond, "%s", s.log)
	require.Equal(t, 1, strings.Count(s.log.String(), "--void-foreign"), "%s", s.log)
	require.NotContains(t, s.log.String(), "muster: ")
}
