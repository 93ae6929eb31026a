package journal

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"time"
)

// segment is the file being written.
type segment struct {
	f      file
	number uint32
	size   int64
	names  map[string]uint64 // zones that have a number in this segment
	buf    []byte
}

func (s *segment) close() error {
	if s.f == nil {
		return nil
	}
	return s.f.Close()
}

// write is the one goroutine that writes: all that is queued in one write and one sync.
func (s *Files) write() {
	defer close(s.done)
	for range s.wake {
		for s.group() {
		}
	}
	for s.group() {
	}
}

// group writes what is queued; false if there was nothing.
func (s *Files) group() bool {
	s.mu.Lock()
	queue := s.queue
	s.queue = nil
	s.mu.Unlock()
	if len(queue) == 0 {
		return false
	}
	places, err := s.put(queue)
	if err != nil {
		s.abandon(queue, err)
		return true
	}
	s.settle(queue, places)
	return true
}

// put writes and syncs records and returns where they are.
func (s *Files) put(queue []pending) ([]entry, error) {
	if s.out.f == nil || s.out.size > s.bytes {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	o := &s.out
	o.buf = appendFrame(o.buf[:0], &frame{kind: groupFrame})
	places := make([]entry, len(queue))
	for i := range queue {
		p := &queue[i]
		n, ok := o.names[p.zone]
		if !ok {
			n = uint64(len(o.names))
			o.names[p.zone] = n
			o.buf = appendFrame(o.buf, &frame{kind: nameFrame, zone: n, payload: []byte(p.zone)})
		}
		from := len(o.buf)
		o.buf = appendFrame(o.buf, &frame{kind: recordFrame, zone: n, number: p.number, link: [4]byte(p.hash[:4]), payload: p.payload})
		places[i] = entry{o.number, o.size + int64(from), int32(len(o.buf) - from), p.hash}
	}
	if _, err := o.f.Write(o.buf); err != nil {
		return nil, fmt.Errorf("write journal: %w", err)
	}
	if err := o.f.Sync(); err != nil {
		return nil, fmt.Errorf("sync journal: %w", err)
	}
	o.size += int64(len(o.buf))
	return places, nil
}

// settle makes written records known and tells their writers.
func (s *Files) settle(queue []pending, places []entry) {
	s.mu.Lock()
	for i := range queue {
		c := s.index.zones[queue[i].zone]
		if c == nil {
			c = &chain{}
			s.index.zones[queue[i].zone] = c
		}
		c.entries = append(c.entries, places[i])
		if t := s.tails[queue[i].zone]; t.hash == queue[i].hash {
			delete(s.tails, queue[i].zone)
		}
	}
	s.index.end = uint64(s.out.size)
	s.mu.Unlock()
	for i := range queue {
		queue[i].done(nil)
	}
}

// abandon gives the segment up after a failed write or sync: nobody knows what of it is on the disk, and a second sync
// may say that all is well when it is not. The next segment's cut voids what this one holds behind its last group.
// Everything that stands behind the failed records falls with them; their writers send it again.
func (s *Files) abandon(queue []pending, err error) {
	s.out.close() // its error changes nothing: the file is given up
	s.out.f = nil
	s.mu.Lock()
	queue = append(queue, s.queue...)
	s.queue = nil
	clear(s.tails)
	s.mu.Unlock()
	time.Sleep(retryAfter)
	for i := range queue {
		queue[i].done(err)
	}
}

// begin starts the next segment. Its head is durable before anything is written behind it.
func (s *Files) begin() error {
	s.mu.Lock()
	number, cut := s.index.segments+1, s.index.end
	s.mu.Unlock()
	s.out.close()
	s.out.f = nil
	name := filepath.Join(s.dir, fmt.Sprintf("%08d.seg", number))
	f, err := s.create(name)
	if err != nil {
		return fmt.Errorf("begin segment: %w", err)
	}
	head := appendHead(nil, number, cut)
	if _, err = f.Write(head); err == nil {
		if err = f.Sync(); err == nil {
			err = syncDir(s.dir)
		}
	}
	if err != nil {
		f.Close()
		os.Remove(name) // unfinished: it would be passed over anyway
		return fmt.Errorf("begin segment: %w", err)
	}
	s.out = segment{f: f, number: number, size: int64(len(head)), names: map[string]uint64{}, buf: s.out.buf}
	s.mu.Lock()
	files := maps.Clone(s.index.files) // readers hold the old one
	files[number] = name
	s.index.files, s.index.segments, s.index.end = files, number, uint64(len(head))
	s.mu.Unlock()
	return nil
}

func createFile(name string) (file, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return nil, err
	}
	return syncedFile{f}, nil
}

// syncDir makes a new file's name durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
