package journal

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// index is where every record of a directory is.
type index struct {
	zones    map[string]*chain
	damage   []*DamageError
	segments uint32 // the number of the last one
	begun    string // the last one with a head
	end      uint64 // where its valid part ends
	files    map[uint32]string
	groups   int               // of the last segment
	recent   []unsure          // the records of the last group: whether they were synced is not known
	named    map[uint64]string // the zones of the last one
	bytes    int64             // of all files
	sizes    map[uint32]int64  // of each
}

// unsure is a record, or that a zone is given up, of which nobody knows whether it was synced.
type unsure struct {
	zone    string
	number  uint64
	hash    Hash
	payload []byte
	givenUp bool
	keep    *keep
}

// chain is what is known of a zone's records.
type chain struct {
	places
	broken *DamageError // records from here on are lost
}

// numberOf is a segment's by its name; 0 if that is none.
func numberOf(name string) (n uint32) {
	fmt.Sscanf(strings.TrimSuffix(filepath.Base(name), ".seg"), "%d", &n)
	return n
}

// begun reports whether a segment was: its head is there, or was damaged later, since anything whole stands behind it.
func begun(b []byte) bool {
	_, _, err := readHead(b)
	return err == nil || err == ErrVersion || hasFrames(b)
}

// hasFrames reports whether anything whole stands behind a segment's head.
func hasFrames(b []byte) (any bool) {
	scan(b, func(int, frame) { any = true }, func(int, int) {})
	return any
}

// segment indexes one segment's frames.
func (ix *index) segment(file string, b []byte) {
	number := numberOf(file)
	if number == 0 {
		return
	}
	ix.segments, ix.files[number] = number, file
	if b == nil {
		return
	}
	ix.named, ix.groups, ix.begun = map[uint64]string{}, 0, file
	end := scan(b, func(at int, f frame) { ix.frame(file, at, &f) }, func(from, to int) {
		ix.damage = append(ix.damage, &DamageError{
			File: file, Offset: int64(from),
			Why: fmt.Sprintf("%d bytes that do not add up, with whole records behind them", to-from),
		})
	})
	ix.end = uint64(end)
}

// frame takes in one of the last segment.
func (ix *index) frame(file string, at int, f *frame) {
	if f.first {
		if ix.groups++; ix.groups > 1 {
			// all before it in this segment was synced, and with its first group all of the segments before
			ix.recent = nil
		}
	}
	switch f.kind {
	case groupFrame:
		return
	case nameFrame:
		ix.named[f.zone] = string(f.payload)
		return
	}
	name, ok := ix.named[f.zone]
	if !ok {
		ix.damage = append(ix.damage, &DamageError{
			File: file, Offset: int64(at), Number: f.number, Why: "a record of a zone whose name is lost",
		})
		return
	}
	if f.kind == givenUpFrame {
		ix.giveUp(name)
		ix.recent = append(ix.recent, unsure{zone: name, givenUp: true})
		return
	}
	if f.kind == keepFrame {
		ix.keep(name, file, at, f)
		return
	}
	ix.record(name, ix.segments, file, at, f)
}

// lose cuts a zone's chain off.
func (ix *index) lose(zone string, why *DamageError) {
	if c := ix.chain(zone); c.broken == nil {
		c.broken = why
		ix.damage = append(ix.damage, why)
	}
}

// giveUp forgets all that stands before it of a zone; segments that had some of it may be gone, which is no damage.
func (ix *index) giveUp(zone string) {
	delete(ix.zones, zone)
	ix.forget(zone)
}

// forget drops what is said of a zone that does not count any more.
func (ix *index) forget(zone string) {
	ix.recent = slices.DeleteFunc(ix.recent, func(p unsure) bool { return p.zone == zone })
	ix.damage = slices.DeleteFunc(ix.damage, func(d *DamageError) bool { return d.Zone == zone })
}

// chain is what is known of a zone, begun if there is nothing.
func (ix *index) chain(zone string) *chain {
	c := ix.zones[zone]
	if c == nil {
		c = &chain{}
		ix.zones[zone] = c
	}
	return c
}

