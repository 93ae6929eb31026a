package console

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/httpd"
	"muster/server/logs"
	"muster/server/statuspage"
	"muster/shard/registry"
)

// stage is a console of a real matchmaker, on a real operators' listener.
type stage struct {
	t       *testing.T
	c       *Console
	dir     string
	url     string
	machine *api.Client
	trouble atomic.Pointer[string]
	cluster *fakeCluster
	log     *slog.Logger // of the matchmaker's process
}

func newStage(t *testing.T) *stage { return newStageIn(t, &fakeCluster{}) }

// newStageIn is one in a cluster that muster cluster began; nil for none.
func newStageIn(t *testing.T, cluster *fakeCluster) *stage {
	s := &stage{t: t, dir: t.TempDir(), cluster: cluster}
	kept := logs.Open("")
	s.log = kept.Over(slog.New(slog.DiscardHandler))
	var in matchmaker.Cluster
	if cluster != nil {
		in = cluster
	}
	m, err := matchmaker.Open(t.Context(), matchmaker.Config{
		ID: "queue-1", DataDir: s.dir, Logbook: kept, Registry: registry.NewMemory(registry.SilentAfter),
		Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}}, Cluster: in,
	})
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.url = "http://" + l.Addr().String()
	s.c, err = New(Config{
		API: m.Handler(), Machine: m.AsMachine, Dir: s.dir, URL: s.url, Version: "test",
		Log: slog.New(slog.DiscardHandler), Figures: s.figures, Alerts: shippedAlerts(t),
		Cluster: in != nil,
	})
	require.NoError(t, err)
	s.machine = s.c.machine()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 2)
	go func() { done <- s.c.Run(ctx) }()
	go func() { done <- httpd.ServeOperators(ctx, l, "127.0.0.1:0", s.c) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		require.NoError(t, m.Close())
	})
	return s
}

func (s *stage) figures(context.Context) (statuspage.Figures, error) {
	f := statuspage.Figures{Capacity: 8}
	if why := s.trouble.Load(); why != nil {
		f.Trouble = []string{*why}
	}
	return f, nil
}

// open are the sessions that there are.
func (s *stage) open() (all []*session) {
	s.c.sessions.mu.Lock()
	defer s.c.sessions.mu.Unlock()
	for _, v := range s.c.sessions.all {
		all = append(all, v)
	}
	return all
}

// account makes one with a role, and says its player.
func (s *stage) account(name string, role api.Role) (player string) {
	a, err := s.c.nobody().Register(s.t.Context(), name, "correct horse")
	require.NoError(s.t, err)
	require.NoError(s.t, s.machine.GiveRole(s.t.Context(), a.Player, role))
	return a.Player
}

// browser is one, as far as cookies and forms go.
type browser struct {
	*stage
	http *http.Client
}

func (s *stage) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return &browser{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// signedIn is a browser of somebody.
func (s *stage) signedIn(name string) *browser {
	b := s.browser()
	code, _ := b.post("/console/sign-in", url.Values{"name": {name}, "password": {"correct horse"}})
	require.Equal(s.t, http.StatusSeeOther, code, name)
	return b
}

// get asks for a page.
func (b *browser) get(path string) (code int, body string) {
	return b.do(http.MethodGet, path, nil, nil)
}

// post sends a form, with the token of the browser's pages.
func (b *browser) post(path string, form url.Values) (code int, body string) {
	return b.do(http.MethodPost, path, form, map[string]string{"Origin": b.url})
}

func (b *browser) do(method, path string, form url.Values, headers map[string]string) (int, string) {
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, v := range headers {
		r.Header.Set(name, v)
	}
	resp, err := b.http.Do(r)
	require.NoError(b.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	return resp.StatusCode, string(body)
}

var tokens = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// token is that of the forms of this browser's pages.
func (b *browser) token() string {
	_, page := b.get("/console/")
	found := tokens.FindStringSubmatch(page)
	require.NotNil(b.t, found, "%s", page)
	return found[1]
}

// act presses a button.
func (b *browser) act(name string, pairs ...string) (code int, body string) {
	form := url.Values{"csrf": {b.token()}, "back": {"/console/"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.post("/console/do/"+name, form)
}
