package journal

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"muster/inplace"
)

// ErrReadOnly reports that a store was opened by ReadFiles.
var ErrReadOnly = errors.New("journal: opened to read only")

// ErrInUse reports that somebody else writes to a directory.
var ErrInUse = errors.New("another process writes to it: stop that one, or choose another directory")

// Files keeps the chains in segment files of one directory: one log for all zones. It is the thin shell of a Log, with
// a real disk, a lock and one goroutine that writes and syncs groups.
type Files struct {
	lock *os.File
	wake chan struct{}
	done chan struct{}
	news notifier

	mu     sync.Mutex
	log    *Log
	open   inplace.Files // the lock and the newest segment
	closed bool

	cleaning atomic.Bool // what is stale is kept again just now
}

// OpenFiles opens a directory to write, making it if it is missing. Nobody else may write to it meanwhile.
func OpenFiles(path string) (*Files, error) { return OpenFilesOn(Directory(path)) }

// OpenFilesOn does the same on another disk.
func OpenFilesOn(disk Disk) (*Files, error) {
	s := &Files{wake: make(chan struct{}, 1), done: make(chan struct{})}
	if err := s.begin(disk); err != nil {
		return nil, fmt.Errorf("open journal %s: %w", disk.Dir(), err)
	}
	go s.write()
	return s, nil
}

func (s *Files) begin(disk Disk) (err error) {
	if err = makeDir(disk.Dir()); err != nil {
		return err
	}
	if s.lock, err = Lock(filepath.Join(disk.Dir(), "lock")); err != nil {
		return err
	}
	if s.log, err = OpenLog(disk); err == nil {
		err = s.hold()
	}
	if err != nil {
		s.lock.Close()
	}
	return err
}

// hold notes which files make the directory ours.
func (s *Files) hold() error {
	lock, err := s.lock.Stat()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = inplace.Files{s.lock.Name(): lock, s.log.out.name: s.log.out.info}
	return nil
}

// CheckPlace reports whether the directory is still the one that was opened. While it is not, nothing is written,
// nothing is acknowledged and nothing is believed that is read: what stands in its place may be another server's. It
// goes on when the very same files are there again; the lock, which stays open, has kept all others from them
// meanwhile.
func (s *Files) CheckPlace() error {
	s.mu.Lock()
	open := s.open
	s.mu.Unlock()
	return open.CheckNow()
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
	g := s.log.Next()
	s.mu.Unlock()
	if g == nil {
		return false
	}
	err := s.put(g)
	s.mu.Lock()
	s.log.Settle(g, err)
	var stale []string
	if g.began {
		stale = s.log.stale()
	}
	s.mu.Unlock()
	s.news.notify()
	if err != nil {
		time.Sleep(retryAfter)
	}
	g.Publish()
	if len(stale) > 0 && s.cleaning.CompareAndSwap(false, true) {
		go func() {
			defer s.cleaning.Store(false)
			s.clean(stale)
		}()
	}
	return true
}

// put writes a group. That the directory is ours is looked at before, or a segment might begin in another's, and behind
// it: whoever finds the lock gone and takes the directory over then finds all in it that was acknowledged.
func (s *Files) put(g *Group) error {
	err := s.CheckPlace()
	if err == nil {
		err = g.Write()
	}
	if err == nil {
		err = g.Sync()
	}
	if g.began { // also when the write failed: the segment before it may go with the next group
		err = cmp.Or(err, s.hold())
	}
	if err == nil {
		err = s.CheckPlace()
	}
	return err
}

// Damage lists what of the directory cannot be read.
func (s *Files) Damage() []*DamageError {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Damage()
}

// Append implements Store.
func (s *Files) Append(zone string, r Sealed, done func(error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := ErrClosed
	if !s.closed {
		err = s.log.Append(zone, r, done)
	}
	if err != nil {
		go done(err)
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// GiveUp implements Store. Segments go when none of their zones is needed any more: see Group.trim.
func (s *Files) GiveUp(zone string) error {
	outcome := make(chan error, 1)
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return ErrClosed
	}
	s.log.GiveUp(zone, func(err error) { outcome <- err })
	select {
	case s.wake <- struct{}{}:
	default:
	}
	s.mu.Unlock()
	return <-outcome
}

// Read implements Store.
func (s *Files) Read(zone string, from uint64) ([]Record, uint64, error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, 0, ErrClosed
	}
	at, disk := s.log.locate(zone, from), s.log.disk
	s.mu.Unlock()
	recs, durable, err := at.read(disk, zone)
	if err != nil {
		err = cmp.Or(s.CheckPlace(), err) // what was read may be another directory's
	}
	return recs, durable, err
}

// Zones implements Store.
func (s *Files) Zones() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	return s.log.Zones(), nil
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
	s.news.notify()
	<-s.done
	return errors.Join(s.log.Close(), s.lock.Close())
}
