//go:build !race

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A shard is killed, and an older copy of its data directory is put in the place of the lost one. The bots that were
// there all the time show it, and the match is quarantined; pardoned, it goes on with the same bots: each is told, and
// ordered and answered again from the earlier moment on.
func TestBotsGoOnBehindAPardon(t *testing.T) {
	s, match := newStage(t), "m1"
	one, _ := s.start(t, "one", nil)
	s.open(t, match)
	players, stop := s.players(t, match)
	playOn(t, players, 15)
	s.killed(t, "one", one)
	data, backup := filepath.Join(s.dir, "one"), filepath.Join(t.TempDir(), "backup")
	require.NoError(t, os.CopyFS(backup, os.DirFS(data)))
	one, _ = s.start(t, "one", nil)
	playOn(t, players, 15)
	s.killed(t, "one", one)
	require.NoError(t, os.RemoveAll(data))
	require.NoError(t, os.Rename(backup, data))
	one, log := s.start(t, "one", nil)
	require.Eventually(t, func() bool {
		return strings.Contains(log.String(), "quarantine")
	}, patience, 20*time.Millisecond, "%s", log)
	s.killed(t, "one", one)
	for _, p := range players {
		require.Zero(t, p.rollBacks())
	}
	out, wrong, code := says(t, "journal", "pardon", match, "--data", data)
	require.Zero(t, code, "%s%s", out, wrong)
	one, log = s.start(t, "one", nil)
	for _, p := range players {
		require.Eventually(t, func() bool {
			return p.rollBacks() > 0 || p.over.Load()
		}, patience, 20*time.Millisecond, "%s", log)
	}
	playOn(t, players, 15)
	stop()
	s.killed(t, "one", one)
	for _, p := range players {
		require.False(t, p.over.Load(), "the match ended: %s", log)
		require.Equal(t, 1, p.rollBacks(), "it is told once")
		require.False(t, p.back, "seat %d saw time run back otherwise", p.seat)
		require.Zero(t, p.torn)
	}
	s.audit(t, data, match, players)
}

// audit holds what the players were told since the match was restored against the journal.
func (s *stage) audit(t *testing.T, data, match string, players []*player) {
	answers, lines := filepath.Join(t.TempDir(), "answers"), &strings.Builder{}
	for _, p := range players {
		require.NoError(t, p.write(lines))
	}
	require.NoError(t, os.WriteFile(answers, []byte(lines.String()), 0o600))
	out, wrong, code := says(t, "replay", "verify", match, "--data", data, "--answers", answers)
	require.Zero(t, code, "%s%s", out, wrong)
	require.Regexp(t, `answers: [1-9]\d*: [1-9]\d* found once, at their ticks; .* 0 wrong`, out)
	t.Log(out)
}
