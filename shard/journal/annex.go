package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Annex keeps what lies beside the chains: checkpoints, which are a cache, and why a zone must not be gone on with. It
// knows nothing of what it keeps. Losing it loses nothing but time and warnings.
type Annex interface {
	// PutCheckpoint keeps b as what stands on record number. The last few of a zone are kept; those that stand on later
	// records go, since this one was made after them: their records are no more.
	PutCheckpoint(zone string, number uint64, b []byte) error
	// Checkpoints returns what is kept of a zone, the newest first.
	Checkpoints(zone string) ([]Checkpoint, error)
	// Condemn keeps why a zone must not be gone on with; no reason takes it back.
	Condemn(zone, why string) error
	// Condemned returns the reason, empty for none.
	Condemned(zone string) (why string, err error)
	// Pardon keeps what is forgiven a zone, in the place of what was before, and then takes the reason back. When it
	// returns without an error both are durable. A zone that is condemned later is so beside it.
	Pardon(zone string, forgiven []byte) error
	// Pardoned returns what is forgiven, nil for nothing.
	Pardoned(zone string) (forgiven []byte, err error)
	// Forget drops all that is kept of a zone.
	Forget(zone string) error
}

// Checkpoint is what was put.
type Checkpoint struct {
	Number uint64
	Bytes  []byte
}

// MemoryAnnex is the twin in memory.
type MemoryAnnex struct {
	mu     sync.Mutex
	kept   map[string][]Checkpoint // the newest first
	doomed map[string]string
	freed  map[string][]byte
}

// NewMemoryAnnex makes an empty one.
func NewMemoryAnnex() *MemoryAnnex {
	return &MemoryAnnex{kept: map[string][]Checkpoint{}, doomed: map[string]string{}, freed: map[string][]byte{}}
}

// PutCheckpoint implements Annex.
func (a *MemoryAnnex) PutCheckpoint(zone string, number uint64, b []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	kept := []Checkpoint{{number, b}}
	for _, c := range a.kept[zone] {
		if c.Number < number && len(kept) < keptCheckpoints {
			kept = append(kept, c)
		}
	}
	a.kept[zone] = kept
	return nil
}

// Checkpoints implements Annex.
func (a *MemoryAnnex) Checkpoints(zone string) ([]Checkpoint, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.kept[zone]), nil
}

// Condemn implements Annex.
func (a *MemoryAnnex) Condemn(zone, why string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.doomed[zone] = why
	return nil
}

// Condemned implements Annex.
func (a *MemoryAnnex) Condemned(zone string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.doomed[zone], nil
}

// Pardon implements Annex.
func (a *MemoryAnnex) Pardon(zone string, forgiven []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.freed[zone] = slices.Clone(forgiven)
	delete(a.doomed, zone)
	return nil
}

// Pardoned implements Annex.
func (a *MemoryAnnex) Pardoned(zone string) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.freed[zone]), nil
}

// Forget implements Annex.
func (a *MemoryAnnex) Forget(zone string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.kept, zone)
	delete(a.freed, zone)
	delete(a.doomed, zone)
	return nil
}

// DirAnnex keeps a directory for each zone, with a file for each checkpoint, named by its record, one that says why the
// zone is condemned and one with what was forgiven it. Checkpoints are not synced: a file that a crash tore does not
// add up, and is passed over.
type DirAnnex struct{ dir string }

const (
	checkpointFile = ".checkpoint"
	condemnedFile  = "condemned.txt"
	pardonedFile   = "pardoned.txt"
)

// OpenDirAnnex keeps it in a directory, made when it is first needed; what it lies in must be there.
func OpenDirAnnex(dir string) *DirAnnex { return &DirAnnex{dir} }

func (a *DirAnnex) of(zone string) string { return filepath.Join(a.dir, SafeName(zone)) }

// PutCheckpoint implements Annex.
func (a *DirAnnex) PutCheckpoint(zone string, number uint64, b []byte) error {
	name := fmt.Sprintf("%012d%s", number, checkpointFile)
	if err := a.write(zone, name, b, func(string) error { return nil }); err != nil {
		return fmt.Errorf("keep checkpoint: %w", err)
	}
	names, err := a.names(zone)
	for i, at := 0, slices.Index(names, name); err == nil && i < len(names); i++ {
		if i < at || i >= at+keptCheckpoints {
			err = os.Remove(filepath.Join(a.of(zone), names[i]))
		}
	}
	return err
}

// write makes a file whole or not at all, as far as that goes without a sync.
func (a *DirAnnex) write(zone, name string, b []byte, sync func(name string) error) error {
	for _, path := range []string{a.dir, a.of(zone)} { // not what they lie in: a deleted data directory stays deleted
		if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	path := filepath.Join(a.of(zone), name)
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	if err := sync(path + ".new"); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// persist makes a file that outlives a power cut, whole.
func (a *DirAnnex) persist(zone, name string, b []byte) error {
	err := a.write(zone, name, b, func(name string) error { return dir(name).Sync() })
	if err != nil {
		return err
	}
	return errors.Join(dir(a.of(zone)).Sync(), dir(a.dir).Sync())
}

// names are the zone's checkpoints, the newest first.
func (a *DirAnnex) names(zone string) (names []string, err error) {
	all, err := os.ReadDir(a.of(zone))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range slices.Backward(all) {
		if strings.HasSuffix(e.Name(), checkpointFile) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// Checkpoints implements Annex.
func (a *DirAnnex) Checkpoints(zone string) (all []Checkpoint, err error) {
	names, err := a.names(zone)
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(a.of(zone), name))
		if err != nil {
			return all, fmt.Errorf("read checkpoint: %w", err)
		}
		c := Checkpoint{Bytes: b}
		fmt.Sscanf(name, "%d", &c.Number) // of another name it is 0, and says itself what it stands on
		all = append(all, c)
	}
	return all, err
}

// Condemn implements Annex.
func (a *DirAnnex) Condemn(zone, why string) error {
	if why == "" {
		err := os.Remove(filepath.Join(a.of(zone), condemnedFile))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return errors.Join(err, dir(a.of(zone)).Sync())
	}
	return a.persist(zone, condemnedFile, []byte(why+"\n"))
}

// Condemned implements Annex.
func (a *DirAnnex) Condemned(zone string) (string, error) {
	b, err := os.ReadFile(filepath.Join(a.of(zone), condemnedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(b)), err
}

// Pardon implements Annex.
func (a *DirAnnex) Pardon(zone string, forgiven []byte) error {
	if err := a.persist(zone, pardonedFile, forgiven); err != nil {
		return err
	}
	return a.Condemn(zone, "")
}

// Pardoned implements Annex.
func (a *DirAnnex) Pardoned(zone string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(a.of(zone), pardonedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

// Forget implements Annex.
func (a *DirAnnex) Forget(zone string) error { return os.RemoveAll(a.of(zone)) }
