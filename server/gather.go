package server

import (
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/shard"
)

// awaited is for whom a match waits before its first tick: those whom its seats are meant for, if its mode wants that,
// or if it is played by turns: AI would commit plans for players who are on their way.
func awaited(o *api.OpenMatch, clock game.TurnKind, now time.Time) shard.Wait {
	wait := time.Duration(o.Wait) * time.Second
	if wait <= 0 && clock != game.RealTime {
		wait = turnsWait
	}
	if wait <= 0 {
		return shard.Wait{}
	}
	var seats []int
	for _, v := range o.Seats {
		if v.Player != "" {
			seats = append(seats, v.Seat)
		}
	}
	return shard.WaitFor(seats, now.Add(wait))
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
