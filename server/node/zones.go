package node

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"muster/game"
	"muster/server/httpd"
	"muster/server/peer"
	"muster/shard"
	"muster/wallclock"
)

// Zones are what a shard tells of its zones (GET /zones on its operators' listener).
type Zones struct {
	Shard       string        `json:"shard"`
	Began       int64         `json:"began"` // when its process did, in milliseconds since 1970
	Zones       []Zone        `json:"zones"`
	Asleep      int           `json:"asleep,omitempty"` // matches that sleep until somebody comes, or a deadline
	Quarantined []Quarantined `json:"quarantined,omitempty"`
	Waiting     []Quarantined `json:"waiting,omitempty"` // for another release
	Peers       []peer.Heard  `json:"peers,omitempty"`   // the other shards of the journal, as it hears them
}

// Zone is one that runs.
type Zone struct {
	Match    string    `json:"match"`
	Scenario string    `json:"scenario"`
	Since    time.Time `json:"since,omitzero"` // when its first view left here: it began, or went on
	Clock    string    `json:"clock"`
	Tick     uint32    `json:"tick"`
	Scores   []uint32  `json:"scores"`
	Records  uint64    `json:"records"`
	Orders   uint64    `json:"orders"`
	Minute   uint64    `json:"orders_minute"` // of the last minute
	Waiting  int       `json:"waiting"`       // inputs that the zone has not taken up
	Overruns uint64    `json:"overruns"`
	Missed   uint64    `json:"missed"` // publications that left with the next tick's
	Epoch    uint32    `json:"epoch"`  // of its ownership: of two that show the same match the higher one has it
	Head     Head      `json:"head"`
	RTT      []int64   `json:"rtt_us,omitempty"` // to the player of each seat and back, microseconds; 0 where nobody is

	Standby string `json:"standby,omitempty"` // the shard that goes on with it should this one fail
	Ready   bool   `json:"ready,omitempty"`   // which is as far as this one, but for Lag
	Lag     uint32 `json:"lag,omitempty"`     // ticks
	Paused  bool   `json:"paused,omitempty"`  // the journal does not take its records

	Cause  string `json:"cause,omitempty"`     // why it runs here: queue, silence, closed, handover; or it began here
	From   string `json:"from,omitempty"`      // the shard that had it before, as far as this one knows
	Silent int64  `json:"silent_ms,omitempty"` // for how long that one had been silent
}

// Head is where the journal of a match stands, as far as it is durable. Its hashes are of all that the match holds and
// nobody may know yet: they are for operators alone, as the rest here.
type Head struct {
	Record uint64 `json:"record"`         // number of the last one
	Hash   string `json:"hash,omitempty"` // of that and all before it
	Tick   uint32 `json:"tick,omitempty"` // the newest whose World's hash was journaled here; 0 for none yet
	World  string `json:"world,omitempty"`
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
	return httpd.Page(httpd.SharedPageFor(zonesFresh, "application/json",
		func(_ context.Context, to *bytes.Buffer) error { return json.NewEncoder(to).Encode(p.Zones()) }))
}

// Zones reports how all zones do.
func (p *Node) Zones() Zones {
	z := Zones{Shard: p.cfg.ID, Began: p.began.UnixMilli()}
	var view peer.View
	if p.peers != nil {
		view = p.peers.View()
	}
	z.Peers = view.Peers
	for _, h := range p.shard.Hosts() {
		row := zoneOf(h)
		row.place(h.Cause(), view.Matches[h.Match()])
		row.links(p.door.RoundTrips(h.Match()))
		z.Zones = append(z.Zones, row)
	}
	z.Asleep = p.shard.Asleep()
	z.Quarantined, z.Waiting = rowsOf(p.shard.Quarantined()), rowsOf(p.shard.Foreign())
	return z
}

// zoneOf is what a zone tells of itself.
func zoneOf(h *shard.Host) Zone {
	s := h.Stats()
	row := Zone{
		Match: h.Match(), Scenario: h.Setup().Scenario.Name, Waiting: h.Waiting(),
		Records: s.Records.Load(), Orders: s.Orders.Load(), Minute: s.LastMinute.Count(time.Now()),
		Overruns: s.Overruns.Load(), Missed: s.Missed.Load(), Paused: h.Stalled(),
	}
	p := h.Latest()
	if p == nil {
		return row
	}
	row.Clock, row.Tick, row.Epoch = clock(p.Tick, h.Setup()), uint32(p.Tick), p.Epoch
	row.Since = wallclock.Now().Add(-time.Since(h.Since())).Round(time.Millisecond)
	row.Scores = p.Views[len(p.Views)-1].Scores // public, also for those who play
	row.Head = Head{Record: p.Number, Hash: hex.EncodeToString(p.Head[:])}
	if at := p.Hashed; at.Tick > 0 {
		row.Head.Tick, row.Head.World = uint32(at.Tick), fmt.Sprintf("%016x", at.Hash)
	}
	return row
}

// links says how far away the players are.
func (z *Zone) links(all []time.Duration) {
	for _, d := range all {
		z.RTT = append(z.RTT, d.Microseconds())
	}
}

// place says how the match came here, and who stands by.
func (z *Zone) place(by shard.Cause, at peer.Placed) {
	z.Standby, z.Ready, z.Lag = at.Standby, at.Ready, at.Lag
	if by == shard.Asked {
		z.Cause = "queue"
		return
	}
	z.Cause, z.From, z.Silent = at.Came.Cause, at.Came.From, at.Came.Silent.Milliseconds()
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

// Resumed reports what the journal brought back.
func (p *Node) Resumed() string {
	live, lost, waiting := len(p.shard.Hosts()), len(p.shard.Quarantined()), p.waiting()
	switch {
	case lost > 0:
		return fmt.Sprintf("%d matches go on; %d are quarantined, see the log and the operators' page.%s",
			live, lost, waiting)
	case live == 0 && p.shard.Asleep() > 0:
		return fmt.Sprintf("%d matches sleep until somebody comes or a deadline.%s", p.shard.Asleep(), waiting)
	case live > 0 || waiting != "":
		return fmt.Sprintf("%d matches go on.%s", live, waiting)
	}
	return "No match runs yet: the first player who comes opens one."
}
