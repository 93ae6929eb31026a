package rest

import (
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// The ten risks of OWASP's list for APIs (2023), each tried against a whole queue. How many logins at once it bears is
// in stories_test.go; what fuzzed bodies come to, in schema_test.go.

// try makes a request by hand: what no honest client would send.
func (h *house) try(method, path, token, body string, headers ...string) *httptest.ResponseRecorder {
	address := fmt.Sprintf("192.0.2.%d:1", h.tries.Add(1)/1000%250) // what an address may ask is another matter
	return h.came(address, method, path, body, append(headers, "Authorization", "Bearer "+token)...)
}

// came makes a request that comes from an address.
func (h *house) came(address, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = address
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.m.Handler().ServeHTTP(w, r)
	return w
}

// API1, broken object level authorization: another player's things do not exist.
func TestOthersThingsAreOutOfReach(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	mine, _ := h.player(t)
	a, err := mine.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	ticket, err := mine.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	_, thief := h.player(t)
	of := "/v1/tickets/" + ticket.ID
	for what, want := range map[string]int{
		"GET " + of: 404, "GET " + of + "?wait=20s": 404, "GET " + of + "/events": 404, "DELETE " + of: 404,
		"POST " + of + "/accept": 404, "POST " + of + "/decline": 404,
		"POST /v1/matches/" + a.Match + "/where":  403,
		"DELETE /v1/matches/" + a.Match + "/seat": 204, // of nothing: the thief's own seat there
		"GET /v1/party": 404, "DELETE /v1/party/members/" + ticket.ID: 404,
	} {
		method, path, _ := strings.Cut(what, " ")
		require.Equal(t, want, h.try(method, path, thief.Token, "").Code, what)
	}
	again, err := mine.Where(t.Context(), a.Match)
	require.NoError(t, err, "the seat is still its player's")
	require.Equal(t, a.Seat, again.Seat)
}

// API2, broken authentication: a token is ours, whole, in time, of a session that lasts, and for this door.
func TestTokensOfNoWorth(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	c, g := h.player(t)
	key, kid := h.m.access.private, h.m.access.kid
	late, _, err := h.m.access.sign(g.Player, strings.Split(g.Refresh, ".")[0], time.Now().Add(-2*accessLife))
	require.NoError(t, err)
	service, err := api.SignService(h.key.Private, "queue-1", "queue-1", time.Now())
	require.NoError(t, err)
	head, rest, _ := strings.Cut(g.Token, ".")
	claims, signature, _ := strings.Cut(rest, ".")
	for what, token := range map[string]string{
		"none": "", "noise": "a.b.c", "expired": late, "a queue's own": service,
		"alg none": forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, g, accountAudience, kid),
		"public key as MAC": forge(t, jwt.SigningMethodHS256, []byte(key.Public().(ed25519.PublicKey)), g,
			accountAudience, kid),
		"other audience": forge(t, jwt.SigningMethodEdDSA, key, g, "muster/join", kid),
		"unknown key":    forge(t, jwt.SigningMethodEdDSA, key, g, accountAudience, "../../"+kid),
		"other's session": forge(t, jwt.SigningMethodEdDSA, key, api.Session{Player: "p-other", Refresh: g.Refresh},
			accountAudience, kid),
		"no signature": head + "." + claims + ".", "cut signature": head + "." + claims + "." + signature[:40],
	} {
		w := h.try("GET", "/v1/account", token, "")
		require.Equal(t, http.StatusUnauthorized, w.Code, what)
		require.Equal(t, "Bearer", w.Header().Get("WWW-Authenticate"), what)
	}
	require.Equal(t, http.StatusOK, h.try("GET", "/v1/account", g.Token, "").Code)
	require.NoError(t, c.LogOut(t.Context(), false))
	require.Equal(t, http.StatusUnauthorized, h.try("GET", "/v1/account", g.Token, "").Code,
		"logging out counts at once")
	require.Equal(t, http.StatusUnauthorized, h.try("POST", "/v1/sessions/refresh", "", `{"refresh":"`+g.Refresh+`"}`).Code)

	// however slow the machine hashes, no try comes back meanwhile
	h.m.accounts.tries.pairs = newLimiters[attempt](0, loginBurst)
	for i := range loginBurst + 1 {
		w := h.try("POST", "/v1/sessions", "", `{"name":"victim","password":"guess 123"}`)
		require.Equal(t, map[bool]int{true: http.StatusUnauthorized, false: http.StatusTooManyRequests}[i < loginBurst],
			w.Code)
	}
	w := h.try("POST", "/v1/accounts", "", `{"name":"short","password":"1234567"}`)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.NotContains(t, w.Body.String(), "1234567", "a refused password is not sent back")
}

