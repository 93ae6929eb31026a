package journal

import (
	"slices"
	"sync"
)

// Memory is the whole twin of a Store in memory. What it holds is durable as long as the process lives.
type Memory struct {
	mu     sync.Mutex
	chains map[string][]Record
	calls  sync.WaitGroup
	closed bool
	news   notifier
}

// NewMemory makes an empty one.
func NewMemory() *Memory { return &Memory{chains: map[string][]Record{}} }

// Append implements Store.
func (m *Memory) Append(zone string, r Sealed, done func(error)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.add(zone, &r)
	m.calls.Add(1)
	go func() {
		defer m.calls.Done()
		done(err)
	}()
}

func (m *Memory) add(zone string, r *Sealed) error {
	if m.closed {
		return ErrClosed
	}
	chain, head := m.chains[zone], Hash{}
	if len(chain) > 0 {
		head = chain[len(chain)-1].Hash
	}
	if head != r.prev {
		return ErrConflict
	}
	m.chains[zone] = append(chain, Record{last(chain) + 1, r.Hash(), r.payload})
	m.news.notify()
	return nil
}

// Read implements Store.
func (m *Memory) Read(zone string, from uint64) ([]Record, uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, 0, ErrClosed
	}
	chain := m.chains[zone]
	return slices.Clone(chain[behind(chain, max(from, 1)-1):]), last(chain), nil
}

// last is the number of a chain's last record.
func last(chain []Record) uint64 {
	if len(chain) == 0 {
		return 0
	}
	return chain[len(chain)-1].Number
}

// behind is where the records of a chain begin that stand behind a number.
func behind(chain []Record, number uint64) int {
	if len(chain) == 0 || number < chain[0].Number {
		return 0
	}
	return int(min(number-chain[0].Number+1, uint64(len(chain))))
}

// Trim implements Trimmer.
func (m *Memory) Trim(zone string, first uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	chain := m.chains[zone]
	if m.closed {
		return ErrClosed
	}
	m.chains[zone] = slices.Clone(chain[min(behind(chain, max(first, 1)-1), max(len(chain), 1)-1):])
	return nil
}

// Ends implements Ends.
func (m *Memory) Ends(zone string) (first, last Record, err error) {
	recs, _, err := m.Read(zone, 1)
	if len(recs) > 0 {
		first, last = recs[0], recs[len(recs)-1]
	}
	return first, last, err
}

// GiveUp implements Store.
func (m *Memory) GiveUp(zone string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	delete(m.chains, zone)
	return nil
}

// Zones implements Store.
func (m *Memory) Zones() ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	var zones []string
	for zone := range m.chains {
		zones = append(zones, zone)
	}
	slices.Sort(zones)
	return zones, nil
}

// Close implements Store. It waits until every append was answered.
func (m *Memory) Close() error {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.news.notify()
	m.calls.Wait()
	return nil
}
