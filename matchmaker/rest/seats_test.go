package rest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

func TestPlayersGetSeats(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 1)
	var seats []int
	var match string
	for range 2 {
		c, g := h.player(t)
		a, err := c.Seat(t.Context(), "duel", nil)
		require.NoError(t, err)
		require.Equal(t, shard.Addr, a.Addr)
		require.Equal(t, shard.CertHash, a.CertHash)
		claims, err := api.VerifyJoin([]ed25519.PublicKey{h.key.Public}, a.Join, time.Now())
		require.NoError(t, err)
		require.Equal(t, g.Player, claims.Player)
		require.Equal(t, a.Seat, claims.Seat)
		require.Equal(t, "shard-1", claims.Shard)
		again, err := c.Where(t.Context(), a.Match)
		require.NoError(t, err)
		require.Equal(t, a.Seat, again.Seat)
		require.NotEqual(t, a.Join, again.Join, "each join ticket is good for once")
		seats, match = append(seats, a.Seat), a.Match
	}
	require.Equal(t, []int{0, 1}, seats)
	require.Equal(t, 1, shard.opened[match])

	c, g := h.player(t)
	ticket, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	same, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	require.Equal(t, ticket.ID, same.ID, "the same wish again is the same ticket")
	id := ticket.ID // an answer that fails has none
	require.Eventually(t, func() bool {
		ticket, err = c.Ticket(t.Context(), id, 0)
		return err == nil && strings.Contains(ticket.Why, "no more matches may run at once; number 1 in line")
	}, time.Minute, 10*time.Millisecond)

	watching, err := c.Watch(t.Context(), match)
	require.NoError(t, err)
	require.Equal(t, -1, watching.Seat)
	_, err = c.Where(t.Context(), match)
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))

	// A result closes the match: the waiting player gets a new one.
	r := api.MatchReport{Match: match, Winner: 1, Reason: "elimination", Ticks: 900, Hash: "00000000000000aa"}
	require.NoError(t, shard.report(t, c, "queue-1", r))
	require.NoError(t, shard.report(t, c, "queue-1", r), "the same again is fine")
	r.Winner = 0
	require.Equal(t, http.StatusConflict, api.StatusOf(shard.report(t, c, "queue-1", r)))
	ended, err := c.Match(t.Context(), match)
	require.NoError(t, err)
	require.Equal(t, 1, *ended.Winner)
	require.False(t, ended.Ended.IsZero())
	_, err = c.Watch(t.Context(), match)
	require.Equal(t, http.StatusGone, api.StatusOf(err))
	ticket = settled(t, c, ticket.ID)
	require.Equal(t, api.Assigned, ticket.Status)
	require.NotEqual(t, match, ticket.Assignment.Match)
	require.Equal(t, g.Player, shard.offered[ticket.Assignment.Match+"/0"])
}

func TestSeatsAreGivenUp(t *testing.T) {
	meet := &meeting{}
	shard := newShard(t, "shard-1", meet)
	h := start(t, t.TempDir(), meet, 1)
	first, _ := h.player(t)
	a, err := first.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	require.NoError(t, first.Leave(t.Context(), a.Match))
	_, err = first.Where(t.Context(), a.Match)
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))
	require.Eventually(t, func() bool {
		shard.mu.Lock()
		defer shard.mu.Unlock()
		return len(shard.freed) == 1
	}, time.Minute, 5*time.Millisecond, "the shard is told")
	second, _ := h.player(t)
	b, err := second.Seat(t.Context(), "", nil)
	require.NoError(t, err)
	require.Equal(t, a.Match, b.Match)
	require.Equal(t, a.Seat, b.Seat)
	_, seated, err := h.m.store.Counts(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, seated)
	matches, err := h.m.Matches(t.Context())
	require.NoError(t, err)
	require.Len(t, matches, 1)
}

func TestRestartKeepsEverything(t *testing.T) {
	meet, dir := &meeting{}, t.TempDir()
	shard := newShard(t, "shard-1", meet)
	h := start(t, dir, meet, 1)
	seated, _ := h.player(t)
	a, err := seated.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	other, _ := h.player(t)
	_, err = other.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	_, g := h.player(t)
	waiting := api.NewClient(h.url, patient).As(g.Token)
	ticket, err := waiting.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	h.stop()

	h = start(t, dir, meet, 1)
	seated2, other2 := as(seated, h), as(waiting, h)
	again, err := seated2.Where(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, a.Seat, again.Seat)
	result := make(chan api.Ticket, 1)
	go func() { result <- settled(t, other2, ticket.ID) }()
	require.NoError(t, shard.report(t, seated2, "queue-1", api.MatchReport{
		Match: a.Match, Winner: -1, Reason: "clock",
	}))
	got := <-result
	require.Equal(t, api.Assigned, got.Status, "the long poll wakes")
}

func TestBrokenShardIsAvoided(t *testing.T) {
	meet := &meeting{}
	broken := newShard(t, "shard-1", meet)
	broken.answer = http.StatusUnprocessableEntity
	newShard(t, "shard-2", meet)
	h := start(t, t.TempDir(), meet, 0)
	c, _ := h.player(t)
	a, err := c.Seat(t.Context(), "arena", nil)
	require.NoError(t, err)
	m, err := c.Match(t.Context(), a.Match)
	require.NoError(t, err)
	require.Equal(t, "shard-2", m.Shard)
}

