package registry

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Recover says that this registry was started anew and knows of nobody, while others live who knew the one before. For
// as long as an entry lives it tells nobody who is there, since who puts itself again may not have done so yet, and it
// gives the lead to nobody but who holds it.
func (m *Memory) Recover() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.recovers = time.Now().Add(m.ttl)
}

// recovering is why nothing can be told yet. The caller holds mu.
func (m *Memory) recovering() error {
	if left := time.Until(m.recovers); left > 0 {
		return fmt.Errorf("the registry was started anew and hears of everybody first, for another %v",
			left.Round(100*time.Millisecond))
	}
	return nil
}

// members are the entries of one kind as they were last told, with which a Remote goes on while the registry is away.
// When it is back it may have forgotten who will put itself again in a moment: for as long as an entry lives, who was
// there still counts.
type members[T any] struct {
	mu    sync.Mutex
	known map[string]T // by id; nil until the registry has answered
	away  bool
	back  time.Time // since when it is there again; zero when that is long ago
}

// update takes in an answer, or why there is none, and returns who is there, by id.
func (k *members[T]) update(all []T, err error, id func(T) string, now time.Time) ([]T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		k.away = true
		if k.known == nil {
			return nil, err
		}
		return k.list(), nil
	}
	if k.away {
		k.away, k.back = false, now
	}
	told := make(map[string]T, len(all))
	if !k.back.IsZero() && now.Sub(k.back) <= SilentAfter {
		maps.Copy(told, k.known)
	}
	for _, v := range all {
		told[id(v)] = v
	}
	k.known = told
	return k.list(), nil
}

func (k *members[T]) list() (all []T) {
	for _, id := range slices.Sorted(maps.Keys(k.known)) {
		all = append(all, k.known[id])
	}
	return all
}
