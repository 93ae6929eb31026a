package observe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/history"
	"muster/server/node"
	"muster/shard/registry"
)

// answers stands for the network: nodes by host.
type answers struct {
	mu   sync.Mutex
	of   map[string]func(path string) (string, error)
	asks int
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	f := a.of[r.URL.Host]
	a.asks++
	a.mu.Unlock()
	if f == nil {
		return nil, fmt.Errorf("dial tcp: %w", syscall.ECONNREFUSED)
	}
	body, err := f(r.URL.Path)
	if err != nil {
		<-r.Context().Done() // it says nothing
		return nil, r.Context().Err()
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// shardAnswers is a shard whose process has used so many seconds of processor.
func shardAnswers(id string, began time.Time) func(string) (string, error) {
	return func(path string) (string, error) {
		if path == "/metrics" {
			return fmt.Sprintf("# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total %v\n",
				time.Since(began).Seconds()/4), nil
		}
		var b bytes.Buffer
		z := node.Zones{Shard: id, Began: 1, Zones: []node.Zone{{Match: "m-" + id, Epoch: 1}}}
		err := json.NewEncoder(&b).Encode(z)
		return b.String(), err
	}
}

// A Watcher sees who dies within a second, keeps it and has figures in the history.
func TestAWatcherSeesAndKeeps(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		reg := registry.NewMemory(time.Hour)
		net := &answers{of: map[string]func(string) (string, error){}}
		for _, id := range []string{"shard-1", "shard-2"} {
			require.NoError(t, reg.PutShard(t.Context(), registry.Shard{ID: id, Admin: "http://" + id, Began: 1}))
			net.of[id] = shardAnswers(id, time.Now())
		}
		var kept []history.Sample
		w := NewWatcher(Config{
			Registry: reg, Dir: dir, Log: slog.New(slog.DiscardHandler),
			Figures: func(_ time.Time, all []history.Sample) error { kept = append(kept, all...); return nil },
		})
		w.http.Transport = net
		for range 10 {
			w.poll(t.Context())
			time.Sleep(lookEvery)
		}
		s, next := w.Now()
		require.Len(t, s.Matches, 2)
		require.Equal(t, Up, s.Node("shard-2").Health)

		net.mu.Lock()
		delete(net.of, "shard-2")
		net.mu.Unlock()
		killed := time.Now()
		w.poll(t.Context())
		<-next
		s, _ = w.Now()
		require.Equal(t, Died, s.Events[0].What)
		require.NotContains(t, s.Node("shard-2").Why, "dial", "no addresses")
		net.mu.Lock()
		net.of["shard-1"] = func(string) (string, error) { return "", io.EOF }
		net.mu.Unlock()
		w.poll(t.Context())
		require.Equal(t, answerWithin, time.Since(killed), "a look waits so long and no longer")

		require.Contains(t, kept, history.Sample{Node: "shard-1", Name: "cpu_cores", Value: .25})
		past, err := w.Past()
		require.NoError(t, err)
		events, err := past.Events(t.Context(), killed.Add(-time.Minute), killed.Add(time.Minute), 10)
		require.NoError(t, err)
		require.Len(t, events, 1)
	})
}

// Another process at a node's address is not taken for it: its operators' listener may be of its own machine alone.
func TestAnotherProcessIsNotTakenForANode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := registry.NewMemory(time.Hour)
		require.NoError(t, reg.PutShard(t.Context(), registry.Shard{ID: "shard-1", Admin: "http://here"}))
		net := &answers{of: map[string]func(string) (string, error){"here": shardAnswers("shard-9", time.Now())}}
		w := NewWatcher(Config{Registry: reg, Log: slog.New(slog.DiscardHandler)})
		w.http.Transport = net
		for range 10 {
			w.poll(t.Context())
		}
		s, _ := w.Now()
		require.Equal(t, Unknown, s.Nodes[0].Health)
		require.Empty(t, s.Matches)
		require.Empty(t, s.Events)
	})
}

// Each figure has a name of its own, and there are not more than the history was made for.
func TestFiguresHaveNames(t *testing.T) {
	names := map[string]bool{}
	for _, f := range Figures {
		require.False(t, names[f.Name], f.Name)
		names[f.Name] = true
		require.NotEmpty(t, f.Group)
	}
	require.LessOrEqual(t, len(names), 60)
}

// Who died is listed on for an hour, so that what says it is down is not over while it is; who shut down is not.
func TestWhoDiedIsMissed(t *testing.T) {
	w := NewWatcher(Config{Registry: registry.NewMemory(time.Hour), Log: slog.New(slog.DiscardHandler)})
	now := time.UnixMilli(1_790_000_000_000)
	shown := func(after time.Duration, nodes ...Node) (ids []string) {
		now = now.Add(after)
		for _, s := range w.shown(&State{At: now, Nodes: nodes}, nil) {
			ids = append(ids, s.Node)
		}
		return ids
	}
	w.admin["dies"], w.admin["leaves"] = address{url: "http://dies"}, address{url: "http://leaves"}
	dies, leaves := Node{ID: "dies", Kind: Shards, Health: Up}, Node{ID: "leaves", Kind: Shards, Health: Up}
	require.ElementsMatch(t, []string{"dies", "leaves"}, shown(0, dies, leaves))
	dies.Health, leaves.Health = Ended, Left
	require.Equal(t, []string{"dies"}, shown(time.Second, dies, leaves))
	clear(w.admin)
	require.Equal(t, []string{"dies"}, shown(goneFor), "it is forgotten, and missed")
	require.Equal(t, []string{"dies"}, shown(58*time.Minute))
	require.Empty(t, shown(2*time.Minute))
}
