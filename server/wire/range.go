package wire

// The entropy coder: an adaptive binary range coder with carry propagation, of the kind that LZMA made known (Igor
// Pavlov), with 16-bit probabilities. Every frame starts from the same trained table and can be decoded alone.

const (
	probBits = 16
	adapt    = 4 // a probability moves by a 16th of the way at each bit: the table was trained, frames are short
	certain  = 1 << 5
	topValue = 1 << 24
)

// table holds the chance of a 0 for every context, in 65536ths.
type table [contexts]uint16

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
	probs   table
	seen    *counts // what training counts; nil otherwise
}

// counts are how often each bit came in each context.
type counts [contexts][2]uint32

func (c *coder) write(b []byte) {
	c.reading, c.b, c.low, c.rng, c.cache, c.pending, c.over = false, b, 0, 1<<32-1, 0, 1, 0
	c.probs = *trained
}

func (c *coder) read(b []byte) {
	c.reading, c.b, c.low, c.rng, c.code, c.over = true, b, 0, 1<<32-1, 0, 0
	c.probs = *trained
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

// bit codes one bit in a context, whose probability learns from it.
func (c *coder) bit(ctx int, bit uint32) uint32 {
	p := &c.probs[ctx]
	bound := c.rng >> probBits * uint32(*p)
	if c.reading {
		bit = 0
		if c.code >= bound {
			bit = 1
		}
	}
	if c.seen != nil {
		c.seen[ctx][bit]++
	}
	if bit == 0 {
		c.rng = bound
		*p += (1<<probBits - certain - *p) >> adapt
	} else {
		c.low += uint64(bound)
		c.code -= bound
		c.rng -= bound
		*p -= (*p - certain) >> adapt
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

// finish returns what was written, with as few bytes as decode to it: any value between low and low+rng will do, and
// zeros at the end, not before byte from, are made up by the reader.
func (c *coder) finish(from int) []byte {
	for keep := uint(31); keep > 0; keep-- {
		mask := uint64(1)<<keep - 1
		if rounded := (c.low + mask) &^ mask; rounded-c.low < uint64(c.rng) {
			c.low = rounded
			break
		}
	}
	for range 5 {
		c.shift()
	}
	b := c.b
	for len(b) > from && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

// flag codes a truth.
func (c *coder) flag(ctx int, is bool) bool {
	bit := uint32(0)
	if is {
		bit = 1
	}
	return c.bit(ctx, bit) == 1
}

// tree codes a value of some bits, each under the ones before it. It takes 1<<bits contexts.
func (c *coder) tree(ctx, bits int, v uint32) uint32 {
	node := uint32(1)
	for i := bits - 1; i >= 0; i-- {
		node = node<<1 | c.bit(ctx+int(node), v>>i&1)
	}
	return node - 1<<bits
}

// number codes any number: how many bits it has, then the bits, the upper ones adaptively. It
// takes numberSize contexts.
func (c *coder) number(ctx int, v uint32) uint32 {
	size := uint32(0)
	for x := v; x > 0; x >>= 1 {
		size++
	}
	size = min(c.tree(ctx, 5, size), 31)
	if size <= 1 {
		return size
	}
	ctx += 32 + 5*int(size)
	out, node := uint32(1), uint32(1)
	for i := int(size) - 2; i >= 0; i-- {
		at := ctx
		if node < 4 {
			at += int(node)
		}
		bit := c.bit(at, v>>i&1)
		out, node = out<<1|bit, node<<1|bit
	}
	return out
}

const numberSize = 32 + 5*32

// signed codes a difference. It takes numberSize contexts.
func (c *coder) signed(ctx int, v int32) int32 {
	u := c.number(ctx, uint32(v<<1)^uint32(v>>31))
	return int32(u>>1) ^ -int32(u&1)
}

// byteOf codes a byte that is often the same few. It takes 256 contexts.
func (c *coder) byteOf(ctx int, v uint8) uint8 { return uint8(c.tree(ctx, 8, uint32(v))) }