// API3, broken object property level authorization: nobody writes what is not theirs to write, or
// reads what is not to read.
func TestPropertiesOutOfReach(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	for _, path := range []string{"/v1/guests", "/v1/accounts", "/v1/sessions"} {
		w := h.try("POST", path, "", `{"name":"climber","password":"12345678","role":"operator"}`)
		require.Equal(t, http.StatusUnprocessableEntity, w.Code, path)
		require.Contains(t, w.Body.String(), "unexpected property")
	}
	_, g := h.player(t)
	w := h.try("POST", "/v1/account/upgrade", g.Token, `{"name":"climber","password":"12345678","role":"operator"}`)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	w = h.try("POST", "/v1/tickets", g.Token, `{"mode":"quick","status":"assigned"}`)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	w = h.try("POST", "/v1/accounts", "", `{"name":"Public Face","password":"12345678"}`)
	var s api.Session
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &s))
	require.Equal(t, api.RolePlayer, s.Role)
	shown := map[string]any{}
	require.NoError(t, json.Unmarshal(h.try("GET", "/v1/players/"+s.Player, "", "").Body.Bytes(), &shown))
	require.ElementsMatch(t, []string{"player", "name", "ratings"}, slices.Collect(mapKeys(shown)),
		"all that others see")
	export := h.try("GET", "/v1/account/export", s.Token, "").Body.String()
	for _, secret := range []string{"argon2id", "hash", "secret", "seed"} {
		require.NotContains(t, export, secret)
	}
}

// API4, unrestricted resource consumption: what is too large, too deep or too often is refused before it costs.
func TestGreedIsRefused(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	_, g := h.player(t)
	for what, body := range map[string]string{
		"10 MB":              `{"name":"` + strings.Repeat("x", 10<<20) + `"}`,
		"10 MB of nothing":   strings.Repeat(" ", 10<<20),
		"deep":               strings.Repeat(`{"name":`, 30_000),
		"a list without end": `{"scenarios":[` + strings.Repeat(`"duel",`, 5000) + `"duel"]}`,
	} {
		for _, path := range []string{"/v1/guests", "/v1/tickets", "/v1/accounts"} {
			w := h.try("POST", path, g.Token, body)
			require.Contains(t, []int{400, 413, 422}, w.Code, what+" to "+path)
			require.Less(t, w.Body.Len(), 1<<10, "the answer does not hold what was sent")
		}
	}
	spend(h.m.perAccount, g.Player)
	w := h.try("GET", "/v1/account", g.Token, "")
	require.Equal(t, http.StatusTooManyRequests, w.Code)
	require.Equal(t, "1", w.Header().Get("Retry-After"))
}

// API5, broken function level authorization: every operation that the document says is for some is refused to others.
func TestOperationsOfOthers(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	checked := map[string]int{}
	for path, item := range h.document(t).Paths {
		for method, op := range item {
			if len(op.Security) == 0 {
				continue
			}
			method, at := strings.ToUpper(method), fill(path)
			require.Equal(t, http.StatusUnauthorized, h.try(method, at, "", "{}").Code, "%s %s by nobody", method, path)
			roles, forPlayers := op.Security[0][playerScheme]
			_, g := h.player(t)
			w := h.try(method, at, g.Token, "{}")
			switch {
			case !forPlayers:
				checked["nodes"]++
				require.Equal(t, http.StatusUnauthorized, w.Code, "%s %s by a player", method, path)
			case len(roles) > 0:
				checked[cmp.Or(roles...)]++
				require.Equal(t, http.StatusForbidden, w.Code, "%s %s by a player", method, path)
				for _, less := range api.Roles[:slices.Index(api.Roles, api.Role(roles[0]))] {
					w := h.try(method, at, h.somebody(t, less), "{}")
					require.Equal(t, http.StatusForbidden, w.Code, "%s %s by a %s", method, path, less)
				}
			}
		}
	}
	require.Equal(t, map[string]int{"nodes": 3, "viewer": 3, "moderator": 10, "operator": 18}, checked)
}

