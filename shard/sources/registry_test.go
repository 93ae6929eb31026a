package sources

import (
	"bytes"
	"log/slog"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// `up` makes its key once, for itself alone, and its shard processes get it.
func TestUpMakesItsKey(t *testing.T) {
	dir, said := t.TempDir(), &bytes.Buffer{}
	log := slog.New(slog.NewTextHandler(said, nil))
	file, err := MakeKey(dir)
	require.NoError(t, err)
	made, err := os.ReadFile(file)
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	_, err = MakeKey(dir)
	require.NoError(t, err)
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, made, again)
	_, err = OpenKey(file, log)
	require.NoError(t, err)
	require.Empty(t, said.String())
	require.NoError(t, os.Chmod(file, 0o644))
	_, err = OpenKey(file, log)
	require.NoError(t, err)
	require.Contains(t, said.String(), "chmod 600")
}
