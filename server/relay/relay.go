// Package relay lets browsers in that reach no shard by UDP: it carries a WebSocket of theirs to a shard's private
// listener, byte for byte, where it is a link like any other.
//
//	GET /v1/link?to=ADDR    Upgrade: websocket; ADDR is one of the addresses of a shard, as an assignment, a Redirect
//	                        or a Standby names it
//
// What is said there only the two ends know: Hello with its ticket or token comes over it. A page of another origin is
// refused, since its calls may come from wherever the players of this one are.
package relay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"muster/clientip"
	"muster/matchmaker/api"
	"muster/shard/registry"
)

// Limits, each with its reason and what happens when it is full.
const (
	maxRelays     = 2048            // at once: each has two connections and two buffers of 32 KiB; more hear 503
	maxRelaysFrom = 64              // of them from one address: two large matches in one house; more hear 429
	dialWithin    = 5 * time.Second // for a shard to answer; then 502
	// a browser takes 32 KiB in this time: a shard gives up sooner who reads nothing, and is cut off with it
	takenWithin = 10 * time.Second
	// a browser whose link has ended at the shard closes its own end in this time; then it is closed
	closedWithin = 2 * time.Second
)

// Config is what a Relay needs.
type Config struct {
	Shards  func(ctx context.Context) ([]registry.Shard, error) // those that are there
	Token   func(shard string) (string, error)                  // a service token for one of them
	Origins []string                                            // of pages that may link beside those of our own host
	Proxies *clientip.Proxies                                   // whose word about whom a request comes from counts
	// links that one address may have at once; 0 for the usual bound
	PerAddress int
	Log        *slog.Logger
}

// Relay is the handler of /v1/link.
type Relay struct {
	cfg Config

	mu   sync.Mutex
	all  int
	from map[netip.Prefix]int
}

// New makes a relay.
func New(cfg Config) *Relay {
	cfg.PerAddress = cmp.Or(cfg.PerAddress, maxRelaysFrom)
	return &Relay{cfg: cfg, from: map[netip.Prefix]int{}}
}

// Handler carries links until ctx ends.
func (y *Relay) Handler(ctx context.Context) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		y.serve(w, r.WithContext(whole))
	})
}

// serve returns when the link has ended.
func (y *Relay) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case !strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, "this is a WebSocket: ask for an upgrade", http.StatusUpgradeRequired)
		return
	case !y.welcome(r):
		http.Error(w, "pages of "+r.Header.Get("Origin")+" may not link here: see --origin", http.StatusForbidden)
		return
	}
	to, err := y.find(r.Context(), r.URL.Query().Get("to"))
	switch {
	case errors.Is(err, errUnknown):
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	case err != nil:
		y.cfg.Log.Warn("the shards are not known: no browser's link gets to one", "why", err)
		http.Error(w, "the shards are not known now: try again", http.StatusServiceUnavailable)
		return
	}
	leave, status := y.enter(clientip.Network(y.cfg.Proxies.Of(r)))
	if status != 0 {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many links at once", status)
		return
	}
	defer leave()
	token, err := y.cfg.Token(to.ID)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	y.through(to, token).ServeHTTP(bounded{w}, r)
}

// welcome reports whether a page may link: one of this host's, or of the configured origins. Programs that are no pages
// have no origin, and nobody's browser sends them.
func (y *Relay) welcome(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(y.cfg.Origins, "*") || slices.Contains(y.cfg.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

var errUnknown = errors.New("no shard is known at")

// find is the shard at an address. No other address is dialled, whatever anybody asks for.
func (y *Relay) find(ctx context.Context, addr string) (registry.Shard, error) {
	all, err := y.cfg.Shards(ctx)
	if err != nil {
		return registry.Shard{}, err
	}
	for _, s := range all {
		if addr != "" && (s.Addr == addr || slices.Contains(s.Others, addr)) {
			return s, nil
		}
	}
	return registry.Shard{}, fmt.Errorf("%w %q", errUnknown, addr[:min(len(addr), 100)])
}

// enter takes a place; leave gives it back. A status says why there is none.
func (y *Relay) enter(from netip.Prefix) (leave func(), status int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	switch {
	case y.from[from] >= y.cfg.PerAddress:
		return nil, http.StatusTooManyRequests
	case y.all >= maxRelays:
		return nil, http.StatusServiceUnavailable
	}
	y.all++
	y.from[from]++
	return func() {
		y.mu.Lock()
		defer y.mu.Unlock()
		y.all--
		if y.from[from]--; y.from[from] == 0 {
			delete(y.from, from)
		}
	}, 0
}

// through is the way to a shard, which takes our word for whom the link is. How long it may be silent and how long its
// messages may be, the shard looks after.
func (y *Relay) through(to registry.Shard, token string) http.Handler {
	transport := &http.Transport{
		DialContext:     (&net.Dialer{Timeout: dialWithin}).DialContext,
		TLSClientConfig: api.PinnedTLS(to.CertHash), TLSHandshakeTimeout: dialWithin,
		ResponseHeaderTimeout: dialWithin, DisableKeepAlives: true,
	}
	return &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL = &url.URL{Scheme: "https", Host: strings.TrimPrefix(to.Control, "https://"), Path: "/v1/link"}
			p.Out.Host = p.Out.URL.Host
			p.Out.Header = http.Header{}
			for _, name := range []string{
				"Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
			} {
				p.Out.Header[http.CanonicalHeaderKey(name)] = p.In.Header[http.CanonicalHeaderKey(name)]
			}
			p.Out.Header.Set("Authorization", "Bearer "+token)
			p.Out.Header.Set(api.ClientHeader, y.clientOf(p.In))
		},
		ErrorLog: log.New(io.Discard, "", 0),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			y.cfg.Log.Info("a browser's link came to nothing", "shard", to.ID, "why", err)
			http.Error(w, "the shard does not answer", http.StatusBadGateway)
		},
	}
}

// clientOf is the address of whoever asks, as a link tells it: with a port, which nobody knows behind proxies.
func (y *Relay) clientOf(r *http.Request) string {
	ip := y.cfg.Proxies.Of(r)
	if !ip.IsValid() {
		ip = netip.IPv6Unspecified() // from within the process
	}
	return netip.AddrPortFrom(ip, 0).String()
}
