package sources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"muster/printable"
	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/replay"
)

// source is one of them.
type source struct {
	at     string
	access etcd.Access
	large  bool
}

// String is without what may be a password, which does not belong there.
func (p source) String() string {
	if etcd.SocketOf(p.at) != "" {
		return p.at
	}
	scheme, rest, ok := strings.Cut(p.at, "://")
	if at := strings.LastIndexByte(rest, '@'); ok && at >= 0 {
		return scheme + "://..." + rest[at:]
	}
	return p.at
}

func (p source) isShared() bool { return IsShared(p.at) }

func (p source) isFile() bool {
	info, err := os.Stat(p.at)
	return err == nil && info.Mode().IsRegular()
}

func (p source) isDir() bool {
	info, err := os.Stat(p.at)
	return err == nil && info.IsDir()
}

// isHome reports whether matches are written there.
func (p source) isHome() bool {
	info, err := os.Stat(p.journal())
	return p.isShared() || err == nil && info.IsDir()
}

func (p source) journal() string { return filepath.Join(p.at, "journal") }

// replays are the directories in which replays lie: that of a server, and the place itself, where a league keeps games.
func (p source) replays() [2]string { return [...]string{filepath.Join(p.at, "replays"), p.at} }

// replay is where the replay of a match is; of one that is not there, where a server will put it.
func (p source) replay(match string) string {
	dirs := p.replays()
	for _, dir := range dirs {
		name := filepath.Join(dir, replay.FileName(match))
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	return filepath.Join(dirs[0], replay.FileName(match))
}

// store opens the journal to read only.
func (p source) store(ctx context.Context) (journal.Store, error) {
	if p.isShared() {
		return p.shared(ctx, true)
	}
	s, err := journal.ReadFiles(p.journal())
	if err != nil {
		return nil, err
	}
	return journal.Whole(s, PastIn(p.at)), nil
}

// snapshot reads the journal, or the file, as it is now.
func (p source) snapshot(ctx context.Context) (*journal.Snapshot, error) {
	switch {
	case p.isFile():
		f, err := importFile(p.at, p.large)
		if err != nil {
			return nil, err
		}
		return journal.SnapshotOf(f.Match, f.Records), nil
	case p.isShared():
		s, err := p.store(ctx)
		if err != nil {
			return nil, err
		}
		return journal.SnapshotOfStore(s)
	}
	s, err := journal.TakeSnapshot(p.journal())
	if err != nil {
		return nil, err
	}
	return s.WithPast(PastIn(p.at)), nil
}

// addKept adds finished matches whose records were given up: their replays are kept.
func (p source) addKept(s *journal.Snapshot) {
	var files []string
	for _, dir := range p.replays() {
		some, _ := journal.List(dir, replay.FileSuffix) // there may be none
		files = append(files, some...)
	}
	for _, name := range files {
		match, ok := replay.MatchOf(name)
		if !ok || printable.Text(match) != match {
			continue
		}
		s.Beside(match, func() ([]journal.Record, error) {
			f, err := importFile(name, p.large)
			if err != nil {
				return nil, err
			}
			return f.Records, nil
		})
	}
}

// sidecar is what lies beside the journal there.
func (p source) sidecar(ctx context.Context) (journal.Sidecar, error) {
	if !p.isShared() {
		return SidecarIn(p.at), nil
	}
	shared, err := p.shared(ctx, false)
	if err != nil {
		return nil, err
	}
	return shared.Sidecar, nil
}

// shared opens a shared journal, which is closed when the program ends.
func (p source) shared(ctx context.Context, readOnly bool) (*Journal, error) {
	if err := Runs(p.at); err != nil {
		return nil, err
	}
	return OpenShared(ctx, p.at, p.access, readOnly)
}

// holds reports whether the journal there has a match.
func (p source) holds(ctx context.Context, match string) bool {
	if !p.isHome() {
		return false
	}
	s, err := p.store(ctx)
	if err != nil {
		return false
	}
	zones, err := s.Zones()
	return err == nil && slices.Contains(zones, match)
}

// ImportFile reads an exported replay.
func (c *Sources) ImportFile(name string) (*replay.File, error) { return importFile(name, c.Large) }

func importFile(name string, large bool) (*replay.File, error) {
	most := replay.Anybody
	if large {
		most = replay.Own
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, int64(most.Bytes)+1))
	if err != nil {
		return nil, err
	}
	f, err := replay.Import(b, most)
	if errors.Is(err, replay.ErrLarge) && !large {
		err = fmt.Errorf("%w; --large reads it all the same, if it is of a server that you trust", err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}
