package journal

import (
	"fmt"
	"slices"
)

// Log decides what the segment files hold: which append fits, what a group is made of, when a segment begins, what a
// failed write means, what may be read. It has no goroutine, clock or lock: its caller calls one method after another,
// and does a Group's Write and Sync while others append and read.
//
// Invariants: the index holds exactly the records known durable; ends differ from it only by what is queued or in the
// one group under way.
type Log struct {
	disk       Disk
	bytes      int64 // of a segment, at most
	index      *index
	ends       map[string]*end
	generation uint64 // ends of an earlier one are void: what was queued behind them fell
	queue      []pending
	out        segment          // the group's under way, if there is one
	sizes      map[uint32]int64 // of the segments before
}

// end is where a zone's chain ends, with all that is queued. It saves looking the zone up for each of its records.
type end struct {
	zone       string
	generation uint64 // of the log, in which tail counts
	tail
	chain   *chain // in the index, once a record was settled
	segment uint32 // in which the zone has this number; of the group under way alone
	name    uint64
}

type tail struct {
	number uint64
	hash   Hash
}

type pending struct {
	end     *end
	number  uint64
	hash    Hash
	payload []byte
	givenUp bool // the zone is; there is no record
	keep    *keep
	done    func(error)
}

// OpenLog indexes what a disk holds and begins a segment behind it. The last group that it finds may never have been
// synced, if the process before was killed, and may be held by the kernel alone, if its sync failed; records behind it
// would stand on sand. So it is written again, into the new segment, and synced.
func OpenLog(disk Disk) (*Log, error) {
	ix, err := indexDisk(disk)
	if err != nil {
		return nil, err
	}
	l := &Log{disk: disk, bytes: segmentBytes, index: ix, ends: map[string]*end{}, generation: 1}
	l.sizes = ix.sizes
	for _, p := range ix.recent {
		l.queue = append(l.queue, pending{
			end: l.endOf(p.zone), number: p.number, hash: p.hash, payload: p.payload, givenUp: p.givenUp,
			keep: p.keep,
		})
	}
	g := l.group(l.queue)
	g.unsure = true
	l.queue, ix.recent = nil, nil
	if err = g.Write(); err == nil {
		err = g.Sync()
	}
	if err == nil {
		g.trim() // and not before: what gives a zone up must outlive its records
	}
	l.begun(g)
	l.index.end = uint64(l.out.size)
	return l, err
}

// Append queues a record behind the one that it was sealed behind. Its error is the outcome; without one, done gets the
// outcome from the group that the record goes into.
func (l *Log) Append(zone string, r Sealed, done func(error)) error {
	e := l.endOf(zone)
	switch {
	case e.generation != l.generation:
		return l.index.zones[zone].broken
	case e.hash != r.prev:
		return ErrConflict
	case len(r.payload) > maxPayload:
		return fmt.Errorf("journal: a record of %d bytes, and %d are the most", len(r.payload), maxPayload)
	}
	e.tail = tail{e.number + 1, r.Hash()}
	l.queue = append(l.queue, pending{end: e, number: e.number, hash: e.hash, payload: r.payload, done: done})
	return nil
}

// GiveUp queues that a zone is given up: what stands before it does not count any more.
func (l *Log) GiveUp(zone string, done func(error)) {
	e := l.endOf(zone)
	e.generation, e.tail = l.generation, tail{}
	l.queue = append(l.queue, pending{end: e, givenUp: true, done: done})
}

// endOf is where a zone's chain ends, with what is queued; of an earlier generation if the chain is broken.
func (l *Log) endOf(zone string) *end {
	e := l.ends[zone]
	if e != nil && e.generation == l.generation {
		return e
	}
	if e == nil {
		e = &end{zone: zone}
		l.ends[zone] = e
	}
	c := l.index.zones[zone]
	switch {
	case c == nil:
		e.generation, e.tail = l.generation, tail{}
	case c.broken == nil:
		e.generation, e.tail = l.generation, tail{c.count, c.head()}
	}
	return e
}

