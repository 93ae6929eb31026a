package game

import "math/bits"

// frontier holds the cells that a search has reached and is to open: those of the lowest estimate first, and of these
// the one that came last. It is a ring of piles, one an estimate (Dial, "Algorithm 360: Shortest-path forest with
// topological ordering", 1969): neither what comes nor what goes compares anything. A cell whose estimate lies further
// ahead than the ring is long waits in its last pile; whoever takes it out from there puts it back.
type frontier struct {
	least   int32    // the estimate of the pile that was last taken from: none is lower
	filled  []uint64 // a bit for each pile that is not empty
	top     []int32  // of each pile that is not: its top entry
	entries []entry
}

// entry is a cell in a pile, and the entry under it, noEntry for none.
type entry struct{ cell, under int32 }

const (
	piles   = 1024 // a power of two; steps and tolls seldom add more to an estimate
	noEntry = -1
)

// begin empties it; nothing will be put into it under the estimate given.
func (f *frontier) begin(least int32) {
	if f.top == nil {
		f.top, f.filled = make([]int32, piles), make([]uint64, piles/64)
	}
	clear(f.filled)
	f.least, f.entries = least, f.entries[:0]
}

// put adds a cell.
func (f *frontier) put(c, estimate int32) {
	pile := (f.least + min(max(estimate-f.least, 0), piles-1)) & (piles - 1)
	under, bit := int32(noEntry), uint64(1)<<(pile&63)
	if f.filled[pile>>6]&bit != 0 {
		under = f.top[pile]
	}
	f.filled[pile>>6] |= bit
	f.top[pile] = int32(len(f.entries))
	f.entries = append(f.entries, entry{c, under})
}

// pop removes the next cell; ok is false if there is none.
func (f *frontier) pop() (c int32, ok bool) {
	pile, ok := f.next()
	if !ok {
		return noCell, false
	}
	f.least += (pile - f.least) & (piles - 1)
	i := f.top[pile]
	e := f.entries[i]
	if f.top[pile] = e.under; e.under == noEntry {
		f.filled[pile>>6] &^= 1 << (pile & 63)
	}
	if int(i) == len(f.entries)-1 {
		f.entries = f.entries[:i]
	}
	return e.cell, true
}

// next is the first pile round the ring that is not empty.
func (f *frontier) next() (pile int32, ok bool) {
	at := f.least & (piles - 1)
	if ahead := f.filled[at>>6] >> (at & 63); ahead != 0 {
		return at + int32(bits.TrailingZeros64(ahead)), true
	}
	for i := range int32(piles / 64) {
		word := (at>>6 + 1 + i) & (piles/64 - 1)
		if f.filled[word] != 0 {
			return word<<6 + int32(bits.TrailingZeros64(f.filled[word])), true
		}
	}
	return 0, false
}
