package console

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server/history"
	"muster/server/node"
	"muster/server/observe"
	"muster/server/peer"
	"muster/server/statuspage"
	"muster/shard/registry"
)

// crowd is a console that watches a large system. Its registry is filled by hand, and its nodes are one HTTP server.
type crowd struct {
	t       testing.TB
	c       *Console
	watcher *observe.Watcher
	http    *http.Client // signed in
	url     string

	mu    sync.Mutex
	nodes map[string]*node.Zones // nil for one that is gone
}

// newCrowd makes so many shards with so many matches and players each, on the next shards' standby.
func newCrowd(t testing.TB, shards, matches, players int) *crowd {
	w := &crowd{t: t, nodes: map[string]*node.Zones{}}
	nodes := httptest.NewServer(http.HandlerFunc(w.serveNode))
	t.Cleanup(nodes.Close)
	reg := registry.NewMemory(time.Hour)
	for i := range shards {
		id := fmt.Sprint("shard-", i+1)
		w.nodes[id] = zonesOf(i, shards, matches)
		require.NoError(t, reg.PutShard(t.Context(), registry.Shard{
			ID: id, Admin: nodes.URL + "/" + id, Began: 1, Capacity: 40, Load: matches, Players: players, Shared: true,
			HandsOver: true, TickP99: 4 * time.Millisecond, Busy: 30,
		}))
	}
	queue := registry.Matchmaker{ID: "queue-1", Admin: nodes.URL + "/queue-1"}
	require.NoError(t, reg.PutMatchmaker(t.Context(), queue))
	dir := t.TempDir()
	h, err := history.Open(filepath.Join(dir, "history.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.Close()) })
	w.watcher = observe.NewWatcher(observe.Config{
		Registry: reg, Dir: filepath.Join(dir, "events"), Figures: h.Add, Log: slog.New(slog.DiscardHandler),
	})
	w.c, err = New(Config{
		API: http.NotFoundHandler(), Machine: func(ctx context.Context) context.Context { return ctx }, Dir: dir,
		Figures: func(context.Context) (statuspage.Figures, error) { return statuspage.Figures{}, nil },
		Watcher: w.watcher, History: h, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	w.open()
	return w
}

// zonesOf is what one of so many shards runs.
func zonesOf(i, shards, matches int) *node.Zones {
	z := &node.Zones{Shard: fmt.Sprint("shard-", i+1), Began: 1}
	for j := range matches {
		z.Zones = append(z.Zones, node.Zone{
			Match: fmt.Sprintf("m%07d", i*matches+j), Scenario: "arena", Tick: 4000, Epoch: 1, Ready: true,
			Standby: fmt.Sprint("shard-", (i+1+j%max(shards-1, 1))%shards+1), Records: 900, Orders: 4000,
		})
	}
	for k := range shards {
		if k != i {
			z.Peers = append(z.Peers, peer.Heard{ID: fmt.Sprint("shard-", k+1), Silent: 20, Call: 1.5, Late: .01})
		}
	}
	return z
}

// serveNode answers for all nodes: /ID/zones, /ID/queue and /ID/metrics.
func (w *crowd) serveNode(to http.ResponseWriter, r *http.Request) {
	id, what, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	w.mu.Lock()
	defer w.mu.Unlock()
	switch z := w.nodes[id]; {
	case what == "metrics":
		_, _ = io.WriteString(to, metricsOf(id))
	case what == "queue":
		_ = json.NewEncoder(to).Encode(api.QueueFigures{Matchmaker: id, Began: 1, Waiting: 12, Seated: 5000})
	case z != nil:
		_ = json.NewEncoder(to).Encode(z)
	default: // as a process that is killed while it answers
		panic(http.ErrAbortHandler)
	}
}

var began = time.Now()

func metricsOf(id string) string {
	t := time.Since(began).Seconds()
	var b strings.Builder
	fmt.Fprintf(&b, "process_cpu_seconds_total %v\n", t*.3)
	fmt.Fprintf(&b, "process_resident_memory_bytes %v\n", 9e7+1e6*rand.Float64())
	fmt.Fprintf(&b, "muster_sessions{who=\"player\"} %v\n", 100)
	fmt.Fprintf(&b, "muster_view_bytes_total %v\n", t*1e5)
	fmt.Fprintf(&b, "muster_matches{state=\"running\"} %v\n", 20)
	for _, h := range []string{"muster_tick_seconds", "muster_journal_append_seconds"} {
		fmt.Fprintf(&b, "# TYPE %s histogram\n", h)
		for i, le := range []string{"0.001", "0.002", "0.004", "0.008", "+Inf"} {
			fmt.Fprintf(&b, "%s_bucket{le=%q} %d\n", h, le, int(t*100)*(i+1))
		}
		fmt.Fprintf(&b, "%s_sum %v\n%s_count %d\n", h, t, h, int(t*100)*5)
	}
	fmt.Fprintf(&b, "# of %s\n", id)
	return b.String()
}

// open serves the console and signs in by its link.
func (w *crowd) open() {
	s := httptest.NewServer(w.c)
	w.t.Cleanup(s.Close)
	w.t.Cleanup(w.c.feeds.close)
	w.url = s.URL
	link, err := w.c.Link()
	require.NoError(w.t, err)
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	w.http = &http.Client{
		Jar: jar, Transport: &http.Transport{DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := w.http.Get(w.url + link[strings.Index(link, base):])
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusSeeOther, resp.StatusCode)
	require.NoError(w.t, resp.Body.Close())
}

// watch has the system be looked at until the test ends.
func (w *crowd) watch() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.watcher.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		require.NoError(w.t, <-done)
	})
	w.until(func(s *observe.State) bool { return len(s.Matches) > 0 })
}

// until waits for a State.
func (w *crowd) until(so func(*observe.State) bool) *observe.State {
	late := time.After(time.Minute)
	for {
		s, next := w.watcher.Now()
		if so(s) {
			return s
		}
		select {
		case <-next:
		case <-late:
			w.t.Fatal("it did not come to that")
		}
	}
}

// page gets a page.
func (w *crowd) page(path string) string {
	resp, err := w.http.Get(w.url + path)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusOK, resp.StatusCode, "%s: %s", path, b)
	return string(b)
}

// follow reads a live part in the background, as a browser does, and sends how many bytes each event had.
func (w *crowd) follow(path string) <-chan int {
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+path, nil)
	require.NoError(w.t, err)
	resp, err := w.http.Do(r)
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusOK, resp.StatusCode)
	events := make(chan int, 1024)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(events)
		buf, n := make([]byte, 64<<10), 0
		for {
			got, err := resp.Body.Read(buf)
			if n += got; bytes.HasSuffix(buf[:got], []byte("\n\n")) {
				events <- n
				n = 0
			}
			if err != nil {
				return
			}
		}
	})
	w.t.Cleanup(func() {
		stop()
		reading.Wait()
		_ = resp.Body.Close()
	})
	return events
}
