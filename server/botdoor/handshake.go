package botdoor

import (
	"bufio"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/websocket"
)

// handshake refuses what the upgrade would refuse: then it is too late, as the ticket is spent.
func (d *Door) handshake(r *http.Request) *refusal {
	key, err := base64.StdEncoding.DecodeString(r.Header.Get("Sec-WebSocket-Key"))
	switch {
	case !websocket.IsWebSocketUpgrade(r):
		return &refusal{http.StatusUpgradeRequired, "this is a WebSocket: ask for an upgrade"}
	case strings.TrimSpace(r.Header.Get("Sec-WebSocket-Version")) != "13":
		return &refusal{http.StatusUpgradeRequired, "this is a WebSocket of version 13: set Sec-WebSocket-Version"}
	case err != nil || len(key) != 16:
		return &refusal{http.StatusBadRequest, "Sec-WebSocket-Key: 16 bytes in base64 are needed"}
	case !d.welcome(r):
		return &refusal{http.StatusForbidden, "pages of " + r.Header.Get("Origin") + " may not come in: see --origin"}
	}
	return nil
}

// welcome reports whether a page's bot may come in: one of this host's, or of the configured origins. Programs that are
// no pages have no origin.
func (d *Door) welcome(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(d.cfg.Origins, "*") || slices.Contains(d.cfg.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// refusal is an answer before the upgrade.
type refusal struct {
	status int
	text   string
}

func (r *refusal) write(w http.ResponseWriter) {
	if r.status == http.StatusTooManyRequests || r.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if r.status == http.StatusUpgradeRequired {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Sec-WebSocket-Version", "13")
	}
	http.Error(w, r.text, max(r.status, http.StatusBadRequest))
}

// hijackable finds the connection behind writers that wrap it.
type hijackable struct{ http.ResponseWriter }

// Hijack implements http.Hijacker.
func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}
