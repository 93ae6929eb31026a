package rest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

const key = "Idempotency-Key"

// What is sent again with its key is answered as before, and done once.
func TestIdempotencyKeys(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	_, ann := h.player(t)
	_, bob := h.player(t)
	ask := func(token, body string) *httptest.ResponseRecorder {
		return h.try("POST", "/v1/tickets", token, body, key, "once")
	}
	first, again := ask(ann.Token, `{"mode":"quick"}`), ask(ann.Token, `{"mode":"quick"}`)
	require.Equal(t, http.StatusOK, first.Code, first.Body)
	require.Equal(t, first.Body.String(), again.Body.String())
	require.Equal(t, http.StatusUnprocessableEntity, ask(ann.Token, `{"mode":"ranked"}`).Code)
	other := ask(bob.Token, `{"mode":"quick"}`)
	require.Equal(t, http.StatusOK, other.Code)
	require.NotEqual(t, first.Body.String(), other.Body.String(), "keys are each player's own")
}

// Two behind one address who use the same key do not get each other's session, and neither does anybody who comes
// later: an answer that holds tokens is sent once, and whoever sends the request again is told so.
func TestAnAnswerThatHoldsTokensIsSentOnce(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	dir := t.TempDir()
	h := start(t, dir, meet, 0)
	secrets := []string{"a password to tell nobody", "my own key"}
	var me api.Session
	twice := func(path, token, body string) string {
		ask := func() *httptest.ResponseRecorder {
			return h.came("192.0.2.9:1", "POST", path, body, key, "my own key", "Authorization", "Bearer "+token)
		}
		first := ask()
		require.Equal(t, http.StatusOK, first.Code, "%s: %s", path, first.Body)
		again := ask()
		require.Equal(t, http.StatusConflict, again.Code, path)
		require.Equal(t, "application/problem+json", again.Header().Get("Content-Type"))
		require.Contains(t, again.Body.String(), "tokens, which are sent once", path)
		var problem api.Problem
		require.NoError(t, json.Unmarshal(again.Body.Bytes(), &problem))
		found := tokensIn(t, first.Body.Bytes())
		require.NotEmpty(t, found, path)
		secrets = append(secrets, found...)
		h.forgets(t)
		return first.Body.String()
	}
	session := func(path, token, body string) {
		require.NoError(t, json.Unmarshal([]byte(twice(path, token, body)), &me))
	}
	session("/v1/guests", "", "{}")
	session("/v1/account/upgrade", me.Token, `{"name":"Ann","password":"a password to tell nobody"}`)
	session("/v1/accounts", "", `{"name":"Bob","password":"a password to tell nobody"}`)
	session("/v1/sessions", "", `{"name":"Bob","password":"a password to tell nobody"}`)
	session("/v1/sessions/refresh", "", `{"refresh":"`+me.Refresh+`"}`)
	c := api.NewClient(h.url, patient).In(me, nil)
	seat, err := c.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	twice("/v1/matches/"+seat.Match+"/where", me.Token, "")
	twice("/v1/tickets", me.Token, `{"scenario":"duel"}`)
	_, spectator := h.player(t)
	twice("/v1/matches/"+seat.Match+"/watch", spectator.Token, "")
	twice("/v1/matches/"+seat.Match+"/embed", "", "")

	h.stop()
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		b, err := os.ReadFile(filepath.Join(dir, file.Name()))
		require.NoError(t, err)
		for _, s := range secrets {
			require.False(t, strings.Contains(string(b), s), "%s holds a secret in clear", file.Name())
		}
	}
}

// forgets has one key do for many requests.
func (h *house) forgets(t *testing.T) {
	_, err := h.m.store.DropAnswers(t.Context(), time.Now().Add(time.Minute))
	require.NoError(t, err)
}

// tokensIn is whatever in an answer speaks for somebody: fields of these names, however deep.
func tokensIn(t *testing.T, body []byte) (all []string) {
	var v any
	require.NoError(t, json.Unmarshal(body, &v))
	var walk func(v any)
	walk = func(v any) {
		fields, _ := v.(map[string]any)
		for name, v := range fields {
			if s, ok := v.(string); ok && s != "" && (name == "token" || name == "refresh" || name == "join") {
				_, last, _ := strings.Cut(s, ".")
				all = append(all, s, last)
			}
			walk(v)
		}
	}
	walk(v)
	return all
}

// The test above tries whatever the document says may hold a token.
func TestWhatMayHoldTokensIsTried(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	var d struct {
		Paths map[string]map[string]struct {
			Responses map[string]struct {
				Content map[string]struct{ Schema schema }
			}
		}
		Components struct{ Schemas map[string]schema }
	}
	require.NoError(t, json.Unmarshal(h.try("GET", "/openapi.json", "", "").Body.Bytes(), &d))
	var holds func(s schema) bool
	holds = func(s schema) bool {
		if s.Ref != "" {
			s = d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
		}
		for name, field := range s.Properties {
			if name == "token" || name == "refresh" || name == "join" || holds(field) {
				return true
			}
		}
		return false
	}
	var found []string
	for path, methods := range d.Paths {
		if holds(methods["post"].Responses["200"].Content["application/json"].Schema) {
			found = append(found, path)
		}
	}
	require.ElementsMatch(t, []string{
		"/v1/guests", "/v1/account/upgrade", "/v1/accounts", "/v1/sessions", "/v1/sessions/refresh",
		"/v1/matches/{id}/where", "/v1/matches/{id}/watch", "/v1/matches/{id}/embed", "/v1/tickets",
		"/v1/tickets/{id}/accept", "/v1/tickets/{id}/decline", // as /v1/tickets
	}, found)
}

// A caller whose line breaks before the answer comes finds it there when asking again.
func TestAnAnswerIsKeptForACallerWhoIsGone(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	_, g := h.player(t)
	ask := func(ctx context.Context) (*httptest.ResponseRecorder, *http.Request) {
		r := httptest.NewRequestWithContext(ctx, "POST", "/v1/party", nil)
		r.RemoteAddr = "192.0.2.9:1"
		r.Header.Set("Authorization", "Bearer "+g.Token)
		r.Header.Set(key, "k")
		return httptest.NewRecorder(), r
	}
	ctx, gone := context.WithCancel(t.Context())
	w, r := ask(ctx)
	h.m.Handler().ServeHTTP(&leaver{w, gone}, r)
	again, r := ask(t.Context())
	h.m.Handler().ServeHTTP(again, r)
	require.Equal(t, w.Code, again.Code)
	require.Equal(t, w.Body.String(), again.Body.String())
	require.Contains(t, again.Body.String(), `"code"`)
}

// leaver is a caller who goes as soon as the answer begins.
type leaver struct {
	*httptest.ResponseRecorder
	gone func()
}

func (l *leaver) WriteHeader(status int) {
	l.gone()
	l.ResponseRecorder.WriteHeader(status)
}
