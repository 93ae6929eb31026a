package game

import "math/bits"

// sightSet is what one viewer sees: a bit a cell, in rows of words that begin at multiples of 64 of the map's columns,
// so that the sets of two places can be compared word by word.
type sightSet struct {
	ground      *ground // what it was made from; nil for an empty set
	cell, sight int32
	team        uint8
	word, row   int32 // of the map, where bits[0] lies
	words, rows int32
	middle      int32 // the bit of the viewer's cell
	bits        []uint64
}

// begin makes it a set of the viewer's own cell alone.
func (s *sightSet) begin(g *ground, cell, sight int32, team uint8) {
	x, y := g.xy(cell)
	s.ground, s.cell, s.sight, s.team = g, cell, sight, team
	s.word, s.row = (x-sight)>>6, y-sight
	s.words, s.rows = (x+sight)>>6-s.word+1, 2*sight+1
	if n := int(s.words * s.rows); cap(s.bits) < n {
		s.bits = make([]uint64, n, n*3/2)
	} else {
		s.bits = s.bits[:n]
		clear(s.bits)
	}
	s.middle = sight*64*s.words + x - s.word<<6
	s.bits[s.middle>>6] |= 1 << (s.middle & 63)
}

func (s *sightSet) clear() { s.ground, s.rows, s.words = nil, 0, 0 }

// is reports whether it is what a viewer sees.
func (s *sightSet) is(g *ground, cell, sight int32, team uint8) bool {
	return s.ground == g && s.cell == cell && s.sight == sight && s.team == team
}

// at is the word of a row and a word column of the map, 0 outside.
func (s *sightSet) at(row, word int32) uint64 {
	row, word = row-s.row, word-s.word
	if uint32(row) >= uint32(s.rows) || uint32(word) >= uint32(s.words) {
		return 0
	}
	return s.bits[row*s.words+word]
}

// turnInto takes s out of counts and puts to in: only cells that are in one of them are touched.
func (s *sightSet) turnInto(to *sightSet, width int32, counts *watchers) {
	from, last := min(s.row, to.row), max(s.row+s.rows, to.row+to.rows)
	first, end := min(s.word, to.word), max(s.word+s.words, to.word+to.words)
	switch {
	case s.rows == 0:
		from, last, first, end = to.row, to.row+to.rows, to.word, to.word+to.words
	case to.rows == 0:
		from, last, first, end = s.row, s.row+s.rows, s.word, s.word+s.words
	}
	for row := from; row < last; row++ {
		for word := first; word < end; word++ {
			was, is := s.at(row, word), to.at(row, word)
			at := row*width + word<<6
			for gone := was &^ is; gone != 0; gone &= gone - 1 {
				counts.fewer(at + int32(bits.TrailingZeros64(gone)))
			}
			for come := is &^ was; come != 0; come &= come - 1 {
				counts.more(at + int32(bits.TrailingZeros64(come)))
			}
		}
	}
}
