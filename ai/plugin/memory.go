package plugin

import (
	"sync/atomic"

	"github.com/tetratelabs/wazero/experimental"
)

// pool is what the memories of all plug-ins of this process take of together. A module that wants more is told that
// there is none, as WebAssembly has it.
type pool struct{ left atomic.Int64 }

// memories is one for the whole process: it has one memory, too.
var memories = newPool(MaxMemory)

func newPool(most int64) *pool {
	p := &pool{}
	p.left.Store(most)
	return p
}

func (p *pool) reserve(n int64) bool {
	if p.left.Add(-n) < 0 {
		p.left.Add(n)
		return false
	}
	return true
}

// Allocate implements experimental.MemoryAllocator.
func (p *pool) Allocate(_, most uint64) experimental.LinearMemory {
	return &memory{pool: p, most: most}
}

// memory is one module's. It grows by halves, so that growing page by page copies little.
type memory struct {
	pool  *pool
	most  uint64
	bytes []byte
}

// Reallocate implements experimental.LinearMemory.
func (m *memory) Reallocate(size uint64) []byte {
	have := uint64(cap(m.bytes))
	if size <= have {
		m.bytes = m.bytes[:size]
		return m.bytes
	}
	want := max(size, min(have+have/2, m.most))
	if !m.pool.reserve(int64(want - have)) {
		if want = size; !m.pool.reserve(int64(want - have)) {
			return nil
		}
	}
	grown := make([]byte, size, want)
	copy(grown, m.bytes)
	m.bytes = grown
	return grown
}

// Free implements experimental.LinearMemory.
func (m *memory) Free() {
	m.pool.left.Add(int64(cap(m.bytes)))
	m.bytes = nil
}
