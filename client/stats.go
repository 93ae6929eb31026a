package client

import (
	"time"

	"muster/game"
	"muster/server/wire"
)

// Stats are figures about the link since Dial.
type Stats struct {
	Link              LinkKind // what the running link goes over; empty while there is none
	RTT               time.Duration
	Jitter            time.Duration // of the intervals between views
	Lost              float64       // share of views that never came, over about the last 100
	BytesIn, BytesOut uint64        // over all links
	Views             uint64
	Missed            uint64      // views between two of a link that never came
	Reconnects        int         // links lost and then a first view again
	Switches          int         // times that the client went over to another server by its warm link
	Server            wire.Health // how the server kept its ticks in the last second, as it says
}

// meter gathers them.
type meter struct {
	s        Stats
	link0    wire.Stats // the running link's counters
	past     wire.Stats // of the links before
	links    int
	last     time.Time
	tick     game.Tick
	interval time.Duration // smoothed
}

// link notes a first view over a link, unlink that it was lost.
func (m *meter) link() {
	m.links++
	m.s.Reconnects = max(m.links-1-m.s.Switches, 0)
	m.last = time.Time{}
}

// switched notes that another link takes the place of the running one.
func (m *meter) switched() {
	m.unlink()
	m.s.Switches++
}

func (m *meter) unlink() {
	m.past.BytesIn += m.link0.BytesIn
	m.past.BytesOut += m.link0.BytesOut
	m.link0 = wire.Stats{}
}

// view notes a view. Smoothing is by a sixteenth, as RFC 3550 does for jitter.
func (m *meter) view(now time.Time, tick game.Tick, link wire.Stats) {
	m.s.Views++
	m.link0 = link
	if !m.last.IsZero() && tick > m.tick {
		gap := now.Sub(m.last)
		m.interval += (gap - m.interval) / 16
		m.s.Jitter += ((gap - m.interval).Abs() - m.s.Jitter) / 16
		m.s.Missed += uint64(tick - m.tick - 1)
		for range min(tick-m.tick-1, 100) {
			m.s.Lost += (1 - m.s.Lost) / 100
		}
		m.s.Lost -= m.s.Lost / 100
	}
	m.last, m.tick = now, tick
}

// still notes a view of a match that stands still.
func (m *meter) still(link wire.Stats) {
	m.s.Views++
	m.link0, m.last = link, time.Time{}
}

func (m *meter) stats() Stats {
	s := m.s
	s.Link = m.link0.Link
	s.RTT = time.Duration(m.link0.RTTMicros) * time.Microsecond
	s.BytesIn, s.BytesOut = m.past.BytesIn+m.link0.BytesIn, m.past.BytesOut+m.link0.BytesOut
	return s
}
