package queuenode

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker"
	"muster/server/alerts"
	"muster/server/observe"
	"muster/shard/registry"
)

// What is amiss is evaluated on what the watcher reads, stands among what happened, and is sent by the matchmaker that
// leads.
func TestAlertsAreToldByWhoLeads(t *testing.T) {
	got := make(chan string, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m struct {
			ExternalURL string
			Alerts      []struct{ Labels map[string]string }
		}
		if json.NewDecoder(r.Body).Decode(&m) == nil {
			for _, a := range m.Alerts {
				got <- a.Labels["alertname"] + " " + a.Labels["node"] + " " + m.ExternalURL[len(m.ExternalURL)-15:]
			}
		}
	}))
	defer hook.Close()
	there := registry.NewMemory(time.Hour)
	require.NoError(t, there.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "other", Leads: true}))
	require.NoError(t, there.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "me"}))
	log := slog.New(slog.DiscardHandler)
	p, err := Listen(Config{
		HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Console: true, Webhook: alerts.WebhookConfig{URL: hook.URL},
		Matchmaker: matchmaker.Config{ID: "me", DataDir: t.TempDir(), Registry: there, Log: log},
	})
	require.NoError(t, err)
	defer p.Close()
	require.NoError(t, p.openAlerts())
	p.openWatcher()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = p.watcher.Run(ctx) })
	running.Go(func() { _ = p.runWebhook(ctx) })
	defer running.Wait() // before the directory goes
	defer cancel()
	leads := func(is bool) bool {
		s, _ := p.watcher.Now()
		return len(s.Of(observe.Matchmakers)) == 2 && p.leads() == is
	}
	require.Eventually(t, func() bool { return leads(false) }, time.Minute, 10*time.Millisecond)
	now := time.Now().Add(time.Hour) // before which the watcher's own looks do not count any more
	down := func(node string) {
		for range 6 {
			now = now.Add(alerts.Every)
			p.feedAlerts(now, []observe.Shown{{Node: node, Kind: observe.Shards}})
		}
	}
	down("shard-1")
	_, all := p.board.Now()
	require.Len(t, all, 1)
	require.NoError(t, there.PutMatchmaker(ctx, registry.Matchmaker{ID: "me", Leads: true}))
	require.Eventually(t, func() bool { return leads(true) }, time.Minute, 10*time.Millisecond)
	down("shard-2")
	require.ElementsMatch(t, []string{
		"MusterDown shard-1 /console/alerts", "MusterDown shard-2 /console/alerts",
	}, []string{<-got, <-got}, "shard-1's is over, shard-2's fires; who did not lead sent nothing")
	s, _ := p.watcher.Now()
	said := map[string]int{}
	for _, e := range s.Events {
		said[e.What+" "+e.Why+" "+e.Node]++
	}
	require.Equal(t, 1, said["alert MusterDown shard-1"])
	require.Equal(t, 1, said["alert_off MusterDown shard-1"])
	require.Equal(t, 1, said["alert MusterDown shard-2"])
}

// Without a console nothing is evaluated, and a webhook would wait in vain.
func TestAWebhookWantsAConsole(t *testing.T) {
	_, err := Listen(Config{Webhook: alerts.WebhookConfig{URL: "https://hooks.example"}})
	require.ErrorContains(t, err, "--console")
}
