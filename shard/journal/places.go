package journal

import (
	"encoding/binary"
	"slices"
)

// entry is one record's place.
type entry struct {
	offset  int64 // of the frame
	size    int32
	segment uint32
	hash    Hash // zero where it is not known: see places
}

const (
	loosePlaces = 16 // of a chain, kept whole: what live readers ask for, and what a repeated group holds
	markEvery   = 64 // packed records: whoever reads from the middle reads up to so many more
)

// places are where the records of one chain are, from the one behind base on, by their place behind that: 1 to all(). A
// journal knows every record of a day (13 million of fifty matches at a time), nearly all of them of matches that ended
// and are read once, as a whole, if at all. So only the last few are kept whole. The others are packed into four bytes
// or so, without their hashes: from every 64th, whose hash is kept, those behind it follow by reading them.
type places struct {
	count  uint64             // number of the last one
	base   uint64             // records up to this one are kept elsewhere
	before Hash               // of that one
	bytes  int64              // that all frames take
	loose  [loosePlaces]entry // record n at n % loosePlaces
	marks  []mark             // of the packed records 1, 65, 129, ...
	packed []byte             // of the packed records behind each mark: see pack
	newest entry              // of the packed
}

// mark is where a run of packed places begins.
type mark struct {
	entry
	at int // in packed, where those behind it begin
}

// add notes where the next record is. Places only grow: by segment, and within one by offset.
func (p *places) add(e entry) {
	p.count++
	p.bytes += int64(e.size)
	slot := &p.loose[p.all()%loosePlaces]
	if p.all() > loosePlaces {
		p.pack(*slot)
	}
	*slot = e
}

// all is how many there are.
func (p *places) all() uint64 { return p.count - p.base }

// pack adds a place behind the packed ones: uvarints of twice the bytes between the frame before and this one, and of
// the size; in a later segment of one more than twice the segments skipped, the offset and the size.
func (p *places) pack(e entry) {
	if packed := p.all() - 1 - loosePlaces; packed%markEvery == 0 {
		p.marks = append(p.marks, mark{e, len(p.packed)})
		p.newest = e
		return
	}
	if last := p.newest; e.segment == last.segment {
		p.packed = binary.AppendUvarint(p.packed, uint64(e.offset-last.offset-int64(last.size))<<1)
	} else {
		p.packed = binary.AppendUvarint(p.packed, uint64(e.segment-last.segment)<<1|1)
		p.packed = binary.AppendUvarint(p.packed, uint64(e.offset))
	}
	p.packed = binary.AppendUvarint(p.packed, uint64(e.size))
	p.newest = e
}

// unpack returns the place behind another one, and how long it is in b.
func unpack(b []byte, before entry) (e entry, n int) {
	number := func() uint64 {
		v, size := binary.Uvarint(b[n:])
		n += size
		return v
	}
	step := number()
	if step&1 == 0 {
		e = entry{segment: before.segment, offset: before.offset + int64(before.size) + int64(step>>1)}
	} else {
		e = entry{segment: before.segment + uint32(step>>1), offset: int64(number())}
	}
	e.size = int32(number())
	return e, n
}

// from returns the places from record number on, or from a little before, where the hash is known; first is the number
// of the first returned.
func (p *places) from(number uint64) (entries []entry, first uint64) {
	number = min(max(number, p.base+1), p.count+1) - p.base
	first = number
	if packed := p.all() - min(p.all(), loosePlaces); number <= packed {
		first = number - (number-1)%markEvery
		entries = slices.Grow(entries, int(p.all()-first+1))
		for i := first; i <= packed; i += markEvery {
			entries = p.run(entries, min(markEvery, packed-i+1), (i-1)/markEvery)
		}
	}
	for n := first + uint64(len(entries)); n <= p.all(); n++ {
		entries = append(entries, p.loose[n%loosePlaces])
	}
	return entries, p.base + first
}

// run appends the first so many places of a run.
func (p *places) run(entries []entry, many, run uint64) []entry {
	m := p.marks[run]
	entries = append(entries, m.entry)
	last, at := m.entry, m.at
	for range many - 1 {
		e, n := unpack(p.packed[at:], last)
		entries, last, at = append(entries, e), e, at+n
	}
	return entries
}

// oldest is the segment that the first record is in, if there is one.
func (p *places) oldest() (segment uint32, ok bool) {
	if len(p.marks) > 0 {
		return p.marks[0].segment, true
	}
	return p.loose[1].segment, p.all() > 0
}

// hash is that of a record, if it is one of the last few.
func (p *places) hash(number uint64) (h Hash, ok bool) {
	if number <= p.base || number > p.count || number+loosePlaces <= p.count {
		return Hash{}, false
	}
	return p.loose[(number-p.base)%loosePlaces].hash, true
}

// head is the hash of the last record; zero if there is none.
func (p *places) head() Hash {
	if p.all() == 0 {
		return p.before
	}
	h, _ := p.hash(p.count)
	return h
}
