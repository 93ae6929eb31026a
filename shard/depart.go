package shard

import "time"

// hold keeps what leaves the shard until its moment; see Departures. The zone's goroutine alone calls it and leave.
func (h *Host) hold(z *Zone, a Action) {
	if a.Publish != nil {
		h.mu.Lock()
		h.known.Begin(z)
		h.mu.Unlock()
	}
	if h.departures.Hold(a, time.Now(), h.delay()) {
		h.stats.Missed.Add(1)
	}
}

// leave lets out what is due.
func (h *Host) leave(now time.Time) {
	for _, a := range h.departures.Leave(now) {
		if a.Publish != nil {
			h.publish(a.Publish)
		} else {
			h.announceStall(a.Stall)
		}
	}
}

// flushDepartures waits until all has left that was decided before the zone stopped: also a fenced owner's views are
// true (docs/lease.md, rules 12 and 17).
func (h *Host) flushDepartures() {
	for at, ok := h.departures.Next(); ok; at, ok = h.departures.Next() {
		select {
		case <-h.quit:
			return
		case <-time.After(time.Until(at)):
			h.leave(time.Now())
		}
	}
}

// Delay is how long after their tick views leave now, of all zones; see Grid.
func (s *Shard) Delay() time.Duration {
	s.gridMu.Lock()
	defer s.gridMu.Unlock()
	return s.grid.Delay(time.Now())
}

func (s *Shard) took(d time.Duration) {
	s.gridMu.Lock()
	defer s.gridMu.Unlock()
	s.grid.Took(time.Now(), d)
}
