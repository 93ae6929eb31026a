package rest

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/store"
)

// pollOf is the context of a request of a player from an address.
func pollOf(t *testing.T, player, address string) context.Context {
	return context.WithValue(comingFrom(t, address), callerKey{}, store.Caller{Player: player})
}

func statusOf(t *testing.T, err error) int {
	var problem huma.StatusError
	require.ErrorAs(t, err, &problem)
	return problem.GetStatus()
}

func TestPlacesOfAnAccountAnAddressAndAll(t *testing.T) {
	p := newPlaces(20)
	var leave []func()
	take := func(player, address string) error {
		l, err := p.acquire(pollOf(t, player, address))
		if err == nil {
			leave = append(leave, l)
		}
		return err
	}
	for range maxPollsOf {
		require.NoError(t, take("p1", "192.0.2.1"))
	}
	err := take("p1", "192.0.2.2")
	require.Equal(t, http.StatusTooManyRequests, statusOf(t, err))
	require.ErrorContains(t, err, "of this account at once; end one first")
	for i := maxPollsOf; i < 20; i++ {
		require.NoError(t, take(fmt.Sprint("q", i), "192.0.2.1"))
	}
	require.ErrorContains(t, take("p2", "192.0.2.1"), "of this address at once; end one first")
	require.NoError(t, take("p2", "192.0.2.2"), "others are not kept out")
	leave[0]()
	require.NoError(t, take("p2", "192.0.2.1"), "who goes makes room")
	for i := p.all; i < maxPolls; i++ {
		require.NoError(t, take(fmt.Sprint("r", i), fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255)))
	}
	require.ErrorContains(t, take("last", "192.0.2.9"), "too many wait here at once; try again soon")
	for _, l := range leave[1:] {
		l()
	}
	require.Equal(t, 0, p.all)
	require.Empty(t, p.of)
	require.Empty(t, p.from, "nothing is left of who is gone")
}

// A guest opens no more than a few streams and long polls, of any kind; further ones are refused before they begin,
// plain questions are answered, and whoever ends one may open another.
func TestStreamsOfOneGuestAreBounded(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	c, g := h.player(t)
	ticket, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	for range maxPollsOf {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/v1/tickets/"+ticket.ID+"/events", nil)
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+g.Token)
		resp, err := patient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Equal(t, http.StatusOK, resp.StatusCode)
		_, err = bufio.NewReader(resp.Body).ReadString('\n')
		require.NoError(t, err)
	}
	for _, how := range []string{"/events", "?wait=30s"} {
		resp, text := h.asks(t, http.MethodGet, "/v1/tickets/"+ticket.ID+how, g.Token, "")
		require.Equal(t, http.StatusTooManyRequests, resp.StatusCode, how)
		require.Equal(t, "1", resp.Header.Get("Retry-After"))
		require.Contains(t, text, "too many long polls and streams of events of this account", how)
	}
	resp, _ := h.asks(t, http.MethodGet, "/v1/tickets/"+ticket.ID, g.Token, "")
	require.Equal(t, http.StatusOK, resp.StatusCode, "a plain question waits for nothing")
	end()
	require.Eventually(t, func() bool {
		resp, _ := h.asks(t, http.MethodGet, "/v1/tickets/"+ticket.ID+"?wait=1ms", g.Token, "")
		return resp.StatusCode == http.StatusOK
	}, time.Minute, 10*time.Millisecond)
}

// The script of the API's page is unpacked once, however many ask for it so.
func TestTheScriptIsUnpackedOnce(t *testing.T) {
	require.Same(t, &plainRapidoc()[0], &plainRapidoc()[0])
	require.True(t, strings.Contains(string(plainRapidoc()[:100]), "RapiDoc"))
}

// deadlined is an answer on a connection with a deadline for reading.
type deadlined struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (d *deadlined) SetReadDeadline(at time.Time) error {
	d.set = append(d.set, at)
	return nil
}

// A body that comes with an Idempotency-Key has to come in time, as every other.
func TestABodyWithAKeyHasADeadline(t *testing.T) {
	h := start(t, t.TempDir(), &meeting{}, 0)
	r := httptest.NewRequest(http.MethodPost, "/v1/guests", strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "some key")
	w := &deadlined{ResponseRecorder: httptest.NewRecorder()}
	h.m.Handler().ServeHTTP(w, r)
	require.Equal(t, http.StatusOK, w.Code)
	require.GreaterOrEqual(t, len(w.set), 2)
	require.WithinRange(t, w.set[0], time.Now(), time.Now().Add(bodyPatience))
	require.Zero(t, w.set[1], "what comes behind it, a long poll, has its own")
}
