package game

// watchers counts, by cell, the units of a team that have it in sight. Cells lie in pages of 64, and only pages in
// which something is seen have memory, so that a clone copies what is seen and not the map. One byte holds nearly all
// counts there are in a fight; what is over it is kept in steps of half a byte, in a list that is made when somebody
// needs it. A count is above 0 if and only if its byte is.
type watchers struct {
	page []uint16 // by cell/pageCells: where its counts are in few, in pages; 0 for none seen, as page 0 of few is
	few  []uint8
	many []uint8  // by cell, in steps of watcherStep; nil as long as all are 0
	used []uint8  // by page of few: how many of its cells are seen
	free []uint16 // pages of few that are not in use, all 0
}

const (
	pageCells   = 64
	watcherStep = 128
)

func newWatchers(cells int) watchers {
	return watchers{
		page: make([]uint16, (cells+pageCells-1)/pageCells), few: make([]uint8, pageCells), used: make([]uint8, 1),
	}
}

// at is where the byte of a cell is.
func (w *watchers) at(c int32) int { return int(w.page[c/pageCells])*pageCells + int(c%pageCells) }

// any reports whether somebody has a cell in sight.
func (w *watchers) any(c int32) bool { return w.few[w.at(c)] > 0 }

// of is the count of a cell.
func (w *watchers) of(c int32) int {
	n := int(w.few[w.at(c)])
	if w.many != nil {
		n += watcherStep * int(w.many[c])
	}
	return n
}

// draw marks the cells that somebody has in sight.
func (w *watchers) draw(seen []bool) {
	for p, page := range w.page {
		part, few := seen[p*pageCells:min((p+1)*pageCells, len(seen))], w.few[int(page)*pageCells:]
		for i := range part {
			part[i] = few[i] > 0
		}
	}
}

// more counts one more that sees a cell.
func (w *watchers) more(c int32) {
	if w.page[c/pageCells] == 0 {
		w.page[c/pageCells] = w.freePage()
	}
	at := w.at(c)
	switch w.few[at]++; w.few[at] {
	case 1:
		w.used[at/pageCells]++
	case 0:
		if w.many == nil {
			w.many = make([]uint8, len(w.page)*pageCells)
		}
		w.few[at] = watcherStep
		w.many[c]++
	}
}

// freePage is a page that nobody uses.
func (w *watchers) freePage() uint16 {
	if n := len(w.free); n > 0 {
		page := w.free[n-1]
		w.free = w.free[:n-1]
		return page
	}
	w.few, w.used = append(w.few, make([]uint8, pageCells)...), append(w.used, 0)
	return uint16(len(w.used) - 1)
}

// fewer counts one less.
func (w *watchers) fewer(c int32) {
	at := w.at(c)
	if w.few[at]--; w.few[at] > 0 {
		return
	}
	if w.many != nil && w.many[c] > 0 {
		w.few[at] = watcherStep
		w.many[c]--
		return
	}
	if w.used[at/pageCells]--; w.used[at/pageCells] == 0 {
		w.free = append(w.free, w.page[c/pageCells])
		w.page[c/pageCells] = 0
	}
}

func (w *watchers) reset() {
	clear(w.page)
	w.few, w.used, w.free, w.many = w.few[:pageCells], w.used[:1], w.free[:0], nil
}

// copyTo makes to a copy, in the memory that it has.
func (w *watchers) copyTo(to *watchers) {
	to.page, to.few = append(to.page[:0], w.page...), append(to.few[:0], w.few...)
	to.used, to.free = append(to.used[:0], w.used...), append(to.free[:0], w.free...)
	if w.many == nil {
		to.many = nil
		return
	}
	to.many = append(to.many[:0], w.many...)
}
