package journal

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// index is where every record of a directory is.
type index struct {
	zones    map[string]*chain
	damage   []*DamageError
	segments uint32 // the number of the last one
	end      uint64 // where its valid part ends
	files    map[uint32]string
}

// chain is what is known of a zone's records.
type chain struct {
	entries []entry
	broken  *DamageError // records from here on are lost
}

// entry is one record's place.
type entry struct {
	segment uint32
	offset  int64 // of the frame
	size    int32
	hash    Hash
}

func (c *chain) head() Hash {
	if len(c.entries) == 0 {
		return Hash{}
	}
	return c.entries[len(c.entries)-1].hash
}

// indexDir reads all segments of a directory.
func indexDir(dir string) (*index, error) {
	ix := &index{zones: map[string]*chain{}, files: map[uint32]string{}, end: noCut}
	names, err := filepath.Glob(filepath.Join(dir, "*.seg"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	bodies := make([][]byte, len(names))
	for i, name := range names {
		if bodies[i], err = os.ReadFile(name); err != nil {
			return nil, fmt.Errorf("read segment: %w", err)
		}
		if err := ix.cutBefore(name, bodies, i); err != nil {
			return nil, err
		}
	}
	for i, name := range names {
		ix.segment(name, bodies[i])
	}
	return ix, nil
}

// cutBefore applies a segment's cut to the one before it. A head that was never finished voids its whole segment; one that
// is damaged, with whole frames behind it, is told and loses only its cut: what the segment before has behind that does not
// fit the chains, and breaks those it belongs to.
func (ix *index) cutBefore(name string, bodies [][]byte, i int) error {
	_, cut, err := readHead(bodies[i])
	if err == ErrVersion {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err != nil && !hasFrames(bodies[i]) {
		bodies[i] = nil
		return nil
	}
	if err != nil {
		cut = noCut
		ix.damage = append(ix.damage, &DamageError{File: name, Why: err.Error() + "; the records behind it are read"})
	}
	for before := i - 1; before >= 0 && cut != noCut; before-- {
		if bodies[before] == nil {
			continue // was never begun
		}
		bodies[before] = bodies[before][:min(cut, uint64(len(bodies[before])))]
		break
	}
	return nil
}

// hasFrames tells whether anything whole stands behind a segment's head.
func hasFrames(b []byte) (any bool) {
	scan(b, func(int, frame) { any = true }, func(int, int) {})
	return any
}

// segment indexes one segment's frames.
func (ix *index) segment(file string, b []byte) {
	var number uint32
	if _, err := fmt.Sscanf(strings.TrimSuffix(filepath.Base(file), ".seg"), "%d", &number); err != nil {
		return
	}
	ix.segments, ix.files[number] = number, file
	if b == nil {
		return
	}
	names := map[uint64]string{}
	end := scan(b, func(at int, f frame) {
		switch f.kind {
		case nameFrame:
			names[f.zone] = string(f.payload)
			return
		case groupFrame:
			return
		}
		name, ok := names[f.zone]
		if !ok {
			ix.damage = append(ix.damage, &DamageError{File: file, Offset: int64(at), Number: f.number, Why: "a record of a zone whose name is lost"})
			return
		}
		ix.record(name, number, file, at, &f)
	}, func(from, to int) {
		ix.damage = append(ix.damage, &DamageError{File: file, Offset: int64(from), Why: fmt.Sprintf("%d bytes that do not add up, with whole records behind them", to-from)})
	})
	ix.end = uint64(end)
}

// record adds one, if it is the next of its chain; else the chain is broken from here on.
func (ix *index) record(zone string, segment uint32, file string, at int, f *frame) {
	c := ix.zones[zone]
	if c == nil {
		c = &chain{}
		ix.zones[zone] = c
	}
	if c.broken != nil {
		return
	}
	hash := Link(c.head(), f.payload)
	if want := uint64(len(c.entries) + 1); f.number != want || [4]byte(hash[:4]) != f.link {
		c.broken = &DamageError{Zone: zone, Number: want, File: file, Offset: int64(at), Why: fmt.Sprintf("record %d is missing or changed; record %d stands here", want, f.number)}
		ix.damage = append(ix.damage, c.broken)
		return
	}
	c.entries = append(c.entries, entry{segment, int64(at), int32(f.size), hash})
}

// read returns a zone's records from a number on.
func (ix *index) read(zone string, from uint64) ([]Record, error) {
	c := ix.zones[zone]
	if c == nil {
		return nil, nil
	}
	if c.broken != nil {
		return nil, c.broken
	}
	return readEntries(zone, c.entries, ix.files, from)
}

// readEntries fetches records, segment by segment, and checks each against its hash once more.
func readEntries(zone string, entries []entry, files map[uint32]string, from uint64) (recs []Record, err error) {
	var open *os.File
	var segment uint32
	defer func() {
		if open != nil {
			open.Close()
		}
	}()
	for i := int(max(from, 1)) - 1; i < len(entries); i++ {
		e := &entries[i]
		if open == nil || segment != e.segment {
			if open != nil {
				open.Close()
			}
			if open, err = os.Open(files[e.segment]); err != nil {
				return nil, fmt.Errorf("read zone %q: %w", zone, err)
			}
			segment = e.segment
		}
		b := make([]byte, e.size)
		_, err := open.ReadAt(b, e.offset)
		f, ok := readFrame(b)
		if err != nil || !ok || [4]byte(e.hash[:4]) != f.link {
			return nil, &DamageError{Zone: zone, Number: uint64(i + 1), File: files[e.segment], Offset: e.offset, Why: "the record no longer reads as it was written"}
		}
		recs = append(recs, Record{uint64(i + 1), e.hash, f.payload})
	}
	return recs, nil
}

func (ix *index) names() (names []string) {
	for name := range ix.zones {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ReadFiles opens a journal directory to read only, also while another process writes to it.
func ReadFiles(dir string) (Store, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("journal: %s is not a directory of a journal: %w", dir, fs.ErrNotExist)
	}
	return reader{dir}, nil
}

// reader looks at the directory anew at each call.
type reader struct{ dir string }

func (r reader) Append(_ string, _ Hash, _ []byte, done func(error)) { go done(ErrReadOnly) }
func (r reader) Close() error                                        { return nil }

func (r reader) Read(zone string, from uint64) ([]Record, uint64, error) {
	ix, err := indexDir(r.dir)
	if err != nil {
		return nil, 0, err
	}
	recs, err := ix.read(zone, from)
	if err != nil {
		return nil, 0, err
	}
	n := uint64(0)
	if c := ix.zones[zone]; c != nil {
		n = uint64(len(c.entries))
	}
	return recs, n, nil
}

func (r reader) Zones() ([]string, error) {
	ix, err := indexDir(r.dir)
	if err != nil {
		return nil, err
	}
	return ix.names(), nil
}
