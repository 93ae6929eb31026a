package rest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// asks sends a request as a stranger with a plain HTTP client would.
func (h *house) asks(t *testing.T, method, path, token, body string) (*http.Response, string) {
	req, err := http.NewRequestWithContext(t.Context(), method, h.url+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := patient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(text)
}

// Whoever uses a method that a path does not have is told which it has.
func TestAPathTellsItsMethods(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	resp, text := h.asks(t, http.MethodPatch, "/v1/tickets/t1", "", "")
	require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
	require.Equal(t, "GET, DELETE", resp.Header.Get("Allow"))
	require.Contains(t, text, "does GET, DELETE, not PATCH")
}

// Who mistypes a password too often is told when to try again, be it to log in or to change it; a password that would
// be too short for a new one is just wrong.
func TestPasswordsAreTriedSlowly(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	_, err := api.NewClient(h.url, patient).Register(t.Context(), "Anna", "correct horse")
	require.NoError(t, err)
	resp, text := h.asks(t, http.MethodPost, "/v1/sessions", "", `{"name":"Anna","password":"x"}`)
	require.Equal(t, http.StatusUnauthorized, resp.StatusCode, text)
	in, err := api.NewClient(h.url, patient).LogIn(t.Context(), "Anna", "correct horse")
	require.NoError(t, err)
	for resp.StatusCode != http.StatusTooManyRequests {
		resp, text = h.asks(t, http.MethodPut, "/v1/account/password", in.Token, `{"old":"guessed","new":"battery staple"}`)
		require.Contains(t, []int{http.StatusForbidden, http.StatusTooManyRequests}, resp.StatusCode, text)
	}
	require.Equal(t, "5", resp.Header.Get("Retry-After"))
}

// The document has no parameters that mean nothing and no lists that may be null, and what is empty is an empty list.
func TestTheDocumentIsNarrow(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	_, text := h.asks(t, http.MethodGet, "/openapi.json", "", "")
	require.NotContains(t, text, `"array","null"`)
	var doc struct {
		Paths map[string]map[string]struct{ Parameters []struct{ In string } }
	}
	require.NoError(t, json.Unmarshal([]byte(text), &doc))
	require.Len(t, doc.Paths["/v1/tickets/{id}/accept"]["post"].Parameters, 1)
	_, g := h.player(t)
	for _, path := range []string{
		"/v1/account", "/v1/account/export", "/v1/matches", "/v1/invitations",
		"/v1/players/" + g.Player, "/v1/players/" + g.Player + "/matches", "/v1/leaderboards/ranked",
	} {
		resp, text := h.asks(t, http.MethodGet, path, g.Token, "")
		require.Equal(t, http.StatusOK, resp.StatusCode)
		require.NotContains(t, text, "null", path)
	}
}

// Parties are for others; the code is taken as people type it; and a party does not wait for what can never be.
func TestAPartyIsToldWhatWillNotDo(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	lead, leader := h.player(t)
	p, err := lead.FoundParty(t.Context())
	require.NoError(t, err)
	_, err = lead.Invite(t.Context(), api.InviteRequest{})
	require.Equal(t, http.StatusUnprocessableEntity, api.StatusOf(err))
	_, err = lead.Invite(t.Context(), api.InviteRequest{Player: leader.Player})
	require.ErrorContains(t, err, "in your party already")
	other, _ := h.player(t)
	_, err = other.JoinParty(t.Context(), " "+strings.ToLower(p.Code))
	require.NoError(t, err)
	_, err = lead.Queue(t.Context(), api.TicketRequest{Mode: "quick", Scenario: "duel"})
	require.ErrorContains(t, err, "no scenario that you ask for has 2 seats in one team")
	_, err = lead.Queue(t.Context(), api.TicketRequest{Mode: "quick"})
	require.NoError(t, err, "the arena has")
}

// The first answer about a ticket tells the same time as all later ones.
func TestATicketHasOneTimeOfCreation(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	c, _ := h.player(t)
	first, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	later, err := c.Ticket(t.Context(), first.ID, 0)
	require.NoError(t, err)
	require.Equal(t, first.Created, later.Created)
}

// A banned player is told until when, and why.
func TestABannedPlayerIsToldWhy(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	mod := h.judge(t)
	c, g := h.player(t)
	_, err := mod.Punish(t.Context(), api.SanctionRequest{Player: g.Player, Kind: api.Kick, Reason: "rude"})
	require.ErrorContains(t, err, "the player is in no match")
	_, err = mod.Complain(t.Context(), g.Player, api.ComplaintRequest{Reason: "abuse", Match: "m-made-up"})
	require.Equal(t, http.StatusNotFound, api.StatusOf(err))
	_, err = mod.Punish(t.Context(), api.SanctionRequest{
		Player: g.Player, Kind: api.Ban, Reason: "saw through walls", Seconds: 60,
	})
	require.NoError(t, err)
	_, err = c.Account(t.Context())
	require.ErrorContains(t, err, "banned until ")
	require.ErrorContains(t, err, ": saw through walls")
}

// Whoever follows a ticket when the queue is told to end gets an answer, and the queue does not wait for them to go.
func TestLongPollsAreAnsweredWhenTheQueueEnds(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	c, g := h.player(t)
	ticket, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	answers := make(chan string, 2)
	for _, how := range []string{"?wait=30s", "/events"} {
		go func() {
			resp, text := h.asks(t, http.MethodGet, "/v1/tickets/"+ticket.ID+how, g.Token, "")
			answers <- resp.Status + " " + text
		}()
	}
	require.Eventually(t, func() bool {
		h.m.tickets.polls.mu.Lock()
		defer h.m.tickets.polls.mu.Unlock()
		return h.m.tickets.polls.all == 2
	}, time.Minute, 10*time.Millisecond)
	h.end()
	for range 2 {
		answer := <-answers
		require.Contains(t, answer, "200 OK")
		require.Contains(t, answer, `"status":"waiting"`)
	}
}