func TestWhoMayNot(t *testing.T) {
	meet := &meeting{}
	one, other := newShard(t, "shard-1", meet), newShard(t, "shard-2", meet)
	h := start(t, t.TempDir(), meet, 0)
	mine, g := h.player(t)
	a, err := mine.Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	at, err := mine.Match(t.Context(), a.Match)
	require.NoError(t, err)
	if at.Shard == other.ID {
		other = one
	}
	ticket, err := mine.CreateTicket(t.Context(), "arena")
	require.NoError(t, err)
	theirs, _ := h.player(t)

	_, err = theirs.Ticket(t.Context(), ticket.ID, 0)
	require.Equal(t, http.StatusNotFound, api.StatusOf(err), "another player's ticket")
	require.Equal(t, http.StatusNotFound, api.StatusOf(theirs.Cancel(t.Context(), ticket.ID)))
	_, err = theirs.CreateTicket(t.Context(), "chess")
	require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err))
	require.ErrorContains(t, err, `"duel" "arena"`, "the known ones are listed")

	r := api.MatchReport{Match: a.Match, Winner: 0, Reason: "lie"}
	require.Equal(t, http.StatusForbidden, api.StatusOf(other.report(t, mine, "queue-1", r)),
		"a match of another shard")
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(other.report(t, mine, "queue-2", r)),
		"a token for another queue")
	require.Equal(t, http.StatusUnauthorized, api.StatusOf(mine.Report(t.Context(), r)), "a player is no shard")

	for name, token := range map[string]string{
		"none": "", "noise": "abc", "join ticket": a.Join,
		"alg none": forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, g, accountAudience,
			h.m.access.kid),
		"hs256": forge(t, jwt.SigningMethodHS256, []byte(h.m.access.private.Public().(ed25519.PublicKey)), g,
			accountAudience, h.m.access.kid),
		"audience": forge(t, jwt.SigningMethodEdDSA, h.m.access.private, g, "else", h.m.access.kid),
		"kid":      forge(t, jwt.SigningMethodEdDSA, h.m.access.private, g, accountAudience, "else"),
		"session": forge(t, jwt.SigningMethodEdDSA, h.m.access.private,
			api.Session{Player: g.Player, Refresh: "other."}, accountAudience, h.m.access.kid),
		"nobody": forge(t, jwt.SigningMethodEdDSA, h.m.access.private,
			api.Session{Player: "p-unknown", Refresh: "s.s"}, accountAudience, h.m.access.kid),
	} {
		_, err := mine.As(token).CreateTicket(t.Context(), "duel")
		require.Equal(t, http.StatusUnauthorized, api.StatusOf(err), name)
	}
	_, err = mine.As(forge(t, jwt.SigningMethodEdDSA, h.m.access.private, g, accountAudience,
		h.m.access.kid)).CreateTicket(t.Context(), "arena")
	require.NoError(t, err, "the forger knows how")
}

func TestBadRequests(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	post := func(body string) *http.Response {
		r, err := http.Post(h.url+"/v1/guests", "application/json", io.MultiReader(strings.NewReader(body)))
		require.NoError(t, err)
		defer r.Body.Close()
		require.Equal(t, "application/problem+json", r.Header.Get("Content-Type"))
		return r
	}
	require.Equal(t, http.StatusRequestEntityTooLarge, post(`{"name":"`+strings.Repeat("x", 10<<20)+`"}`).StatusCode)
	require.Equal(t, http.StatusUnprocessableEntity, post(`{"name":"a\u0000b"}`).StatusCode)
	require.Equal(t, http.StatusUnprocessableEntity, post(`{"role":"operator"}`).StatusCode)
	require.Equal(t, http.StatusBadRequest, post(`{`).StatusCode)
	r, err := http.Get(h.url + "/v2")
	require.NoError(t, err)
	defer r.Body.Close()
	require.Equal(t, http.StatusNotFound, r.StatusCode)
}

func TestDocumentation(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	r, err := http.Get(h.url + "/openapi.json")
	require.NoError(t, err)
	defer r.Body.Close()
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	require.NoError(t, json.NewDecoder(r.Body).Decode(&doc))
	require.Equal(t, "3.1.0", doc.OpenAPI)
	require.Contains(t, doc.Paths["/v1/matches/{id}/where"], "post")
	page, err := http.Get(h.url + "/docs")
	require.NoError(t, err)
	defer page.Body.Close()
	b, err := io.ReadAll(page.Body)
	require.NoError(t, err)
	require.True(t, bytes.Equal(docsPage, b))
	require.NotContains(t, string(b), "://", "nothing comes from elsewhere")
	require.Contains(t, page.Header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self';")
	script, err := http.Get(h.url + "/docs/rapidoc.js")
	require.NoError(t, err)
	defer script.Body.Close()
	b, err = io.ReadAll(script.Body)
	require.NoError(t, err)
	require.Contains(t, string(b[:100]), "RapiDoc 9.3.8")
}
