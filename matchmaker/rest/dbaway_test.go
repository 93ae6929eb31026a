package rest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/lab/pgtest"
	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// away holds an answer against what callers are told while the database is: to come again, and nothing of where it is.
func (h *house) away(t *testing.T, secret, method, path, token, body string) {
	w := h.try(method, path, token, body)
	require.Equal(t, http.StatusServiceUnavailable, w.Code, "%s %s: %s", method, path, w.Body)
	require.Equal(t, "1", w.Header().Get("Retry-After"), "%s %s", method, path)
	require.NotContains(t, w.Body.String(), secret)
}

func TestWhileTheDatabasesFileIsAwayCallersComeAgain(t *testing.T) {
	dir := t.TempDir()
	h := start(t, dir, &meeting{}, 0)
	_, g := h.player(t)
	_, other := h.player(t)
	file := filepath.Join(dir, "matchmaker.db")
	require.NoError(t, os.Rename(file, file+".moved"))
	h.away(t, dir, "POST", "/v1/guests", "", "{}")
	h.away(t, dir, "POST", "/v1/accounts", "", `{"name":"Anna","password":"correct horse"}`)
	h.away(t, dir, "POST", "/v1/tickets", g.Token, `{"scenario":"duel"}`)
	h.away(t, dir, "POST", "/v1/party", g.Token, "")
	h.away(t, dir, "POST", "/v1/players/"+other.Player+"/complaints", g.Token, `{"reason":"abuse"}`)
	require.NoError(t, os.Rename(file+".moved", file))
	require.Equal(t, http.StatusOK, h.try("POST", "/v1/tickets", g.Token, `{"scenario":"duel"}`).Code)
}

// Nobody is told to sign in again only since the key of the own token cannot be looked up: a guest who
// did would be a new one.
func TestWhileTheDatabasesServerIsAwayCallersComeAgain(t *testing.T) {
	server, err := pgtest.Start()
	require.NoError(t, err)
	defer server.Stop()
	gate, err := pgtest.NewGate(server.URL)
	require.NoError(t, err)
	db, err := store.Open(t.Context(), gate.URL)
	require.NoError(t, err)
	h := wired(t, t.TempDir(), &meeting{}, Config{Store: db})
	token := h.somebody(t, api.RoleOperator)
	require.NoError(t, gate.Shut())
	d := h.document(t)
	for path, methods := range d.Paths {
		op, reads := methods["get"]
		if !reads || path == "/v1/modes" || path == "/v1/scenarios" {
			continue
		}
		if len(op.Security) > 0 && len(op.Parameters) == 0 {
			h.away(t, "muster-gate", "GET", path, token, "")
		}
	}
	h.away(t, "muster-gate", "POST", "/v1/guests", "", "{}")
	h.m.access.good = newRecent[[sha256.Size]byte, bearer](maxBearers)
	h.m.access.known, h.m.callers = map[string]ed25519.PublicKey{}, newCallerCache()
	h.away(t, "muster-gate", "GET", "/v1/account", token, "")
}
