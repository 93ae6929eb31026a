package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The way that a new bot's maker is shown works as it stands, wherever this program lies.
func TestANewBotIsShownAWayThatWorks(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	out, errs, code := says(t, "new", "bot", "python", filepath.Join(dir, "first"))
	require.Zero(t, code, errs)
	require.Contains(t, out, "\n    "+program(t)+` league "exec:python3 bot.py" recruit`, "no muster is on PATH")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "muster"), []byte("another"), 0o700))
	require.Equal(t, self, ownName())
	require.NoError(t, os.Remove(filepath.Join(dir, "muster")))
	require.NoError(t, os.Symlink(self, filepath.Join(dir, "muster")))
	require.Equal(t, "muster", ownName())
}
