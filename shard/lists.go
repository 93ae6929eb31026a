package shard

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster/game"
)

// Hosts lists the running matches by id.
func (s *Shard) Hosts() []*Host {
	s.mu.Lock()
	defer s.mu.Unlock()
	hosts := slices.Collect(maps.Values(s.hosts))
	slices.SortFunc(hosts, func(a, b *Host) int { return strings.Compare(a.match, b.match) })
	return hosts
}

// Ended lists the matches that have ended, with their results.
func (s *Shard) Ended() map[string]game.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.ended)
}

// GiveUp forgets a match that has ended and is kept elsewhere, and its journal.
func (s *Shard) GiveUp(match string) error {
	if _, over := s.Ended()[match]; !over {
		return fmt.Errorf("give up match %s: it has not ended here", match)
	}
	err := errors.Join(s.cfg.Store.GiveUp(match), s.cfg.Sidecar.Forget(match))
	if err == nil && s.cfg.Past != nil {
		err = s.cfg.Past.Forget(match)
	}
	if err != nil {
		return fmt.Errorf("give up match %s: %w", match, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.ended, match)
	s.over = append(s.over, match)
	return nil
}

// Quarantined lists the matches that were stopped, with the reason.
func (s *Shard) Quarantined() map[string]error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.quarantined)
}

// Stats are the counters of all zones together, also of those that have stopped: they only grow.
func (s *Shard) Stats() *Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := &Stats{}
	s.past.addTo(sum)
	for _, h := range s.hosts {
		h.stats.addTo(sum)
	}
	return sum
}

// Close stops all zones where they are; they go on when the store is opened again. The store is not closed.
func (s *Shard) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	for _, h := range s.Hosts() {
		h.stop()
	}
	s.idle.Wait()
	return nil
}
