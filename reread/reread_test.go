package reread

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFilesAreReadAgainWhenTheyHaveChanged(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	at := time.Unix(1_000_000_000, 0)
	write := func(path, s string) {
		require.NoError(t, os.WriteFile(path, []byte(s), 0o600))
		at = at.Add(time.Second)
		require.NoError(t, os.Chtimes(path, at, at))
	}
	synctest.Test(t, func(t *testing.T) {
		var warned []error
		pair := func(all [][]byte) (string, error) {
			if string(all[0]) != string(all[1]) {
				return "", errors.New("they do not belong together")
			}
			return string(all[0]), nil
		}
		open := func() (*Files[string], error) {
			return Open(pair, func(err error) { warned = append(warned, err) }, a, b)
		}
		_, err := open()
		require.ErrorIs(t, err, os.ErrNotExist)
		write(a, "1")
		write(b, "2")
		_, err = open()
		require.ErrorContains(t, err, "they do not belong together")
		write(b, "1")
		f, err := open()
		require.NoError(t, err)
		require.Equal(t, "1", f.Get())

		write(a, "2")
		require.Equal(t, "1", f.Get(), "it was looked at just now")
		for range 3 {
			time.Sleep(lookEvery)
			require.Equal(t, "1", f.Get(), "one of two")
		}
		require.Len(t, warned, 1, "told once")
		require.ErrorContains(t, warned[0], "still counts")
		write(b, "2")
		time.Sleep(lookEvery)
		require.Equal(t, "2", f.Get())
		require.NoError(t, os.Remove(a))
		time.Sleep(lookEvery)
		require.Equal(t, "2", f.Get(), "gone is not empty")
		require.Len(t, warned, 2)
	})
}
