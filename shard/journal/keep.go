package journal

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// A chain is kept again, whole, in the newest segment: without its beginning, which somebody keeps elsewhere, or so
// that the segments that it stands in can go. One frame holds all of it: after a crash there is the new chain or the
// old one.

// keep is a chain that is to be kept again.
type keep struct {
	first  uint64 // number of its first record
	before Hash   // of the record before that
	recs   []Record
	places places // once it was put
}

// maxKept bounds it, framed: a longer chain stays where it is.
const maxKept = 1 << 20

// size is what it takes, about.
func (k *keep) size() (n int) {
	for i := range k.recs {
		n += len(k.recs[i].Payload) + 32
	}
	return n
}

// put frames it behind what b holds, which will stand at an offset of a segment.
func (k *keep) put(b []byte, zone uint64, at int64, segment uint32) []byte {
	inner := append(binary.AppendUvarint(nil, k.first), k.before[:]...)
	var starts []int
	for i := range k.recs {
		r := &k.recs[i]
		starts = append(starts, len(inner))
		inner = appendFrame(inner, &frame{
			kind: keptFrame, zone: zone, number: r.Number, link: [4]byte(r.Hash[:4]), payload: r.Payload,
		})
	}
	b = appendFrame(b, &frame{kind: keepFrame, first: len(b) == 0, zone: zone, payload: inner})
	at += int64(len(b) - len(inner))
	k.places = places{count: k.first - 1, base: k.first - 1, before: k.before}
	for i, from := range starts {
		to := len(inner)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		k.places.add(entry{at + int64(from), int32(to - from), segment, k.recs[i].Hash})
	}
	return b
}

// readKeep reads what put wrote, at an offset of a segment.
func readKeep(f *frame, at int, segment uint32) (*keep, error) {
	first, n := binary.Uvarint(f.payload)
	if n <= 0 || first == 0 || len(f.payload) < n+len(Hash{}) {
		return nil, fmt.Errorf("a chain that was kept again does not say where it begins")
	}
	k := &keep{first: first, before: Hash(f.payload[n : n+len(Hash{})])}
	k.places = places{count: first - 1, base: first - 1, before: k.before}
	at += f.size - len(f.payload)
	for from := n + len(Hash{}); from < len(f.payload); {
		r, ok := readFrame(f.payload[from:])
		hash := Link(k.places.head(), r.payload)
		if !ok || r.kind != keptFrame || r.number != k.places.count+1 || r.link != [4]byte(hash[:4]) {
			return nil, fmt.Errorf("record %d of a chain that was kept again is missing or changed", k.places.count+1)
		}
		k.places.add(entry{int64(at + from), int32(r.size), segment, hash})
		k.recs = append(k.recs, Record{r.number, hash, slices.Clone(r.payload)})
		from += r.size
	}
	if len(k.recs) == 0 {
		return nil, fmt.Errorf("a chain was kept again without a record")
	}
	return k, nil
}

// keep takes one in: what stood before of the zone does not count any more.
func (ix *index) keep(zone, file string, at int, f *frame) {
	k, err := readKeep(f, at, ix.segments)
	if err != nil {
		ix.lose(zone, &DamageError{Zone: zone, File: file, Offset: int64(at), Why: err.Error()})
		return
	}
	last := &k.recs[len(k.recs)-1]
	u := unsure{zone: zone, number: last.Number, hash: last.Hash, keep: k}
	if ix.remembers(&u) {
		return // the last group stands in the next segment again, and may be torn there: what followed in it counts
	}
	c := ix.chain(zone)
	if c.broken != nil {
		ix.forget(zone)
	}
	*c = chain{places: k.places}
	ix.remember(u)
}

// Keep queues that a chain is kept again from a record on; recs are its records from there to its end, and before is
// the hash before them. Its error is the outcome; without one, done gets the outcome. ErrConflict reports that the
// chain has grown, or lost its beginning meanwhile.
func (l *Log) Keep(zone string, before Hash, recs []Record, done func(error)) error {
	e := l.endOf(zone)
	k := &keep{before: before, recs: recs}
	switch {
	case e.generation != l.generation:
		return l.index.zones[zone].broken
	case len(recs) == 0 || e.hash != recs[len(recs)-1].Hash || e.number != recs[len(recs)-1].Number,
		Link(before, recs[0].Payload) != recs[0].Hash:
		return ErrConflict
	case k.size() > maxKept:
		return fmt.Errorf("journal: a chain of %d bytes stays where it is, and %d are the most", k.size(), maxKept)
	}
	k.first = recs[0].Number
	l.queue = append(l.queue, pending{end: e, number: e.number, hash: e.hash, keep: k, done: done})
	return nil
}

// Trim implements Trimmer.
func (s *Files) Trim(zone string, first uint64) error { return s.keep(zone, first) }

// keep keeps a chain again from a record on.
func (s *Files) keep(zone string, first uint64) error {
	recs, durable, err := s.Read(zone, max(first, 2)-1)
	if err != nil {
		return fmt.Errorf("keep the chain of %q: %w", zone, err)
	}
	outcome := make(chan error, 1)
	s.mu.Lock()
	before := Hash{}
	if c := s.log.index.zones[zone]; c != nil {
		before = c.before
	}
	if len(recs) > 0 && recs[0].Number < first {
		before, recs = recs[0].Hash, recs[1:]
	}
	err = ErrClosed
	if !s.closed {
		err = ErrConflict
		if len(recs) > 0 && recs[len(recs)-1].Number == durable {
			err = s.log.Keep(zone, before, recs, func(err error) { outcome <- err })
		}
	}
	if err == nil {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	s.mu.Unlock()
	if err == nil {
		err = <-outcome
	}
	return err
}

// Ends implements Ends.
func (s *Files) Ends(zone string) (first, last Record, err error) {
	s.mu.Lock()
	at, disk := s.log.locate(zone, 1), s.log.disk
	s.mu.Unlock()
	if at.broken != nil || len(at.entries) == 0 {
		return first, last, fmt.Errorf("the ends of the chain of %q: %w", zone, ErrConflict)
	}
	n := len(at.entries)
	one, err := readEntries(disk, zone, at.entries[:1], at.files, at.first)
	if err != nil {
		return first, last, err
	}
	other, err := readEntries(disk, zone, at.entries[n-1:], at.files, at.first+uint64(n)-1)
	if err != nil {
		return first, last, err
	}
	return one[0], other[0], nil
}
