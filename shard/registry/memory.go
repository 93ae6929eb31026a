package registry

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Memory is a Registry of one process. Entries that are not put again within the time to live are gone.
type Memory struct {
	ttl time.Duration

	mu          sync.Mutex
	shards      map[string]Shard
	matchmakers map[string]seenMatchmaker
	heads       map[string]Head
	watchers    map[chan struct{}]struct{}
}

type seenMatchmaker struct {
	Matchmaker
	seen time.Time
}

// NewMemory makes an empty one.
func NewMemory(ttl time.Duration) *Memory {
	return &Memory{
		ttl: ttl, shards: map[string]Shard{}, matchmakers: map[string]seenMatchmaker{}, heads: map[string]Head{}, watchers: map[chan struct{}]struct{}{},
	}
}

// PutShard implements Registry.
func (m *Memory) PutShard(_ context.Context, s Shard) error {
	s.Seen = time.Now()
	m.change(func() { m.shards[s.ID] = s })
	return nil
}

// RemoveShard implements Registry.
func (m *Memory) RemoveShard(_ context.Context, id string) error {
	m.change(func() { delete(m.shards, id) })
	return nil
}

// PutMatchmaker implements Registry.
func (m *Memory) PutMatchmaker(_ context.Context, mm Matchmaker) error {
	m.change(func() { m.matchmakers[mm.ID] = seenMatchmaker{mm, time.Now()} })
	return nil
}

// PutHead implements Registry.
func (m *Memory) PutHead(_ context.Context, h Head) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heads[h.Match] = h
	return nil
}

// change does something under the lock and wakes whoever watches.
func (m *Memory) change(do func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	do()
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
	maps.DeleteFunc(m.shards, func(_ string, s Shard) bool { return time.Since(s.Seen) > m.ttl })
	return slices.SortedFunc(maps.Values(m.shards), func(a, b Shard) int { return cmp.Compare(a.ID, b.ID) }), nil
}

// Matchmakers implements Registry.
func (m *Memory) Matchmakers(context.Context) (all []Matchmaker, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.matchmakers, func(_ string, s seenMatchmaker) bool { return time.Since(s.seen) > m.ttl })
	for _, id := range slices.Sorted(maps.Keys(m.matchmakers)) {
		all = append(all, m.matchmakers[id].Matchmaker)
	}
	return all, nil
}

// FindHead implements Registry.
func (m *Memory) FindHead(_ context.Context, match string) (Head, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, ok := m.heads[match]
	return h, ok, nil
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
