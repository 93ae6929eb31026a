package journal

import (
	"fmt"
	"io"
	"os"
	"slices"
)

// Snapshot is what a directory of segment files held when it was taken. Another process may write to it meanwhile: the
// end of what it writes may be torn, which is no damage.
type Snapshot struct{ ix *index }

// TakeSnapshot reads a directory through once, where a Store of ReadFiles does at each call.
func TakeSnapshot(dir string) (*Snapshot, error) {
	if _, err := os.ReadDir(dir); err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	ix, err := indexDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read journal %s: %w", dir, err)
	}
	s := &Snapshot{ix}
	return s, s.heads()
}

// heads looks for segments whose head is damaged: a writer takes them for never begun.
func (s *Snapshot) heads() error {
	for number := range s.ix.segments + 1 {
		name, ok := s.ix.files[number]
		if !ok {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		head := make([]byte, headSize+1)
		n, err := io.ReadFull(f, head)
		f.Close()
		if err != nil {
			continue // never finished: nothing was acknowledged in it
		}
		if _, _, err := readHead(head[:n]); err != nil {
			s.ix.damage = append(s.ix.damage, &DamageError{File: name, Why: fmt.Sprintf("%v: nothing in this segment can be read", err)})
		}
	}
	return nil
}

// Zones lists all zones that have a record, sorted.
func (s *Snapshot) Zones() []string { return s.ix.names() }

// Damage lists what of the directory cannot be read, also where the zone that it belonged to is not known.
func (s *Snapshot) Damage() []*DamageError { return slices.Clone(s.ix.damage) }

// Read returns a zone's records. Where the zone is damaged, these are the records before the damage, and the error is a
// *DamageError.
func (s *Snapshot) Read(zone string) ([]Record, error) {
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