// API6, unrestricted access to sensitive business flows: a player has one ticket and one seat however often it asks.
func TestNobodyTakesEverySeat(t *testing.T) {
	meet := &meeting{}
	newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	c, _ := h.player(t)
	var busy sync.WaitGroup
	for i := range 20 {
		busy.Go(func() { _, _ = c.CreateTicket(t.Context(), []string{"duel", "arena"}[i%2]) })
	}
	busy.Wait()
	require.Eventually(t, func() bool {
		waiting, seated, err := h.m.store.Counts(t.Context())
		return err == nil && waiting == 0 && seated == 1
	}, time.Minute, 20*time.Millisecond)
}

// API7, server side request forgery: no operation takes an address that the queue would call.
func TestNobodyNamesAnAddress(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	for path, item := range h.document(t).Paths {
		for method, op := range item {
			b, err := json.Marshal(op.RequestBody)
			require.NoError(t, err)
			for _, word := range []string{`"url"`, `"uri"`, `"addr"`, `"host"`, `"callback"`, `"format":"uri"`} {
				require.NotContains(t, strings.ToLower(string(b)), word, "%s %s", method, path)
			}
		}
	}
}

// API8, security misconfiguration: no page of another origin gets in unless it is named, answers are not kept, and say
// no more than they must.
func TestSafeByDefault(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	w := h.try("OPTIONS",
		"/v1/tickets", "", "", "Origin", "https://evil.example", "Access-Control-Request-Method", "POST")
	require.Empty(t, w.Header().Get("Access-Control-Allow-Origin"))
	w = h.try("POST", "/v1/guests", "", "{}", "Origin", "https://evil.example")
	require.Empty(t, w.Header().Get("Access-Control-Allow-Origin"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	require.Empty(t, w.Header().Get("Access-Control-Allow-Credentials"))
	w = h.try("GET", "/v1/modes", "", "", "X-Request-Id", "a line\nof my own in your log")
	require.Regexp(t, "^r[a-z0-9]{16}$", w.Header().Get("X-Request-Id"))
	for _, method := range []string{"TRACE", "CONNECT", "PATCH"} {
		require.Equal(t, http.StatusMethodNotAllowed, h.try(method, "/v1/tickets", "", "").Code)
	}
	w = h.try("POST", "/v1/guests", "", "name=x", "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusUnsupportedMediaType, w.Code, "a form of another page")
	h.stop()
	w = h.try("GET", "/v1/matches", "", "")
	require.GreaterOrEqual(t, w.Code, 500)
	require.NotContains(t, w.Body.String(), "sql", "what broke is in the log, not in the answer")
}

// API9, improper inventory management: what is served is in the document, and the other way round.
func TestEverythingServedIsDocumented(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	var served, told []string
	require.NoError(t,
		chi.Walk(h.m.handler.(chi.Routes),
			func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
				if strings.HasPrefix(route, "/v1/") {
					served = append(served, method+" "+route)
				}
				return nil
			}))
	for path, item := range h.document(t).Paths {
		for method := range item {
			told = append(told, strings.ToUpper(method)+" "+path)
		}
	}
	require.ElementsMatch(t, told, served)
	for _, path := range []string{"/v0/guests", "/v2/guests", "/debug/pprof/", "/v1/", "/.git/config"} {
		require.Equal(t, http.StatusNotFound, h.try("GET", path, "", "").Code, path)
	}
}

// API10, unsafe consumption of APIs: what a shard says is checked like what anybody says.
func TestShardsAreNotBelieved(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 0)
	c, _ := h.player(t)
	a, err := c.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	for what, r := range map[string]api.MatchReport{
		"a team that is not there": {Match: a.Match, Winner: 7, Reason: "elimination"},
		"less than nobody":         {Match: a.Match, Winner: -2, Reason: "elimination"},
		"a novel":                  {Match: a.Match, Winner: 0, Reason: strings.Repeat("because ", 10_000)},
		"a match of nobody":        {Match: "m-none", Winner: 0, Reason: "elimination"},
	} {
		code := api.StatusOf(shard.report(t, c, "queue-1", r))
		require.Contains(t, []int{403, 404, 413, 422}, code, what)
	}
	m, err := c.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Nil(t, m.Winner)
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// fill puts something into the holes of a path.
func fill(path string) string {
	for {
		before, rest, hole := strings.Cut(path, "{")
		if !hole {
			return path
		}
		name, after, _ := strings.Cut(rest, "}")
		path = before + fmt.Sprintf("some-%s", name) + after
	}
}
