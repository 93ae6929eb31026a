package peer

import (
	"maps"
	"slices"
	"time"

	"muster/shard/heartbeat"
)

// View is how the others do, and who stands by for what runs here, as operators are shown it.
type View struct {
	Peers   []Heard // by ID
	Matches map[string]Placed
}

// Heard is another shard as this one hears it.
type Heard struct {
	ID     string  `json:"id"`
	Silent int64   `json:"silent_ms"`         // since it was heard last, by our own ticks
	Closed bool    `json:"closed,omitempty"`  // its connection broke, and could not be had again
	Never  bool    `json:"never,omitempty"`   // it was not heard yet
	Call   float64 `json:"call_ms,omitempty"` // how long the last call of it took; 0 while there was none
	Late   float64 `json:"late"`              // the share of its last beats that came late
}

// Placed is a match that runs here.
type Placed struct {
	Standby string // the shard that goes on with it should this one fail; empty for nobody
	Ready   bool   // which has folded the journal, and hears us
	Lag     uint32 // ticks that it was behind when it last answered
	Came    Came   // zero for what began here
}

// Came is how a match came here that another shard had before.
type Came struct {
	From   string        // the shard that had it
	Cause  string        // silence, closed or handover
	Silent time.Duration // for how long that one had been silent when we bid
	At     time.Time
}

// View is as of now.
func (p *Peers) View() (v View) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.core.view()
}

func (c *core) view() View {
	v := View{Matches: map[string]Placed{}}
	for _, id := range slices.Sorted(maps.Keys(c.peers)) {
		p := c.peers[id]
		v.Peers = append(v.Peers, Heard{
			ID: id, Silent: c.watch.Silence(process(id, p.began)).Milliseconds(), Closed: p.closed,
			Never: p.began == 0, Call: float64(p.call.Microseconds()) / 1000, Late: p.late,
		})
	}
	for match, o := range c.own {
		at := Placed{Came: c.came[match]}
		if o.accepted {
			at.Standby, at.Ready, at.Lag = o.standby, o.standing.Ready, o.lag
		}
		v.Matches[match] = at
	}
	return v
}

// beat counts how many beats come late. Over TCP a packet that was lost is one that comes late.
func (p *peer) beat(now time.Time) {
	late := 0.0
	if !p.heard.IsZero() && now.Sub(p.heard) > 2*heartbeat.Every {
		late = 1
	}
	p.late += (late - p.late) / lateOver
	p.heard = now
}

// forgetCame forgets how matches came that are here no more. What has only just come may not be among those that run.
func (c *core) forgetCame(runs map[string]uint32, now time.Time) {
	maps.DeleteFunc(c.came, func(match string, came Came) bool {
		_, here := runs[match]
		return !here && now.Sub(came.At) > cameKept
	})
}
