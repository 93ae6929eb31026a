package registry

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"muster/wallclock"
)

// Memory is a Registry of one process. Entries that are not put again within the time to live are gone.
type Memory struct {
	ttl time.Duration

	mu          sync.Mutex
	shards      map[string]Shard
	flaps       Flaps
	matchmakers map[string]seenMatchmaker
	heads       map[string]Head
	watchers    map[chan struct{}]struct{}
	changes     uint64 // how often anything changed of who is there
	lead        lead
	recovers    time.Time // until then it cannot tell who is there; see Recover
}

type seenMatchmaker struct {
	Matchmaker
	seen time.Time
}

// NewMemory makes an empty one.
func NewMemory(ttl time.Duration) *Memory {
	return &Memory{
		ttl: ttl, shards: map[string]Shard{}, matchmakers: map[string]seenMatchmaker{}, heads: map[string]Head{},
		watchers: map[chan struct{}]struct{}{},
	}
}

// PutShard implements Registry.
func (m *Memory) PutShard(_ context.Context, s Shard) error {
	if err := s.Check(wallclock.Now()); err != nil {
		return fmt.Errorf("put shard %s: %w", s.ID, err)
	}
	s.Seen, s.Unsteady = time.Now(), false
	m.change(func() {
		m.here() // who fell silent did so before this
		if _, twin := s.YieldsTo([]Shard{m.shards[s.ID]}); twin {
			return // of two the first stays, for the other one to see
		}
		m.shards[s.ID] = s
		m.here()
	})
	return nil
}

// here drops who fell silent and lists who is there. The caller holds mu.
func (m *Memory) here() (all []Shard) {
	now := time.Now()
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(m.shards)) {
		switch s := m.shards[id]; {
		case now.Sub(s.Seen) > m.ttl:
			delete(m.shards, id)
		case s.Trouble == "":
			ids, all = append(ids, id), append(all, s)
		}
	}
	m.flaps.Here(ids, now)
	for i := range all {
		all[i].Unsteady = m.flaps.Unsteady(all[i].ID, now)
	}
	return all
}

// RemoveShard implements Registry.
func (m *Memory) RemoveShard(_ context.Context, id string) error {
	m.change(func() {
		delete(m.shards, id)
		m.flaps.Left(id)
	})
	return nil
}

// PutMatchmaker implements Registry.
func (m *Memory) PutMatchmaker(_ context.Context, mm Matchmaker) error {
	if err := mm.Check(); err != nil {
		return fmt.Errorf("put matchmaker %s: %w", mm.ID, err)
	}
	m.change(func() { m.matchmakers[mm.ID] = seenMatchmaker{mm, time.Now()} })
	return nil
}

// RemoveMatchmaker implements Registry. The lead falls with the entry.
func (m *Memory) RemoveMatchmaker(_ context.Context, id string) error {
	m.change(func() {
		delete(m.matchmakers, id)
		if m.lead.ID == id {
			m.lead = lead{}
		}
	})
	return nil
}

// PutHeads implements Registry.
func (m *Memory) PutHeads(_ context.Context, heads ...Head) error {
	good, err := Sane(heads)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, h := range good {
		if known, ok := m.heads[h.Match]; !ok || h.Newer(&known) {
			m.heads[h.Match] = h
		}
	}
	return err
}

// DropHeads implements Registry.
func (m *Memory) DropHeads(_ context.Context, matches ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, match := range matches {
		delete(m.heads, match)
	}
	return nil
}

// change does something under the lock and wakes whoever watches.
func (m *Memory) change(do func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	do()
	m.wake()
}

// wake wakes whoever watches. The caller holds mu.
func (m *Memory) wake() {
	m.changes++
	for w := range m.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// Shards implements Registry.
func (m *Memory) Shards(context.Context) ([]Shard, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.recovering(); err != nil {
		return nil, err
	}
	return m.here(), nil
}

// Matchmakers implements Registry.
func (m *Memory) Matchmakers(context.Context) (all []Matchmaker, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.recovering(); err != nil {
		return nil, err
	}
	now := time.Now()
	maps.DeleteFunc(m.matchmakers, func(_ string, s seenMatchmaker) bool { return now.Sub(s.seen) > m.ttl })
	for _, s := range m.matchmakers {
		s.Leads = s.Leads || m.lead.of(s.ID, now)
		all = append(all, s.Matchmaker)
	}
	slices.SortFunc(all, func(a, b Matchmaker) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// FindHead implements Registry.
func (m *Memory) FindHead(_ context.Context, match string) (Head, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if h, ok := m.heads[match]; ok {
		return h, true, nil
	}
	return Head{}, false, m.recovering()
}

// Heads implements Registry.
func (m *Memory) Heads(context.Context) ([]Head, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.recovering(); err != nil {
		return nil, err
	}
	return slices.SortedFunc(maps.Values(m.heads), func(a, b Head) int { return cmp.Compare(a.Match, b.Match) }), nil
}

// wait returns how often anything changed, once that is not since, or when ctx ends.
func (m *Memory) wait(ctx context.Context, since uint64) uint64 {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for w := m.Watch(ctx); ; {
		m.mu.Lock()
		now := m.changes
		m.mu.Unlock()
		if now != since {
			return now
		}
		select {
		case <-w:
		case <-ctx.Done():
			return now
		}
	}
}

// Watch implements Registry.
func (m *Memory) Watch(ctx context.Context) <-chan struct{} {
	w := make(chan struct{}, 1)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watchers[w] = struct{}{}
	context.AfterFunc(ctx, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watchers, w)
	})
	return w
}
