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
	loose map[string][]Record // of a snapshot of no directory
}

// SnapshotOf holds one zone's records that came from elsewhere.
func SnapshotOf(zone string, recs []Record) *Snapshot {
	return &Snapshot{&index{zones: map[string]*chain{zone: {}}}, map[string][]Record{zone: recs}}
}

// TakeSnapshot reads a directory through once, where a Store of ReadFiles does at each call.
func TakeSnapshot(dir string) (*Snapshot, error) {
	if _, err := os.ReadDir(dir); err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	ix, err := indexDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read journal %s: %w", dir, err)
	}
	return &Snapshot{ix: ix}, nil
}

// Zones lists all zones that have a record, sorted.
func (s *Snapshot) Zones() []string { return s.ix.names() }

// Damage lists what of the directory cannot be read, also where the zone that it belonged to is not known.
func (s *Snapshot) Damage() []*DamageError { return slices.Clone(s.ix.damage) }

// Read returns a zone's records. Where the zone is damaged, these are the records before the damage, and the error is a
// *DamageError.
func (s *Snapshot) Read(zone string) ([]Record, error) {
	if recs, ok := s.loose[zone]; ok {
		return recs, nil
	}
	c := s.ix.zones[zone]
	if c == nil {
		return nil, nil
	}
	recs, err := readEntries(zone, c.entries, s.ix.files, 1)
	if err == nil && c.broken != nil {
		err = c.broken
	}
	return recs, err
}
