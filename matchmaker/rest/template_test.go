package rest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/store"
)

// furnished puts an empty database of the newest form into a directory, unless there is one: making each anew, step by
// step, takes longer than what most tests do with it, under the race detector most of all.
func furnished(t *testing.T, dir string) string {
	file := filepath.Join(dir, "matchmaker.db")
	if _, err := os.Stat(file); err == nil {
		return dir
	}
	b, err := emptyDatabase()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, b, 0o600))
	return dir
}

var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "muster")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "matchmaker.db")
	s, err := store.Open(context.Background(), "sqlite:"+file)
	if err == nil {
		err = s.Close()
	}
	b, bad := os.ReadFile(file)
	return b, errors.Join(err, bad)
})
