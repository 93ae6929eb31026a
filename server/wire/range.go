package wire

// The entropy coder: an adaptive binary range coder with carry propagation, of the kind that LZMA made known (Igor
// Pavlov), with 12-bit probabilities. Every frame starts from even odds and can be decoded alone.

// prob is the chance of a 0, in 4096ths. It moves by a sixteenth of the way at each bit: frames are short.
type prob uint16

const (
	probBits = 12
	evenOdds = 1 << (probBits - 1)
	adapt    = 4
	topValue = 1 << 24
)

// coder writes bits or reads them: one walk over the fields serves both directions. A reader returns what it reads and
// does not look at what it is given. Behind the end of its bytes it reads zeros and says so in over.
type coder struct {
	reading bool
	b       []byte // written so far, or still to be read
	low     uint64
	rng     uint32
	cache   byte
	pending int
	code    uint32
	over    int
}

func (c *coder) write(b []byte) {
	*c = coder{b: b, rng: 1<<32 - 1, pending: 1}
}

func (c *coder) read(b []byte) {
	*c = coder{reading: true, b: b, rng: 1<<32 - 1}
	for range 5 {
		c.code = c.code<<8 | uint32(c.next())
	}
}

func (c *coder) next() byte {
	if len(c.b) == 0 {
		c.over++
		return 0
	}
	b := c.b[0]
	c.b = c.b[1:]
	return b
}

// bit codes one bit under a probability, which learns from it.
func (c *coder) bit(p *prob, bit uint32) uint32 {
	if *p == 0 {
		*p = evenOdds // tables start as zeros
	}
	bound := c.rng >> probBits * uint32(*p)
	if c.reading {
		bit = 0
		if c.code >= bound {
			bit = 1
		}
	}
	if bit == 0 {
		c.rng = bound
		*p += (1<<probBits - *p) >> adapt
	} else {
		c.low += uint64(bound)
		c.code -= bound
		c.rng -= bound
		*p -= *p >> adapt
	}
	for c.rng < topValue {
		c.rng <<= 8
		if c.reading {
			c.code = c.code<<8 | uint32(c.next())
		} else {
			c.shift()
		}
	}
	return bit
}

// shift moves the top byte of low out, once no carry can change it any more.
func (c *coder) shift() {
	if uint32(c.low) < 0xFF000000 || c.low>>32 != 0 {
		carry := byte(c.low >> 32)
		for ; c.pending > 0; c.pending-- {
			c.b = append(c.b, c.cache+carry)
			c.cache = 0xFF
		}
		c.cache = byte(c.low >> 24)
	}
	c.pending++
	c.low = uint64(uint32(c.low) << 8)
}

// finish returns what was written. The zeros that a reader makes up for itself are left out, not before byte from.
func (c *coder) finish(from int) []byte {
	for range 5 {
		c.shift()
	}
	b := c.b
	for len(b) > from && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

// numbers codes integers: how many bits there are, then the bits, the upper ones adaptively.
type numbers struct {
	size  [32]prob // a tree over 0..31
	upper [33][4]prob
	rest  [33]prob
}

func (c *coder) number(n *numbers, v uint32) uint32 {
	size := uint32(0)
	for x := v; x > 0; x >>= 1 {
		size++
	}
	size = min(c.tree(n.size[:], 5, size), 31)
	if size <= 1 {
		return size
	}
	out, node := uint32(1), uint32(1)
	for i := int(size) - 2; i >= 0; i-- {
		p := &n.rest[size]
		if node < 4 {
			p = &n.upper[size][node]
		}
		bit := c.bit(p, v>>i&1)
		out, node = out<<1|bit, node<<1|bit
	}
	return out
}

// tree codes a value of some bits, each under the ones before it.
func (c *coder) tree(ps []prob, bits int, v uint32) uint32 {
	node := uint32(1)
	for i := bits - 1; i >= 0; i-- {
		node = node<<1 | c.bit(&ps[node], v>>i&1)
	}
	return node - 1<<bits
}

// signed codes a difference.
func (c *coder) signed(n *numbers, v int32) int32 {
	u := c.number(n, uint32(v<<1)^uint32(v>>31))
	return int32(u>>1) ^ -int32(u&1)
}
