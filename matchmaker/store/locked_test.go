package store

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/lab/pgtest"
)

// A real PostgreSQL that lets nobody in without TLS and a password. What goes wrong says why, and
// never shows the password.
func TestPostgresByTLSWithAPassword(t *testing.T) {
	const password = "s3cr3t/and?odd"
	pg, err := pgtest.StartLocked(password)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pg.Stop()) })
	s, err := Open(t.Context(), pg.URL)
	require.NoError(t, err)
	_, _, err = s.Counts(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.Close())
	refused := func(change func(u *url.URL)) {
		u, err := url.Parse(pg.URL)
		require.NoError(t, err)
		change(u)
		_, err = Open(t.Context(), u.String())
		require.Error(t, err)
		require.NotContains(t, err.Error(), "s3cr3t")
		t.Log(err)
	}
	query := func(name, value string) func(u *url.URL) {
		return func(u *url.URL) {
			q := u.Query()
			q.Set(name, value)
			u.RawQuery = q.Encode()
		}
	}
	refused(query("sslmode", "disable"))
	refused(query("sslrootcert", "/dev/null"))
	refused(query("sslmode", "nonsense"))
	refused(func(u *url.URL) { u.User = url.UserPassword("muster", "s3cr3t but another") })
	refused(func(u *url.URL) { u.Scheme = "postgre" })
	refused(func(u *url.URL) { u.Host = "127.0.0.1:port" })
}
