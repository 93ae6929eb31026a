package journal

import (
	"fmt"
	"os"
	"slices"
)

// Snapshot is what a directory of segment files held when it was taken. Another process may write to it meanwhile: the
// end of what it writes may be torn, which is no damage.
type Snapshot struct {
	ix    *index
	disk  Disk
	loose map[string]func() ([]Record, error) // zones that are kept elsewhere
	store Store                               // of a snapshot of a store, read zone by zone
	held  []Holding
	past  *Past // what is kept of the beginnings of its chains; may be nil
}

// WithPast has it read chains with what is kept of their past.
func (s *Snapshot) WithPast(past *Past) *Snapshot {
	s.past = past
	return s
}

// Holding is what a directory of segment files takes, and who needs the oldest of them: all that is written behind a
// zone's first record stays until the zone is given up.
type Holding struct {
	Dir      string
	Segments int
	Bytes    int64
	Oldest   string // file
	By       []string
}

// Held tells it of each directory.
func (s *Snapshot) Held() []Holding { return s.held }

// holding is that of one directory.
func (ix *index) holding(dir string) Holding {
	h := Holding{Dir: dir, Segments: len(ix.files), Bytes: ix.bytes}
	oldest := ix.segments
	for n := range ix.files {
		oldest = min(oldest, n)
	}
	h.Oldest = ix.files[oldest]
	for _, zone := range ix.names() {
		if first, ok := ix.zones[zone].oldest(); ok && first == oldest {
			h.By = append(h.By, zone)
		}
	}
	return h
}

// SnapshotOf holds one zone's records that came from elsewhere.
func SnapshotOf(zone string, recs []Record) *Snapshot {
	s := SnapshotOfNothing()
	s.Beside(zone, func() ([]Record, error) { return recs, nil })
	return s
}

// SnapshotOfNothing holds no zone; others are joined to it.
func SnapshotOfNothing() *Snapshot { return &Snapshot{ix: &index{zones: map[string]*chain{}}} }

// Join adds what another snapshot holds, except for zones whose records are here.
func (s *Snapshot) Join(other *Snapshot) {
	for _, zone := range other.Zones() {
		s.Beside(zone, func() ([]Record, error) { return other.Read(zone) })
	}
	s.ix.damage = append(s.ix.damage, other.ix.damage...)
	s.held = append(s.held, other.held...)
}

// Beside adds a zone that is kept elsewhere, unless its records are here.
func (s *Snapshot) Beside(zone string, read func() ([]Record, error)) {
	if s.ix.zones[zone] != nil {
		return
	}
	if s.loose == nil {
		s.loose = map[string]func() ([]Record, error){}
	}
	s.ix.zones[zone], s.loose[zone] = &chain{}, read
}

// SnapshotOfStore looks into any store. What of it cannot be read is told zone by zone.
func SnapshotOfStore(store Store) (*Snapshot, error) {
	zones, err := store.Zones()
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	s := &Snapshot{ix: &index{zones: map[string]*chain{}}, store: store}
	for _, zone := range zones {
		s.ix.zones[zone] = &chain{}
	}
	return s, nil
}

// TakeSnapshot reads a directory through once, where a Store of ReadFiles does at each call.
func TakeSnapshot(path string) (*Snapshot, error) {
	if _, err := os.ReadDir(path); err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	return SnapshotOfDisk(dir(path))
}

// SnapshotOfDisk reads a disk through once.
func SnapshotOfDisk(disk Disk) (*Snapshot, error) {
	ix, err := indexDisk(disk)
	if err != nil {
		return nil, fmt.Errorf("read journal %s: %w", disk.Dir(), err)
	}
	return &Snapshot{ix: ix, disk: disk, held: []Holding{ix.holding(disk.Dir())}}, nil
}

// Zones lists all zones that have a record, sorted.
func (s *Snapshot) Zones() []string { return s.ix.names() }

// Damage lists what of the directory cannot be read, also where the zone that it belonged to is not known.
func (s *Snapshot) Damage() []*DamageError { return slices.Clone(s.ix.damage) }

// Read returns a zone's records. Where the zone is damaged, these are the records before the damage, and the error is a
// *DamageError.
func (s *Snapshot) Read(zone string) ([]Record, error) {
	if read := s.loose[zone]; read != nil {
		return read()
	}
	if s.store != nil {
		recs, _, err := s.store.Read(zone, 1)
		return recs, err
	}
	c := s.ix.zones[zone]
	if c == nil {
		return nil, nil
	}
	entries, first := c.from(1)
	recs, err := readEntries(s.disk, zone, entries, s.ix.files, first)
	if err == nil && s.past != nil {
		recs, err = s.past.Before(zone, 1, recs)
	}
	if err == nil && c.broken != nil {
		err = c.broken
	}
	return recs, err
}
