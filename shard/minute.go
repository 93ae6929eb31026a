package shard

import (
	"sync"
	"time"
)

// Minute counts what happened in the last sixty seconds. The zero value is ready.
type Minute struct {
	mu      sync.Mutex
	began   time.Time
	seconds [60]uint32 // by the second since began, in a ring
	newest  int        // second that was counted last
}

// Add counts one more.
func (m *Minute) Add(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(now)
	m.seconds[m.newest%len(m.seconds)]++
}

// Count is how many there were.
func (m *Minute) Count(now time.Time) (n uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(now)
	for _, k := range m.seconds {
		n += uint64(k)
	}
	return n
}

// forget empties the seconds that have gone by. The caller holds mu.
func (m *Minute) forget(now time.Time) {
	if m.began.IsZero() {
		m.began = now
	}
	second := int(now.Sub(m.began) / time.Second)
	for n := 0; m.newest < second && n < len(m.seconds); n++ {
		m.newest++
		m.seconds[m.newest%len(m.seconds)] = 0
	}
	m.newest = max(m.newest, second)
}