// needed is the oldest segment that anything is still read from. While there is damage nothing is given away.
func (ix *index) needed() uint32 {
	if len(ix.damage) > 0 {
		return 0
	}
	oldest := ix.segments
	for _, c := range ix.zones {
		if first, ok := c.oldest(); ok {
			oldest = min(oldest, first)
		}
	}
	return oldest
}

// record adds one, if it is the next of its chain; else the chain is broken from here on.
func (ix *index) record(zone string, segment uint32, file string, at int, f *frame) {
	c := ix.chain(zone)
	if c.broken != nil {
		return
	}
	if h, ok := ix.hash(zone, f.number); ok && [4]byte(h[:4]) == f.link {
		// The last group of a segment stands in the next one again: see OpenLog.
		ix.remember(unsure{zone: zone, number: f.number, hash: h, payload: f.payload})
		return
	}
	hash := Link(c.head(), f.payload)
	if want := c.count + 1; f.number != want || [4]byte(hash[:4]) != f.link {
		c.broken = &DamageError{
			Zone: zone, Number: want, File: file, Offset: int64(at),
			Why: fmt.Sprintf("record %d is missing or changed; record %d stands here", want, f.number),
		}
		ix.damage = append(ix.damage, c.broken)
		return
	}
	c.add(entry{int64(at), int32(f.size), segment, hash})
	ix.remember(unsure{zone: zone, number: f.number, hash: hash, payload: f.payload})
}

// hash is that of a record which may stand in the segments again: one of the zone's last, or of the last group.
func (ix *index) hash(zone string, number uint64) (h Hash, ok bool) {
	c := ix.zones[zone]
	if h, ok = c.hash(number); ok || number > c.count {
		return h, ok
	}
	for i := range ix.recent {
		if p := &ix.recent[i]; p.number == number && p.zone == zone && !p.givenUp && p.keep == nil {
			return p.hash, true
		}
	}
	return Hash{}, false
}

// remembers reports whether the same is among what nobody knows to be synced.
func (ix *index) remembers(p *unsure) bool {
	return slices.ContainsFunc(ix.recent, func(r unsure) bool {
		return r.hash == p.hash && r.zone == p.zone && (r.keep == nil) == (p.keep == nil) &&
			(r.keep == nil || r.keep.first == p.keep.first)
	})
}

// remember keeps a record of which nobody knows whether it was synced.
func (ix *index) remember(p unsure) {
	if ix.remembers(&p) {
		return
	}
	p.payload = slices.Clone(p.payload) // what it was read into is read into again
	ix.recent = append(ix.recent, p)
}

// readEntries fetches the records of entries, the first of which is number first and has its hash, segment by segment,
// and checks each against its hash once more.
func readEntries(
	disk Disk, zone string, entries []entry, files map[uint32]string, first uint64,
) (recs []Record, err error) {
	var open ReadFile
	var segment uint32
	defer func() {
		if open != nil {
			open.Close()
		}
	}()
	hash := Hash{}
	for i := range entries {
		e, number := &entries[i], first+uint64(i)
		if open == nil || segment != e.segment {
			if open != nil {
				open.Close()
			}
			if open, err = disk.Open(files[e.segment]); err != nil {
				open = nil
				return nil, fmt.Errorf("read zone %q: %w", zone, err)
			}
			segment = e.segment
		}
		b := make([]byte, e.size)
		_, err := open.ReadAt(b, e.offset)
		f, ok := readFrame(b)
		if hash = e.follows(hash, f.payload); err != nil || !ok || [4]byte(hash[:4]) != f.link {
			return nil, &DamageError{
				Zone: zone, Number: number, File: files[e.segment], Offset: e.offset,
				Why: "the record no longer reads as it was written",
			}
		}
		recs = append(recs, Record{number, hash, f.payload})
	}
	return recs, nil
}

// follows is the record's hash: the one that is known, else that of its payload behind the hash before.
func (e *entry) follows(before Hash, payload []byte) Hash {
	if e.hash != (Hash{}) {
		return e.hash
	}
	return Link(before, payload)
}

func (ix *index) names() (names []string) {
	for name := range ix.zones {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
