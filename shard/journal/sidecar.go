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

// Sidecar keeps what lies beside the chains: checkpoints, which are a cache, and why a zone must not be resumed. It
// knows nothing of what it keeps. Losing it loses nothing but time and warnings.
type Sidecar interface {
	// PutCheckpoint keeps b as what stands on record number. The last few of a zone are kept; those that stand on later
	// records go, since this one was made after them: their records are no more.
	PutCheckpoint(zone string, number uint64, b []byte) error
	// Checkpoints returns what is kept of a zone, the newest first.
	Checkpoints(zone string) ([]Checkpoint, error)
	// Quarantine keeps why a zone must not be resumed; no reason takes it back.
	Quarantine(zone, why string) error
	// Quarantined returns the reason, empty for none.
	Quarantined(zone string) (why string, err error)
	// Pardon keeps what is forgiven a zone, in the place of what was before, and then takes the reason back. When it
	// returns without an error both are durable. A zone that is quarantined later stays quarantined.
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

// MemorySidecar is the twin in memory.
type MemorySidecar struct {
	mu          sync.Mutex
	kept        map[string][]Checkpoint // the newest first
	quarantined map[string]string
	pardoned    map[string][]byte
}

// NewMemorySidecar makes an empty one.
func NewMemorySidecar() *MemorySidecar {
	return &MemorySidecar{
		kept: map[string][]Checkpoint{}, quarantined: map[string]string{}, pardoned: map[string][]byte{},
	}
}

// PutCheckpoint implements Sidecar.
func (a *MemorySidecar) PutCheckpoint(zone string, number uint64, b []byte) error {
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

// Checkpoints implements Sidecar.
func (a *MemorySidecar) Checkpoints(zone string) ([]Checkpoint, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.kept[zone]), nil
}

// Quarantine implements Sidecar.
func (a *MemorySidecar) Quarantine(zone, why string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.quarantined[zone] = why
	return nil
}

// Quarantined implements Sidecar.
func (a *MemorySidecar) Quarantined(zone string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.quarantined[zone], nil
}

// Pardon implements Sidecar.
func (a *MemorySidecar) Pardon(zone string, forgiven []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pardoned[zone] = slices.Clone(forgiven)
	delete(a.quarantined, zone)
	return nil
}

// Pardoned implements Sidecar.
func (a *MemorySidecar) Pardoned(zone string) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.pardoned[zone]), nil
}

// Forget implements Sidecar.
func (a *MemorySidecar) Forget(zone string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.kept, zone)
	delete(a.pardoned, zone)
	delete(a.quarantined, zone)
	return nil
}

// DirSidecar keeps a directory for each zone, with a file for each checkpoint, named by its record, one that says why
// the zone is quarantined and one with what was forgiven it. Checkpoints are not synced: a file that a crash tore does
// not add up, and is passed over.
type DirSidecar struct{ dir string }

const (
	checkpointFile = ".checkpoint"
	quarantineFile = "condemned.txt"
	pardonedFile   = "pardoned.txt"
)

// OpenDirSidecar keeps it in a directory, made when it is first needed; what it lies in must be there.
func OpenDirSidecar(dir string) *DirSidecar { return &DirSidecar{dir} }

func (a *DirSidecar) of(zone string) string { return filepath.Join(a.dir, SafeName(zone)) }

// PutCheckpoint implements Sidecar.
func (a *DirSidecar) PutCheckpoint(zone string, number uint64, b []byte) error {
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
func (a *DirSidecar) write(zone, name string, b []byte, sync func(name string) error) error {
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
func (a *DirSidecar) persist(zone, name string, b []byte) error {
	err := a.write(zone, name, b, func(name string) error { return dir(name).Sync() })
	if err != nil {
		return err
	}
	return errors.Join(dir(a.of(zone)).Sync(), dir(a.dir).Sync())
}

// names are the zone's checkpoints, the newest first.
func (a *DirSidecar) names(zone string) (names []string, err error) {
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

// Checkpoints implements Sidecar.
func (a *DirSidecar) Checkpoints(zone string) (all []Checkpoint, err error) {
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

// Quarantine implements Sidecar.
func (a *DirSidecar) Quarantine(zone, why string) error {
	if why == "" {
		err := os.Remove(filepath.Join(a.of(zone), quarantineFile))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return errors.Join(err, dir(a.of(zone)).Sync())
	}
	return a.persist(zone, quarantineFile, []byte(why+"\n"))
}

// Quarantined implements Sidecar.
func (a *DirSidecar) Quarantined(zone string) (string, error) {
	b, err := os.ReadFile(filepath.Join(a.of(zone), quarantineFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(b)), err
}

// Pardon implements Sidecar.
func (a *DirSidecar) Pardon(zone string, forgiven []byte) error {
	if err := a.persist(zone, pardonedFile, forgiven); err != nil {
		return err
	}
	return a.Quarantine(zone, "")
}

// Pardoned implements Sidecar.
func (a *DirSidecar) Pardoned(zone string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(a.of(zone), pardonedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

// Forget implements Sidecar.
func (a *DirSidecar) Forget(zone string) error { return os.RemoveAll(a.of(zone)) }
