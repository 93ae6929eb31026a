package server

import (
	"time"

	"muster/matchmaker/api"
	"muster/shard"
)

// awaited is for whom a match waits before its first tick: those whom its seats are meant for, if its mode wants that.
func awaited(o *api.OpenMatch, now time.Time) shard.Wait {
	if o.Wait <= 0 {
		return shard.Wait{}
	}
	var seats []int
	for _, v := range o.Seats {
		if v.Player != "" {
			seats = append(seats, v.Seat)
		}
	}
	return shard.WaitFor(seats, now.Add(time.Duration(o.Wait)*time.Second))
}

// count counts down while the match waits for its players.
func (m *match) count(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.table.Count(now)
}

// waits reports whether the match waits for its players.
func (m *match) waits() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.table.Waits()
}
