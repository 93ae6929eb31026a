package node

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"muster/game"
	"muster/server/httpd"
)

// Zones are what a shard tells of its zones (GET /zones on its operators' listener).
type Zones struct {
	Shard       string        `json:"shard"`
	Zones       []Zone        `json:"zones"`
	Quarantined []Quarantined `json:"quarantined,omitempty"`
	Waiting     []Quarantined `json:"waiting,omitempty"` // for another release
}

// Zone is one that runs.
type Zone struct {
	Match    string   `json:"match"`
	Scenario string   `json:"scenario"`
	Clock    string   `json:"clock"`
	Tick     uint32   `json:"tick"`
	Scores   []uint32 `json:"scores"`
	Records  uint64   `json:"records"`
	Orders   uint64   `json:"orders"`
	Waiting  int      `json:"waiting"` // inputs that the zone has not taken up
	Overruns uint64   `json:"overruns"`
	Missed   uint64   `json:"missed"` // publications that left with the next tick's
}

// Quarantined is a match that does not run, and why.
type Quarantined struct {
	Match string `json:"match"`
	Why   string `json:"why"`
}

// Operators is what the shard shows to its operators.
func (p *Node) Operators() *http.ServeMux {
	mux := httpd.Operators(p.cfg.Metrics, p.Ready)
	mux.Handle("GET /zones", p.ZonesPage())
	return mux
}

// ZonesPage serves what Zones says.
func (p *Node) ZonesPage() http.Handler {
	return httpd.Page(httpd.SharedPage("application/json", func(_ context.Context, to *bytes.Buffer) error {
		return json.NewEncoder(to).Encode(p.Zones())
	}))
}

// Zones tells how all zones do.
func (p *Node) Zones() Zones {
	z := Zones{Shard: p.cfg.ID}
	for _, h := range p.shard.Hosts() {
		row := Zone{
			Match: h.Match(), Scenario: h.Setup().Scenario.Name, Waiting: h.Waiting(),
			Records: h.Stats().Records.Load(), Orders: h.Stats().Orders.Load(), Overruns: h.Stats().Overruns.Load(),
			Missed: h.Stats().Missed.Load(),
		}
		if p := h.Latest(); p != nil {
			row.Clock, row.Tick = clock(p.Tick, h.Setup()), uint32(p.Tick)
			row.Scores = p.Views[len(p.Views)-1].Scores // public, also for those who play
		}
		z.Zones = append(z.Zones, row)
	}
	z.Quarantined, z.Waiting = rowsOf(p.shard.Quarantined()), rowsOf(p.shard.Foreign())
	return z
}

func rowsOf(all map[string]error) (rows []Quarantined) {
	for _, match := range slices.Sorted(maps.Keys(all)) {
		rows = append(rows, Quarantined{match, all[match].Error()})
	}
	return rows
}

func clock(t game.Tick, s *game.Setup) string {
	seconds := int(t) / int(max(s.Rules.TickRate, 1))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// Resumed tells what the journal brought back.
func (p *Node) Resumed() string {
	live, lost, waiting := len(p.shard.Hosts()), len(p.shard.Quarantined()), p.waiting()
	switch {
	case lost > 0:
		return fmt.Sprintf("%d matches go on; %d are quarantined, see the log and the operators' page.%s",
			live, lost, waiting)
	case live > 0 || waiting != "":
		return fmt.Sprintf("%d matches go on.%s", live, waiting)
	}
	return "No match runs yet: the first player who comes opens one."
}
