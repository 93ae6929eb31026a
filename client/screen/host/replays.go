package host

import (
	"fmt"
	"slices"
	"time"

	"muster/game"
)

// Replays are the matches that can be watched again. Its methods may wait for a disk: they are called beside the game.
type Replays interface {
	// List names them, the newest first.
	List() ([]Replay, error)
	// Open returns one.
	Open(id string) (Recording, error)
	// Add adds one that came from elsewhere, in place of one of the same scenario and moment.
	Add(scenario string, when time.Time, r Recording) error
	// Share makes one available to other programs and people, and says where it is.
	Share(id string) (where string, err error)
}

// Replay is a match that can be watched again.
type Replay struct {
	ID   string // what Open is asked for
	When time.Time
}

// Recording is a match to be watched again.
type Recording struct {
	Replay     []byte    // as replay.File packs it
	From       game.Tick // where it is begun at
	Link       string    // of the page where anybody can watch it; empty for none
	Intentions []byte    // of its commanders, as replay.ReadIntentions reads them; nil where nobody kept them
}

// MemoryReplays is Replays in memory.
type MemoryReplays struct {
	list  []Replay
	files map[string]Recording
}

// Put adds one. The newest comes first.
func (s *MemoryReplays) Put(r Replay, b Recording) {
	if s.files == nil {
		s.files = map[string]Recording{}
	}
	s.list, s.files[r.ID] = append(s.list, r), b
	slices.SortStableFunc(s.list, func(a, b Replay) int { return b.When.Compare(a.When) })
}

// Add adds one.
func (s *MemoryReplays) Add(scenario string, when time.Time, r Recording) error {
	id := scenario + "." + when.Format(time.RFC3339)
	if _, known := s.files[id]; !known {
		s.Put(Replay{ID: id, When: when}, r)
	}
	return nil
}

// List names them.
func (s *MemoryReplays) List() ([]Replay, error) { return s.list, nil }

// Open returns one.
func (s *MemoryReplays) Open(id string) (Recording, error) {
	b, ok := s.files[id]
	if !ok {
		return b, fmt.Errorf("there is no replay %s", id)
	}
	return b, nil
}

// Share cannot be done from memory.
func (s *MemoryReplays) Share(id string) (string, error) {
	return "", fmt.Errorf("replay %s is kept in memory alone", id)
}
