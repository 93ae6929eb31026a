package history

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What marks a file as a history, and its form. A higher one is refused.
const (
	application = 0x4d736869 // "Mshi"
	form        = 1
)

// schema makes a file. Pages are large, since a chunk has up to five KiB: of small ones a fifth stayed empty.
var schema = fmt.Sprintf(`
create table series (number integer primary key, node text not null, name text not null, seen integer not null);
create table fine (key integer primary key, data blob not null);
create table coarse (key integer primary key, data blob not null);
create table tail (number integer primary key, hour integer not null, data blob not null);
pragma application_id = %d;
pragma user_version = %d;
`, application, form)

// errForeign is a file that is something else. It is never set aside: it is somebody's.
var errForeign = errors.New("it is a database, and no history")

// open opens the file and reads what goes on.
func (h *History) open() (err error) {
	if err := makePrivate(h.file); err != nil {
		return err
	}
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: h.file}).EscapedPath()}).String()
	// One connection that holds the file for itself: no other process writes to it meanwhile. A kill loses nothing that
	// was written, a power cut the last writes.
	h.db, err = sql.Open("sqlite", name+"?_pragma=page_size(32768)&_pragma=locking_mode(exclusive)"+
		"&_pragma=synchronous(normal)&_pragma=wal_autocheckpoint(128)"+
		"&_pragma=journal_size_limit(4194304)&_pragma=busy_timeout(200)&_txlock=immediate")
	if err != nil {
		return err
	}
	h.db.SetMaxOpenConns(1)
	defer func() {
		if err != nil {
			err = errors.Join(err, h.db.Close())
		}
	}()
	if err := h.begin(); err != nil {
		return err
	}
	return h.load()
}

// makePrivate makes the file, if it is missing, for its owner alone: names of nodes are nobody else's business.
func makePrivate(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// begin makes the tables of a new file, and looks whether an old one is ours.
func (h *History) begin() error {
	var app, version, tables int64
	err := h.db.QueryRow("select a.application_id, v.user_version, (select count(*) from sqlite_schema) "+
		"from pragma_application_id() a, pragma_user_version() v").Scan(&app, &version, &tables)
	switch {
	case busy(err):
		return errors.New("another process has it open")
	case err != nil:
		return err
	case app == 0 && tables == 0:
		if _, err = h.db.Exec("begin immediate;" + schema + "commit;"); err != nil {
			return err
		}
	case app != application:
		return errForeign
	case version > form:
		return fmt.Errorf("its form is %d, and this release knows forms up to %d: use the release that wrote it",
			version, form)
	}
	// The log comes after the tables, or pages are small. A write takes the file for this process alone.
	_, err = h.db.Exec(fmt.Sprintf("pragma journal_mode = wal; pragma user_version = %d", form))
	if busy(err) {
		return errors.New("another process has it open")
	}
	return err
}

func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// damaged reports whether an error says that what the file holds cannot be right.
func damaged(err error) bool {
	var e *sqlite.Error
	if errors.As(err, &e) {
		code := e.Code() & 0xff
		return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
	}
	return errors.Is(err, errChunk)
}

// setAside renames a damaged file, so that somebody can look at it.
func setAside(file string, why error) (said string, err error) {
	to := fmt.Sprintf("%s.damaged-%s", file, time.Now().UTC().Format("20060102T150405.000"))
	if err := os.Rename(file, to); err != nil {
		return "", fmt.Errorf("it is damaged (%w), and cannot be set aside: %w", why, err)
	}
	for _, beside := range []string{"-wal", "-shm"} { // they belong to it
		if err := os.Rename(file+beside, to+beside); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("it is damaged (%w), and cannot be set aside: %w", why, err)
		}
	}
	return fmt.Sprintf("%s was damaged (%v); it is %s now, and a new one is begun", file, why, to), nil
}

// load reads the series, and brings the open chunks to where they were.
func (h *History) load() error {
	u, err := newUnpacker()
	if err != nil {
		return err
	}
	by, err := h.loadSeries()
	if err != nil {
		return err
	}
	var tail, fine, coarse sql.NullInt64
	err = h.db.QueryRow("select (select hour from tail order by number limit 1), (select max(key) from fine), "+
		"(select max(key) from coarse)").Scan(&tail, &fine, &coarse)
	if err != nil {
		return err
	}
	if fine.Valid {
		h.now = (fine.Int64>>seriesBits+1)*hourLong - 1
	}
	if coarse.Valid {
		h.day = coarse.Int64 >> seriesBits
		if err := h.loadDay(u, by); err != nil {
			return err
		}
	}
	return h.loadTail(u, by)
}

func (h *History) loadSeries() (map[int64]*series, error) {
	by := map[int64]*series{}
	err := h.rows("select number, node, name, seen from series", func(r *sql.Rows) error {
		s := newSeries(id{}, 0)
		if err := r.Scan(&s.number, &s.node, &s.name, &s.seen); err != nil {
			return err
		}
		s.known = s.seen
		by[s.number], h.series[s.id], h.next = s, s, max(h.next, s.number+1)
		return nil
	})
	return by, err
}

// loadDay reads the coarse chunks of the last day, which grow again.
func (h *History) loadDay(u unpacker, by map[int64]*series) error {
	return h.rows("select key, data from coarse where key >= ?", func(r *sql.Rows) error {
		var key int64
		var data []byte
		if err := r.Scan(&key, &data); err != nil {
			return err
		}
		s := by[key&(1<<seriesBits-1)]
		if s == nil {
			return nil
		}
		parts, err := u.unpack(data, 2)
		if err != nil {
			return err
		}
		nothing := func(int64, int64) {}
		defer func() { h.now = max(h.now, h.day*dayLong+s.mean.n*60-1) }()
		return errors.Join(s.mean.resume(parts[0], daySlots, nothing), s.above.resume(parts[1], daySlots, nothing))
	}, chunkKey(h.day, 0))
}

// loadTail does again what was done since the last chunks were written.
func (h *History) loadTail(u unpacker, by map[int64]*series) error {
	return h.rows("select number, hour, data from tail order by number", func(r *sql.Rows) error {
		var number, hour int64
		var data []byte
		if err := r.Scan(&number, &hour, &data); err != nil {
			return err
		}
		if hour != h.hour { // the one before could not be sealed: now it is
			h.rotate(hour)
		}
		h.tail = number
		parts, err := u.unpack(data, 1)
		if err != nil {
			return err
		}
		return h.again(parts[0], by)
	})
}

// again adds the bytes of a tail to the open chunks.
func (h *History) again(b []byte, by map[int64]*series) error {
	var head [3]uint64 // number, where, length
	for len(b) > 0 {
		for i := range head {
			v, n := binary.Uvarint(b)
			if n <= 0 {
				return errChunk
			}
			head[i], b = v, b[n:]
		}
		s := by[int64(head[0])]
		if s == nil || head[1] != uint64(len(s.fine.buf)) || head[2] > uint64(len(b)) {
			return errChunk
		}
		from := h.hour * hourLong
		err := s.fine.resume(b[:head[2]], hourLong, func(slot, q int64) {
			s.observe(from+slot, unquantise(q, fineBits))
			h.now = max(h.now, from+slot)
		})
		if err != nil {
			return err
		}
		b, s.flushed = b[head[2]:], len(s.fine.buf)
	}
	return nil
}

// rows calls f for each row.
func (h *History) rows(query string, f func(*sql.Rows) error, args ...any) error {
	rows, err := h.db.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
