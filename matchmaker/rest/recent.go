package rest

import (
	"sync"
)

// recent remembers something of each of many. It keeps two generations, so that it is bounded and yet forgets only what
// was not asked for in a while.
type recent[K comparable, V any] struct {
	most       int // in a generation
	mu         sync.Mutex
	young, old map[K]V
}

func newRecent[K comparable, V any](most int) *recent[K, V] {
	return &recent[K, V]{most: most, young: map[K]V{}}
}

// find reports what is remembered.
func (r *recent[K, V]) find(k K) (v V, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, known = r.young[k]; known {
		return v, true
	}
	if v, known = r.old[k]; known {
		r.put(k, v)
	}
	return v, known
}

// add has v remembered, unless something else is remembered already; it returns what is.
func (r *recent[K, V]) add(k K, v V) V {
	if was, known := r.find(k); known {
		return was
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if was, known := r.young[k]; known { // somebody else was quicker
		return was
	}
	r.put(k, v)
	return v
}

// set remembers v, whatever was remembered before.
func (r *recent[K, V]) set(k K, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.put(k, v)
}

func (r *recent[K, V]) put(k K, v V) {
	if len(r.young) >= r.most {
		r.young, r.old = map[K]V{}, r.young
	}
	r.young[k] = v
}
