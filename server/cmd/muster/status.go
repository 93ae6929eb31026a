package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"muster/game"
	"muster/matchmaker"
)

//go:embed status.html
var statusPage string

var statusTemplate = template.Must(template.New("status").Parse(statusPage))

// status is what the page shows.
type status struct {
	Up, Version, UDP string
	Queue            matchmaker.Status
	Zones            []zoneRow
	Quarantined      []quarantineRow
	Trouble          string
}

type zoneRow struct {
	Match, Scenario, Clock string
	Scores                 []uint32
	Records, Overruns      uint64
}

type quarantineRow struct {
	Match string
	Why   error
}

// web is all that is public: the status page, figures and the queue's API.
func (h *house) web() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.showStatus)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics, promhttp.HandlerOpts{}))
	mux.Handle("/", h.queue.Handler())
	return mux
}

func (h *house) showStatus(w http.ResponseWriter, r *http.Request) {
	s := status{
		Up: time.Since(h.began).Round(time.Second).String(), Version: version(), UDP: h.address(), Zones: h.zones(), Quarantined: h.quarantined(),
	}
	var err error
	if s.Queue, err = h.queue.Status(r.Context()); err != nil {
		s.Trouble = err.Error()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := statusTemplate.Execute(w, s); err != nil {
		h.log.Debug("the reader of the status page is gone", "error", err)
	}
}

func (h *house) zones() (rows []zoneRow) {
	for _, z := range h.shard.Hosts() {
		row := zoneRow{Match: z.Match(), Scenario: z.Setup().Scenario.Name, Records: z.Stats().Records.Load(), Overruns: z.Stats().Overruns.Load()}
		if p := z.Latest(); p != nil {
			row.Clock = clock(p.Tick, z.Setup())
			row.Scores = p.Views[len(p.Views)-1].Scores // public, also for those who play
		}
		rows = append(rows, row)
	}
	return rows
}

func (h *house) quarantined() (rows []quarantineRow) {
	all := h.shard.Quarantined()
	for _, match := range slices.Sorted(maps.Keys(all)) {
		rows = append(rows, quarantineRow{match, all[match]})
	}
	return rows
}

func clock(t game.Tick, s *game.Setup) string {
	seconds := int(t) / int(max(s.Rules.TickRate, 1))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// resumed tells what the journal brought back.
func (h *house) resumed() string {
	live, lost := len(h.shard.Hosts()), len(h.shard.Quarantined())
	switch {
	case lost > 0:
		return fmt.Sprintf("%d matches go on; %d are quarantined, see the log and the status page.", live, lost)
	case live > 0:
		return fmt.Sprintf("%d matches go on.", live)
	}
	return "No match runs yet: the first player who comes opens one."
}
