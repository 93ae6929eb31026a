package game

// places says who stands where: a bit a cell, and behind it a table of the cells that are taken, hashed by cell (open
// addressing, linear probing; Knuth, TAOCP 6.4). Together they are a fraction of a number a cell, and a clone copies
// them.
type places struct {
	taken []uint64
	table []place // a power of two, at least twice as many as units
}

// place is an entry of the table: cell+1, 0 for none, and the unit there.
type place struct {
	cell int32
	unit uint16
}

// noUnit is who stands where nobody does.
const noUnit = -1

func newPlaces(cells, units int) places {
	size := 16
	for size < 2*units {
		size *= 2
	}
	return places{make([]uint64, (cells+63)/64), make([]place, size)}
}

// none reports whether nobody stands on a cell.
func (p *places) none(c int32) bool { return p.taken[c>>6]>>(c&63)&1 == 0 }

// three is a bit for each of three cells in a row, around a cell, on which somebody stands. None of them is beyond the
// map.
func (p *places) three(c int32) uint64 {
	word, bit := (c-1)>>6, (c-1)&63
	taken := p.taken[word] >> bit
	if bit > 61 {
		taken |= p.taken[word+1] << (64 - bit)
	}
	return taken & 7
}

// first is where a cell's entry would lie if nothing else were in the way.
func (p *places) first(c int32) int { return int(uint32(c)*0x9e3779b1>>7) & (len(p.table) - 1) }

// at is the unit that stands on a cell, noUnit for none.
func (p *places) at(c int32) int {
	if p.none(c) {
		return noUnit
	}
	return int(p.table[p.find(c)].unit)
}

// find is the entry of a cell, or the empty one where it would go.
func (p *places) find(c int32) int {
	i := p.first(c)
	for p.table[i].cell != 0 && p.table[i].cell != c+1 {
		i = (i + 1) & (len(p.table) - 1)
	}
	return i
}

// put lets a unit stand on a cell, in the place of whoever stood there.
func (p *places) put(c int32, unit int) {
	p.taken[c>>6] |= 1 << (c & 63)
	p.table[p.find(c)] = place{c + 1, uint16(unit)}
}

// leave takes away whoever stands on a cell. Entries behind the gap that could not be found any more move up.
func (p *places) leave(c int32) {
	if p.none(c) {
		return
	}
	p.taken[c>>6] &^= 1 << (c & 63)
	gap, mask := p.find(c), len(p.table)-1
	for i := (gap + 1) & mask; p.table[i].cell != 0; i = (i + 1) & mask {
		if (i-p.first(p.table[i].cell-1))&mask >= (i-gap)&mask {
			p.table[gap], gap = p.table[i], i
		}
	}
	p.table[gap] = place{}
}
