package server

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A year of a shard that is asked every hour and restarted every day: what browsers are shown was told a day before,
// has a day to live, and lives for less than the 14 days that they allow.
func TestBrowsersAreShownACertificateThatTheyWereToldOf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "browsers.pem")
	synctest.Test(t, func(t *testing.T) {
		var told [][]byte // hour by hour, a day long
		var shown [32]byte
		changes := 0
		keys, err := openWebKeys(path)
		for hour := range 365 * 24 {
			if hour%24 == 0 {
				keys, err = openWebKeys(path)
			}
			require.NoError(t, err)
			certs, err := keys.current()
			require.NoError(t, err)
			now := time.Now()
			c := certs.shown(now)
			require.Less(t, c.Leaf.NotAfter.Sub(c.Leaf.NotBefore), 14*24*time.Hour)
			require.Greater(t, c.Leaf.NotAfter.Sub(now), 23*time.Hour)
			require.LessOrEqual(t, len(certs), 2)
			if h := sha256.Sum256(c.Certificate[0]); h != shown {
				shown, changes = h, changes+1
			}
			told = append(told, certs.hashes())
			require.True(t, bytes.Contains(told[0], shown[:]), "hour %d: it was not told of a day ago", hour)
			told = told[max(0, len(told)-24):]
			time.Sleep(time.Hour)
		}
		require.InDelta(t, 365/10, changes, 2, "each is shown for ten days")
	})
}

func TestADamagedCertificateForBrowsersIsMadeAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "browsers.pem")
	first, err := openWebKeys(path)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(path, 100))
	again, err := openWebKeys(path)
	require.NoError(t, err)
	require.NotEqual(t, first.certs.hashes(), again.certs.hashes())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// A clock that was put back makes no certificate that has not begun yet be shown for ever.
func TestAClockPutBackHasAnotherCertificateMade(t *testing.T) {
	keys, err := openWebKeys("")
	require.NoError(t, err)
	now := time.Now()
	require.False(t, keys.certs.due(now))
	require.True(t, keys.certs.due(now.Add(-48*time.Hour)))
	require.Len(t, keys.certs.with(keys.certs[0], now.Add(-48*time.Hour)), 1)
}
