package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The data directory of a running server is moved away while four play: everything stands still and says so, nobody
// else gets to run the matches, and when the very same directory is back the players go on without loss.
func TestADataDirectoryIsMovedAwayAndBack(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	answers := filepath.Join(t.TempDir(), "answers")
	b := startBots(t, 4, "--matchmaker", "http://"+s.http, "--answers", answers)
	b.fight(t)
	aside := filepath.Join(t.TempDir(), "aside")
	require.NoError(t, os.Rename(s.data, aside))
	ready := func() (code int, said string) {
		r, err := http.Get("http://" + s.admin + "/readyz")
		require.NoError(t, err)
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		return r.StatusCode, string(text)
	}
	require.Eventually(t, func() bool {
		return strings.Contains(s.log.String(), "match paused")
	}, patience, 10*time.Millisecond, "%s", s.log)
	code, said := ready()
	require.Equal(t, http.StatusServiceUnavailable, code)
	require.Contains(t, said, "is gone: it was moved, deleted or replaced")
	require.Contains(t, said, "Put the very same files back")
	before := b.told().effective
	udp, tcp := freePorts(t)
	_, trouble, code := says(t, "up", "--udp", udp, "--http", tcp, "--admin", "127.0.0.1:0", "--data", aside)
	require.Equal(t, 1, code)
	require.Contains(t, trouble, "another process writes to it")
	require.NoDirExists(t, s.data, "nobody makes it anew")
	require.LessOrEqual(t, b.told().effective, before+20, "what was decided before")
	require.Eventually(t, func() bool {
		return strings.Count(s.log.String(), "everything stands still") == 2
	}, patience, 10*time.Millisecond, "%s", s.log)

	require.NoError(t, os.Rename(aside, s.data))
	require.Eventually(t, func() bool {
		code, _ := ready()
		return code == http.StatusOK
	}, patience, 10*time.Millisecond, "%s", s.log)
	before = b.told().effective
	b.until(t, func(n told) bool { return n.effective > before })
	r := b.report(t)
	require.Equal(t, []int{4, 4}, []int{r.Players, r.Seated})
	require.Equal(t, 2, strings.Count(s.log.String(), "everything stands still"),
		"the journal and the queue say it once each: %s", s.log)
	require.Eventually(t, func() bool {
		return strings.Count(s.log.String(), "everything goes on") == 2
	}, patience, 10*time.Millisecond, "%s", s.log)
	stdout, stderr, code := says(t, "replay", "verify", "--data", s.data, "--answers", answers)
	require.Zero(t, code, "%s%s", stdout, stderr)
	require.Regexp(t, `answers: (\d+): (\d+) found once, at their ticks; .* 0 wrong`, stdout)
	require.NotContains(t, s.page(t), "quarantined")
}
