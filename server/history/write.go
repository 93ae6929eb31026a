package history

import (
	"database/sql"
	"errors"
)

// job is one transaction that is to be written.
type job struct {
	fresh  []*series // that the file does not know yet
	number int64     // of this tail, or of the last one that is sealed
	hour   int64     // of the fine chunks
	day    int64     // of the coarse chunks
	tail   []byte

	seal                     bool
	chunks                   map[int64]chunks // by the number of their series
	gone                     []int64          // series without a sample for as long as is kept
	fineBefore, coarseBefore int64            // hours and days that are too old

	rewind bool // forget everything from hour and day on, but what chunks holds
}

// chunks are those of a series.
type chunks struct {
	fine, mean, above []byte
	seen              int64 // the day, if it is another one than the file knows
}

// later has a job written after those that wait, with the series that the file does not know yet: no chunk may be in it
// without its series, or another one is given its number. Of the tails none may be missing, and flush sees to it; what
// is sealed may be: its tails are there.
func (h *History) later(j *job) {
	if len(h.jobs) > maxJobs && !j.rewind {
		h.err = errors.New("nothing can be written for hours: an hour is lost")
		return
	}
	j.fresh, h.fresh = h.fresh, nil
	h.jobs = append(h.jobs, j)
	h.more.Broadcast()
}

// write is the one goroutine that writes.
func (h *History) write(p packer) {
	defer close(h.done)
	h.mu.Lock()
	defer h.mu.Unlock()
	var told error
	for last := false; ; {
		for len(h.jobs) == 0 && !h.closed {
			h.more.Wait()
		}
		if len(h.jobs) == 0 && !last { // what was not flushed yet
			h.flushAnyway()
			last = true
		}
		if len(h.jobs) == 0 {
			return
		}
		j := h.jobs[0]
		h.mu.Unlock()
		failed := h.transact(j, p)
		h.mu.Lock()
		if failed == nil {
			if h.err == told { //nolint:errorlint // that very one: what could not be written is written after all
				h.err = nil
			}
			h.jobs = h.jobs[1:]
			h.more.Broadcast()
			continue
		}
		h.err, told = failed, failed
		h.more.Broadcast() // to whoever waits for what becomes of it
		if h.closed {
			return
		}
		h.more.Wait() // the next flush tries again
	}
}

func (h *History) transact(j *job, p packer) error {
	tx, err := h.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	t := writing{tx: tx, most: h.most}
	for _, s := range j.fresh {
		t.do("insert or replace into series (number, node, name, seen) values (?, ?, ?, ?)",
			s.number, s.node, s.name, j.hour/24)
	}
	switch {
	case j.rewind:
		t.rewind(j, p)
	case j.seal:
		t.seal(j, p)
	case len(j.tail) > 0:
		t.do("insert or replace into tail (number, hour, data) values (?, ?, ?)", j.number, j.hour, p.pack(j.tail))
	}
	if t.err != nil {
		return t.err
	}
	return tx.Commit()
}

// writing is a transaction that remembers its first error.
type writing struct {
	tx   *sql.Tx
	most int64 // bytes of the file
	err  error
}

func (t *writing) do(query string, args ...any) {
	if t.err == nil {
		_, t.err = t.tx.Exec(query, args...)
	}
}

// chunkKey is where the chunk of a series stands: those of a time lie together, so that they are written one behind the
// other and deleted at once.
func chunkKey(period, number int64) int64 { return period<<seriesBits | number }

const seriesBits = 24

func (t *writing) seal(j *job, p packer) {
	t.do("delete from tail where number <= ?", j.number)
	t.do("delete from fine where key < ?", chunkKey(j.fineBefore, 0))
	t.do("delete from coarse where key < ?", chunkKey(j.coarseBefore, 0))
	t.do("delete from coarse where key >= ?", chunkKey(j.day, 0)) // written anew, one behind the other: pages stay full
	for _, number := range j.gone {
		t.do("delete from series where number = ?", number)
	}
	t.insert(j, p)
	t.bound()
}

func (t *writing) insert(j *job, p packer) {
	if t.err != nil {
		return
	}
	fine, err := t.tx.Prepare("insert or replace into fine (key, data) values (?, ?)")
	if err != nil {
		t.err = err
		return
	}
	defer fine.Close()
	coarse, err := t.tx.Prepare("insert into coarse (key, data) values (?, ?)")
	if err != nil {
		t.err = err
		return
	}
	defer coarse.Close()
	for _, number := range sorted(j.chunks) {
		c := j.chunks[number]
		if c.fine != nil && j.hour >= j.fineBefore && t.err == nil {
			_, t.err = fine.Exec(chunkKey(j.hour, number), p.pack(c.fine))
		}
		if c.mean != nil && t.err == nil {
			_, t.err = coarse.Exec(chunkKey(j.day, number), p.pack(c.mean, c.above))
		}
		if c.seen > 0 {
			t.do("update series set seen = ? where number = ?", c.seen, number)
		}
	}
}

// bound deletes the oldest days while the file is too large.
func (t *writing) bound() {
	for t.err == nil { // each time the file has a day less
		var pages, free, size, oldest sql.NullInt64
		t.err = t.tx.QueryRow("select p.page_count, f.freelist_count, s.page_size, (select min(key) from coarse) "+
			"from pragma_page_count() p, pragma_freelist_count() f, pragma_page_size() s").
			Scan(&pages, &free, &size, &oldest)
		if t.err != nil || (pages.Int64-free.Int64)*size.Int64 <= t.most || !oldest.Valid {
			return
		}
		t.do("delete from coarse where key < ?", chunkKey(oldest.Int64>>seriesBits+1, 0))
	}
}

func (t *writing) rewind(j *job, p packer) {
	t.do("delete from tail")
	t.do("delete from fine where key >= ?", chunkKey(j.hour, 0))
	t.do("delete from coarse where key >= ?", chunkKey(j.day, 0))
	t.insert(j, p)
}
