package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/httpd"
	"muster/server/supervisor"
)

// outside is a live match of two players in a house, and what one of them can look up about it while the other gives
// orders out of sight.
type outside struct {
	*supervisor.AllInOne
	spy, hidden *client.Client
	token       string // of the spy
	match       string
	player      string
	ticket      string
}

func liveDuel(t *testing.T) *outside {
	cfg, err := (&upCmd{
		shardFlags: shardFlags{Matches: 4}, Scenario: "duel",
		UDP: "127.0.0.1:0", HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Data: t.TempDir(),
	}).config(slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	h, err := supervisor.OpenAllInOne(t.Context(), cfg)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})
	o := &outside{AllInOne: h}
	o.spy, o.token = o.join(t)
	o.hidden, _ = o.join(t)
	return o
}

func (o *outside) join(t *testing.T) (*client.Client, string) {
	c := api.NewClient(o.Queue.URL(), nil)
	session, err := c.Guest(t.Context(), "")
	require.NoError(t, err)
	c = c.As(session.Token)
	ticket, err := c.CreateTicket(t.Context(), "duel")
	require.NoError(t, err)
	last := &struct {
		Ticket api.Ticket
		Err    error
	}{Ticket: ticket}
	require.Eventually(t, func() bool {
		last.Ticket, last.Err = c.Ticket(t.Context(), ticket.ID, time.Second)
		return last.Err == nil && last.Ticket.Assignment != nil
	}, patience, 10*time.Millisecond, "%+v", last)
	a := last.Ticket.Assignment
	if o.spy == nil {
		o.match, o.ticket, o.player = a.Match, ticket.ID, session.Player
	}
	require.Equal(t, o.match, a.Match)
	p, err := client.Dial(t.Context(), client.Config{
		Join: client.Join{Addr: a.Addr, CertHash: a.CertHash, Match: a.Match, Ticket: a.Join},
	})
	require.NoError(t, err)
	t.Cleanup(func() { p.Close() })
	return p, session.Token
}

// pages is every address that answers GET to anybody, or to the spy, with the ids filled in: those of the API's own
// description, and what stands beside it.
func (o *outside) pages(t *testing.T) []string {
	var described struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string
		}
	}
	require.NoError(t, json.Unmarshal([]byte(o.get(t, "/openapi.json")), &described))
	all := []string{
		"/", "/healthz", "/readyz", "/version", "/docs", "/openapi.json", "/metrics", "/zones", "/debug/pprof/",
		"/debug/pprof/heap",
	}
	ids := strings.NewReplacer("/v1/matches/{id}", "/v1/matches/"+o.match, "/v1/players/{id}", "/v1/players/"+o.player,
		"/v1/tickets/{id}", "/v1/tickets/"+o.ticket, "{mode}", "quick")
	for path, methods := range described.Paths {
		// a stream of what the ticket's page says
		if _, reads := methods["get"]; reads && !strings.HasSuffix(path, "/events") {
			all = append(all, ids.Replace(path))
		}
	}
	slices.Sort(all)
	require.Greater(t, len(all), 20)
	return all
}

// get is an answer whole: status, headers, body.
func (o *outside) get(t *testing.T, path string) string {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.Queue.URL()+path, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+o.token)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	guardsItsReader(t, resp)
	if path == "/openapi.json" {
		return string(body)
	}
	resp.Header.Del("Date")
	resp.Header.Del("X-Request-Id")
	resp.Header.Del("Content-Length") // it goes with how long the house is up
	var said strings.Builder
	_ = resp.Header.Write(&said) // to memory
	return resp.Status + "\n" + said.String() + "\n" + string(body)
}

// What differs from one house, or one reading, to the next by its nature: times, ids, keys and ports, all of them long
// or marked. Every plain number stays.
var (
	nature = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z|up [0-9hms]+ ·|127\.0\.0\.1:\d+|[A-Za-z0-9_.+/=-]{16,}`)
	names  = regexp.MustCompile(`"name":"[^"]*"`)
)

func (o *outside) look(t *testing.T) map[string]string {
	seen := map[string]string{}
	own := strings.NewReplacer(o.match, "MATCH", o.player, "PLAYER", o.ticket, "TICKET")
	for _, path := range o.pages(t) {
		seen[own.Replace(path)] = names.ReplaceAllString(nature.ReplaceAllString(own.Replace(o.get(t, path)), "X"),
			"NAME")
	}
	shard := httptest.NewRecorder()
	httpd.Health(o.Shard.Ready).ServeHTTP(shard, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	seen["a shard's own /readyz"] = shard.Body.String()
	return seen
}

// play lets ticks pass, in which the hidden player gives orders, or none.
func (o *outside) play(t *testing.T, orders int) {
	for range orders {
		_, err := o.hidden.Order(game.Order{Kind: game.Hold})
		require.NoError(t, err)
		for answered := false; !answered; {
			u, err := o.hidden.Next(t.Context())
			require.NoError(t, err)
			answered = len(u.Answers) > 0
		}
	}
	for from := game.Tick(0); ; {
		u, err := o.spy.Next(t.Context())
		require.NoError(t, err)
		if u.View != nil && from == 0 {
			from = u.View.Tick
		}
		if u.View != nil && u.View.Tick > from+20 {
			return
		}
	}
}

// settled waits until the page tells of both players, which it hears from the registry.
func (o *outside) settled(t *testing.T) {
	require.Eventually(t, func() bool {
		return strings.Contains(o.get(t, "/"), "<b>2</b>are connected")
	}, patience, 50*time.Millisecond)
}

func same(t *testing.T, want, got map[string]string) {
	require.Len(t, got, len(want))
	for path := range want {
		require.Equal(t, want[path], got[path], path)
	}
}

// Nobody learns from a page whether others gave orders: a match in which a hidden player does reads like its twin in
// which he does not, before, after and in every field. Operators see it.
func TestNoPublicPageMovesWithHiddenOrders(t *testing.T) {
	t.Parallel()
	quiet, busy := liveDuel(t), liveDuel(t)
	for _, o := range []*outside{quiet, busy} {
		o.settled(t)
	}
	before := quiet.look(t)
	same(t, before, busy.look(t))
	require.Contains(t, before["/"], "MATCH")
	for _, path := range []string{"/metrics", "/zones", "/debug/pprof/", "/debug/pprof/heap"} {
		require.Contains(t, before[path], "404 Not Found", path)
	}
	quiet.guardTheirReaders(t)
	orders := regexp.MustCompile(`"orders":\d+`)
	told := func(o *outside) string { return orders.FindString(body(t, o.Queue.AdminURL()+"/zones")) }
	quietly, busily := told(quiet), told(busy) // AI led the seats for a moment, and may have given some
	quiet.play(t, 0)
	busy.play(t, 25)
	same(t, before, quiet.look(t))
	same(t, before, busy.look(t))

	require.Equal(t, quietly, told(quiet))
	require.NotEqual(t, busily, told(busy), "what operators are told moves with them")
}
