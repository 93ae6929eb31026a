package relay

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server/wire"
	"muster/shard/registry"
)

// house is a relay and the private listener of the one shard that it knows.
type house struct {
	url   string // of the relay, as a WebSocket
	links chan wire.Conn
	relay *Relay
	asked chan http.Header // of what came to the shard
}

func newHouse(t *testing.T) *house {
	h := &house{links: make(chan wire.Conn, 100), asked: make(chan http.Header, 100)}
	shard := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked <- r.Header
		if r.URL.Path != "/v1/link" || r.Header.Get("Authorization") != "Bearer for one" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		if c, err := wire.AcceptSocket(w, r, r.Header.Get(api.ClientHeader)); err == nil {
			h.links <- c
		}
	}))
	t.Cleanup(shard.Close)
	pin := sha256.Sum256(shard.Certificate().Raw)
	h.relay = New(Config{
		Shards: func(context.Context) ([]registry.Shard, error) {
			return []registry.Shard{{
				ID: "one", Addr: "192.0.2.1:7", Others: []string{"[2001:db8::1]:7"},
				Control: shard.URL, CertHash: pin[:],
			}}, nil
		},
		Token:   func(shard string) (string, error) { return "for " + shard, nil },
		Origins: []string{"https://friends.example"}, Log: slog.New(slog.DiscardHandler),
	})
	s := httptest.NewServer(h.relay.Handler(t.Context()))
	t.Cleanup(s.Close)
	h.url = "ws" + strings.TrimPrefix(s.URL, "http") + "/v1/link?to="
	return h
}

func (h *house) dial(t *testing.T, to, origin string) (wire.Conn, error) {
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	return wire.DialSocket(t.Context(), h.url+to, header)
}

// A browser's link reaches the shard that is meant by any of its addresses, with the browser's own, and what is said
// goes both ways.
func TestALinkIsCarriedToItsShard(t *testing.T) {
	h := newHouse(t)
	for _, to := range []string{"192.0.2.1:7", "[2001:db8::1]:7"} {
		client, err := h.dial(t, to, "")
		require.NoError(t, err)
		server := <-h.links
		require.Equal(t, "127.0.0.1:0", server.Remote())
		require.NoError(t, client.Send(t.Context(), &wire.Hello{Build: "b"}))
		m, err := server.Receive(t.Context())
		require.NoError(t, err)
		require.Equal(t, "b", m.(*wire.Hello).Build)
		require.NoError(t, server.SendFrame(t.Context(), []byte{1, 2}))
		b, err := client.ReceiveFrame(t.Context())
		require.NoError(t, err)
		require.Equal(t, []byte{1, 2}, b)
		require.NoError(t, server.Close(wire.SeatTaken, "another one came"))
		<-client.Done()
		var closed *wire.CloseError
		require.ErrorAs(t, client.Err(), &closed)
		require.Equal(t, wire.SeatTaken, closed.Reason)
	}
	h.free(t)
}

// free waits until nobody has a place any more.
func (h *house) free(t *testing.T) {
	require.Eventually(t, func() bool {
		h.relay.mu.Lock()
		defer h.relay.mu.Unlock()
		return h.relay.all == 0 && len(h.relay.from) == 0
	}, time.Minute, time.Millisecond)
}

// A page of anywhere may be open in a player's browser: it cannot link, and no shard hears of it. Nor is anything
// dialled but shards.
func TestWhoMayNotLinkIsRefused(t *testing.T) {
	h := newHouse(t)
	host, _, _ := strings.Cut(strings.TrimPrefix(h.url, "ws://"), "/")
	for origin, status := range map[string]string{
		"http://" + host: "", "https://friends.example": "", "": "",
		"https://evil.example": "403", "null": "403", "http://" + host + ".evil.example": "403",
	} {
		c, err := h.dial(t, "192.0.2.1:7", origin)
		if status == "" {
			require.NoError(t, err, origin)
			<-h.asked
			require.NoError(t, c.Close(wire.Left, ""))
			continue
		}
		require.ErrorContains(t, err, status, origin)
	}
	for _, to := range []string{"", "127.0.0.1:22", "192.0.2.1:8", "one", strings.Repeat("x", 1000)} {
		_, err := h.dial(t, to, "")
		require.ErrorContains(t, err, "404", to)
	}
	require.Empty(t, h.asked)
	answer, err := http.Get("http" + strings.TrimPrefix(h.url, "ws") + "192.0.2.1:7")
	require.NoError(t, err)
	require.Equal(t, http.StatusUpgradeRequired, answer.StatusCode)
	require.NoError(t, answer.Body.Close())
}

// What a browser sends beside the handshake stays here: a header of its own making must not name another client.
func TestTheClientIsWhoWeSay(t *testing.T) {
	h := newHouse(t)
	c, err := wire.DialSocket(t.Context(), h.url+"192.0.2.1:7", http.Header{
		api.ClientHeader: {"192.0.2.9:1"}, "Cookie": {"a=b"}, "Authorization": {"Bearer mine"},
		"X-Forwarded-For": {"192.0.2.9"},
	})
	require.NoError(t, err)
	defer c.Close(wire.Left, "")
	asked := <-h.asked
	require.Equal(t, []string{"127.0.0.1:0"}, asked.Values(api.ClientHeader))
	require.Empty(t, asked.Values("Cookie"))
	require.Empty(t, asked.Values("X-Forwarded-For"))
	require.Equal(t, []string{"Bearer for one"}, asked.Values("Authorization"))
}

func TestLinksOfOneAddressAreBounded(t *testing.T) {
	h := newHouse(t)
	var all []wire.Conn
	for range maxRelaysFrom {
		c, err := h.dial(t, "192.0.2.1:7", "")
		require.NoError(t, err)
		all = append(all, c)
	}
	_, err := h.dial(t, "192.0.2.1:7", "")
	require.ErrorContains(t, err, "429")
	for _, c := range all {
		require.NoError(t, c.Close(wire.Left, ""))
	}
	h.free(t)
	c, err := h.dial(t, "192.0.2.1:7", "")
	require.NoError(t, err)
	require.NoError(t, c.Close(wire.Left, ""))
}

// A browser that is gone without a word, or means ill, closes nothing: its place is free soon after the shard ended the
// link, whether it has taken what it was sent or not.
func TestWhoClosesNothingGivesThePlaceBack(t *testing.T) {
	h := newHouse(t)
	for name, fill := range map[string]bool{"it was told": false, "it reads nothing": true} {
		ws, answer, err := websocket.DefaultDialer.Dial(h.url+"192.0.2.1:7", nil)
		require.NoError(t, err, name)
		defer ws.Close()
		require.Equal(t, http.StatusSwitchingProtocols, answer.StatusCode)
		server := <-h.links
		if fill { // until the shard itself gives up
			for server.Send(t.Context(), &wire.Renew{Token: make([]byte, 1<<20)}) == nil {
			}
		}
		require.NoError(t, server.Close(wire.Left, ""))
		h.free(t)
	}
}
