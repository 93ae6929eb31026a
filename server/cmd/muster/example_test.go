package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The example of docs/commanders.md is built as its reader would, leads a seat over the public protocol, and goes on
// when the server was killed.
func TestACommanderOutOfProcessPlays(t *testing.T) {
	t.Parallel()
	s, program := startUp(t), filepath.Join(t.TempDir(), "example")
	built, err := exec.Command("go", "build", "-o", program, "muster/client/example").CombinedOutput()
	require.NoError(t, err, string(built))
	var said lines
	var bot *exec.Cmd
	start := func() <-chan error {
		bot = exec.CommandContext(t.Context(), program, "http://"+s.http, "duel")
		bot.Stdout, bot.Stderr = &said, &said
		require.NoError(t, bot.Start())
		done := make(chan error, 1)
		go func(cmd *exec.Cmd) { done <- cmd.Wait() }(bot)
		return done
	}
	done := start()
	for end := time.Now().Add(patience); !strings.Contains(said.String(), "leading seat"); {
		require.True(t, time.Now().Before(end), "%s", &said)
		select {
		case <-done:
			done = start() // once more: a machine that stands still lets nobody in
		case <-time.After(20 * time.Millisecond):
		}
	}
	obeyed := func() int { return strings.Count(said.String(), "obeyed at tick") }
	require.Eventually(t, func() bool { return obeyed() >= 3 }, patience, 20*time.Millisecond, "%s", &said)
	s.kill()
	s.up(t)
	require.Eventually(t, func() bool {
		return strings.Contains(s.log.String(), "1 matches go on")
	}, patience, 20*time.Millisecond, "%s", s.log)
	before := obeyed()
	require.Eventually(t, func() bool { return obeyed() > before }, patience, 20*time.Millisecond, "%s", &said)
	require.NoError(t, bot.Process.Signal(os.Interrupt))
	require.NoError(t, <-done, "%s", &said)
}