// Next takes all that is queued as the next group, nil if that is nothing. There may be one group at a time: it is
// written, synced and settled before Next is called again.
func (l *Log) Next() *Group {
	if len(l.queue) == 0 {
		return nil
	}
	g := l.group(l.queue)
	l.queue = make([]pending, 0, 2*len(g.queue)) // writers alternate between two groups
	return g
}

func (l *Log) group(queue []pending) *Group {
	return &Group{log: l, queue: queue, number: l.index.segments + 1, cut: l.index.end}
}

// Settle takes in how a group's Write and Sync went. Then its Tell may be called.
func (l *Log) Settle(g *Group, err error) {
	l.begun(g)
	if g.err = err; err != nil {
		l.abandon(g)
		return
	}
	for i := range g.queue {
		e := g.queue[i].end
		if g.queue[i].givenUp {
			l.forget(e)
			continue
		}
		if e.chain == nil {
			e.chain = l.index.chain(e.zone)
		}
		if k := g.queue[i].keep; k != nil {
			e.chain.places = k.places
			continue
		}
		e.chain.add(g.places[i])
	}
	l.index.end = uint64(l.out.size)
}

// forget drops what is known of a zone that was given up durably; it may have begun anew.
func (l *Log) forget(e *end) {
	l.index.giveUp(e.zone)
	e.chain = nil
	queued := slices.ContainsFunc(l.queue, func(p pending) bool { return p.end == e })
	if e.tail == (tail{}) && !queued {
		delete(l.ends, e.zone) // else it began anew, and may be given up again
	}
}

// abandon gives the segment up after a failed write or sync, unless nothing was written to it: nobody knows what of it
// is on the disk, and a second sync may say that all is well when it is not. The next segment's cut voids what this one
// holds behind its last group. Everything that stands behind the failed records falls with them;
// their writers send it again.
func (l *Log) abandon(g *Group) {
	if g.tried {
		l.Close() // its error changes nothing: the file is given up
	}
	g.queue = append(g.queue, l.queue...)
	l.queue = nil
	l.generation++
}

// begun makes a segment known that a group has begun.
func (l *Log) begun(g *Group) {
	if g.spent {
		l.index.segments = g.number
	}
	if !g.began {
		return
	}
	files := make(map[uint32]string, len(l.index.files)+1) // readers hold the old one
	for n, name := range l.index.files {
		files[n] = name
	}
	files[g.number] = l.out.name
	for _, n := range g.trimmed {
		delete(files, n)
		delete(l.sizes, n)
	}
	l.index.files, l.index.segments, l.index.end = files, g.number, headSize
}

// Read is Store's. What is queued is not read: it is as if it had not arrived.
func (l *Log) Read(zone string, from uint64) ([]Record, uint64, error) {
	return l.locate(zone, from).read(l.disk, zone)
}

// locate copies from the index what a read needs, so that it goes on without the Log.
func (l *Log) locate(zone string, from uint64) glance { return l.index.locate(zone, from) }

func (ix *index) locate(zone string, from uint64) (at glance) {
	c := ix.zones[zone]
	switch {
	case c == nil:
		return at
	case c.broken != nil:
		return glance{broken: c.broken}
	}
	at = glance{from: max(from, c.base+1), durable: c.count, files: ix.files}
	at.entries, at.first = c.places.from(at.from)
	return at
}

// glance is what the index knew of a zone.
type glance struct {
	from, durable uint64
	entries       []entry
	first         uint64 // the number of the first entry: from, or a little before
	files         map[uint32]string
	broken        *DamageError
}

func (g glance) read(disk Disk, zone string) ([]Record, uint64, error) {
	if g.broken != nil {
		return nil, 0, g.broken
	}
	recs, err := readEntries(disk, zone, g.entries, g.files, g.first)
	return recs[min(g.from-g.first, uint64(len(recs))):], g.durable, err
}

// Zones lists all zones that have a record, sorted.
func (l *Log) Zones() []string { return l.index.names() }

// Damage lists what of the disk cannot be read.
func (l *Log) Damage() []*DamageError { return slices.Clone(l.index.damage) }

// Close closes the segment being written.
func (l *Log) Close() error {
	f := l.out.f
	l.out.f = nil
	if f == nil {
		return nil
	}
	return f.Close()
}
