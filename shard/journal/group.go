package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
)

// segment is the file being written.
type segment struct {
	f      File
	name   string
	info   fs.FileInfo // which file it is
	number uint32
	size   int64
	zones  uint64 // that have a number in this segment
	buf    []byte
}

// Group is records of many zones that become durable with one write and one sync.
type Group struct {
	log     *Log
	queue   []pending
	places  []entry // where the queue's records are
	number  uint32  // of the segment that it begins, if one is due
	cut     uint64  // where the one before ends
	tried   bool    // something of it may be on the disk
	began   bool
	unsure  bool     // what it holds may never have been synced: nothing is removed for it before
	spent   bool     // the segment's number: one that was not finished could not be removed
	trimmed []uint32 // segments that were removed
	err     error
}

// Write writes the group, into a new segment where one is due.
func (g *Group) Write() error {
	o := &g.log.out
	g.tried = true
	if o.f == nil || o.size > g.log.bytes {
		if err := g.begin(); err != nil {
			return err
		}
	}
	if o.buf = o.buf[:0]; len(g.queue) == 0 {
		return nil
	}
	g.places = make([]entry, len(g.queue))
	for i := range g.queue {
		g.places[i] = o.put(&g.queue[i])
	}
	if _, err := o.f.Write(o.buf); err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

// put frames a record behind what the buffer holds.
func (o *segment) put(p *pending) entry {
	e := p.end
	if e.segment != o.number {
		e.segment, e.name = o.number, o.zones
		o.zones++
		o.buf = appendFrame(o.buf, &frame{
			kind: nameFrame, first: len(o.buf) == 0, zone: e.name, payload: []byte(e.zone),
		})
	}
	from := len(o.buf)
	if p.keep != nil {
		o.buf = p.keep.put(o.buf, e.name, o.size, o.number)
		return entry{}
	}
	f := frame{
		kind: recordFrame, first: from == 0, zone: e.name, number: p.number, link: [4]byte(p.hash[:4]),
		payload: p.payload,
	}
	if p.givenUp {
		f = frame{kind: givenUpFrame, first: from == 0, zone: e.name}
	}
	o.buf = appendFrame(o.buf, &f)
	return entry{o.size + int64(from), int32(len(o.buf) - from), o.number, p.hash}
}

// Sync makes durable what was written.
func (g *Group) Sync() error {
	o := &g.log.out
	if len(o.buf) == 0 {
		return nil
	}
	if err := o.f.Sync(); err != nil {
		return fmt.Errorf("sync journal: %w", err)
	}
	o.size += int64(len(o.buf))
	return nil
}

// Publish delivers the outcome to those who wait for it.
func (g *Group) Publish() {
	for i := range g.queue {
		g.queue[i].done(g.err)
	}
}

// begin starts the next segment. Its head is durable before anything is written behind it.
func (g *Group) begin() error {
	l := g.log
	l.Close() // its error changes nothing: all that counts in it was synced
	name := filepath.Join(l.disk.Dir(), fmt.Sprintf("%08d.seg", g.number))
	f, err := l.disk.Create(name)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("begin segment: %w: somebody else writes to this directory; the file is left as it is", err)
	}
	if err != nil {
		return fmt.Errorf("begin segment: %w", err)
	}
	head := appendHead(nil, g.number, g.cut)
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(head)
	}
	if err == nil {
		if err = f.Sync(); err == nil {
			err = l.disk.Sync()
		}
	}
	if err != nil {
		f.Close()
		g.spent = l.disk.Remove(name) != nil // unfinished: it is passed over
		return fmt.Errorf("begin segment: %w", err)
	}
	g.began = true
	if !g.unsure {
		g.trim()
	}
	if l.out.number > 0 {
		l.sizes[l.out.number] = l.out.size
	}
	l.out = segment{f: f, name: name, info: info, number: g.number, size: int64(len(head)), buf: l.out.buf}
	return nil
}

// trim removes the segments that nothing is read from any more: all their zones were given up. The oldest goes first,
// and for good, before the next: what gives a zone up must not go before what it gives up. An error costs room on
// the disk and nothing else.
func (g *Group) trim() {
	ix, disk := g.log.index, g.log.disk
	for _, n := range slices.Sorted(maps.Keys(ix.files)) {
		if n >= ix.needed() || disk.Remove(ix.files[n]) != nil || disk.Sync() != nil {
			return
		}
		g.trimmed = append(g.trimmed, n)
	}
}
