package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// ErrReadOnly says that a store was opened by ReadFiles.
var ErrReadOnly = errors.New("journal: opened to read only")

// Files keeps the chains in segment files of one directory: one log for all zones, its records written and synced in
// groups by one goroutine.
type Files struct {
	dir    string
	lock   io.Closer
	create func(name string) (file, error)
	bytes  int64 // of a segment, at most

	mu     sync.Mutex
	index  *index
	tails  map[string]tail // the ends of the chains with what is queued, where that differs from the index
	queue  []pending
	wake   chan struct{}
	closed bool
	done   chan struct{}

	out segment // belongs to the writing goroutine
}

// file is what a segment needs of the system; tests put a failing one in its place.
type file interface {
	io.Writer
	Sync() error
	Close() error
}

// tail is a chain's end with all that is queued.
type tail struct {
	number uint64
	hash   Hash
}

type pending struct {
	zone    string
	number  uint64
	hash    Hash
	payload []byte
	done    func(error)
}

// OpenFiles opens a directory to write, making it if it is missing. Nobody else may write to it meanwhile.
func OpenFiles(dir string) (*Files, error) {
	s := &Files{dir: dir, create: createFile, bytes: segmentBytes, tails: map[string]tail{}, wake: make(chan struct{}, 1), done: make(chan struct{})}
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("open journal %s: %w", dir, err)
	}
	go s.write()
	return s, nil
}

func (s *Files) open() (err error) {
	if err = os.MkdirAll(s.dir, 0o750); err != nil {
		return err
	}
	if s.lock, err = lockDir(filepath.Join(s.dir, "lock")); err != nil {
		return err
	}
	if s.index, err = indexDir(s.dir); err == nil {
		err = s.begin()
	}
	if err != nil {
		s.lock.Close()
	}
	return err
}

// Damage lists what of the directory cannot be read.
func (s *Files) Damage() []*DamageError {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.index.damage)
}

// Append implements Store.
func (s *Files) Append(zone string, prev Hash, payload []byte, done func(error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.tail(zone)
	switch {
	case s.closed:
		err = ErrClosed
	case err == nil && t.hash != prev:
		err = ErrConflict
	case err == nil && len(payload) > maxPayload:
		err = fmt.Errorf("journal: a record of %d bytes, and %d are the most", len(payload), maxPayload)
	}
	if err != nil {
		go done(err)
		return
	}
	t = tail{t.number + 1, Link(prev, payload)}
	s.tails[zone] = t
	s.queue = append(s.queue, pending{zone, t.number, t.hash, payload, done})
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// tail is where a zone's chain ends, with what is queued.
func (s *Files) tail(zone string) (tail, error) {
	if t, ok := s.tails[zone]; ok {
		return t, nil
	}
	c := s.index.zones[zone]
	if c == nil {
		return tail{}, nil
	}
	if c.broken != nil {
		return tail{}, c.broken
	}
	return tail{uint64(len(c.entries)), c.head()}, nil
}

// Read implements Store. What is queued is not read: it is as if it had not arrived.
func (s *Files) Read(zone string, from uint64) ([]Record, uint64, error) {
	s.mu.Lock()
	c := s.index.zones[zone]
	closed := s.closed
	if c == nil || closed {
		s.mu.Unlock()
		if closed {
			return nil, 0, ErrClosed
		}
		return nil, 0, nil
	}
	entries, files := slices.Clone(c.entries), s.index.files
	broken := c.broken
	s.mu.Unlock()
	if broken != nil {
		return nil, 0, broken
	}
	recs, err := readEntries(zone, entries, files, from)
	return recs, uint64(len(entries)), err
}

// Zones implements Store.
func (s *Files) Zones() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	return s.index.names(), nil
}

// Close implements Store: what is queued is still written.
func (s *Files) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.wake)
	s.mu.Unlock()
	<-s.done
	return errors.Join(s.out.close(), s.lock.Close())
}
