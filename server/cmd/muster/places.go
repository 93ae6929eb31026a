package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"muster/printable"
	"muster/shard/journal"
	"muster/shard/replay"
)

// places are where matches are looked for. Each may be the directory of a server's data (with journal and replays; where
// shards share a journal with replays alone; of up --shards with a directory for each), a shared journal, or a replay's file.
type places struct {
	Data          []string `sep:"none" help:"Directory of a server's data, which may be running; a file that replay export wrote; or etcd://HOST:PORT (etcds:// for TLS) of a journal that shards share. Several times for several of them: a shared journal has no match that was given up, the directories of its shards have the replays." default:"muster-data" placeholder:"DIR"`
	reading       `embed:""`
	journalAccess `embed:""`
}

// reading says how large a replay's file may be.
type reading struct {
	Large bool `help:"Read also replays that take more than 64 MB of memory or go on for days: of servers that you trust."`
}

func (c *places) String() string {
	var all []string
	for _, at := range c.Data {
		all = append(all, place{at: at}.String())
	}
	return strings.Join(all, ", ")
}

var shardDir = regexp.MustCompile(`^shard-[0-9]`)

// all are the places, with the shards of a directory each by itself.
func (c *places) all() (all []place) {
	for _, at := range c.Data {
		all = append(all, place{at, c.journalAccess, c.reading})
		inside, _ := journal.List(at, "") // what cannot be read is told of when the place itself is
		for _, dir := range inside {
			if shardDir.MatchString(filepath.Base(dir)) {
				all = append(all, place{at: dir, reading: c.reading})
			}
		}
	}
	return all
}

// take reads all that is there now. A match of which there is a journal is read from that.
func (c *places) take(ctx context.Context) (*journal.Snapshot, error) {
	whole, all := journal.SnapshotOfNothing(), c.all()
	for _, p := range all {
		s, err := p.snapshot(ctx)
		switch {
		case err == nil:
			whole.Join(s)
		case p.isShared() || !errors.Is(err, os.ErrNotExist):
			return nil, working(ctx, fmt.Errorf("--data %s: %w", p, err))
		case !p.isDir():
			return nil, fmt.Errorf("--data %s: there is no such directory or file: name the directory that `muster up --data` was given", p)
		}
	}
	for _, p := range all {
		p.addKept(whole)
	}
	switch {
	case len(whole.Zones()) > 0 || len(whole.Damage()) > 0:
		return whole, nil
	case slices.ContainsFunc(all, place.isHome):
		return nil, fmt.Errorf("the journal in %s holds no match%s", c, c.elsewhere())
	}
	return nil, fmt.Errorf("--data %s: there is no journal in it, and no replay of a finished match: name the directory that `muster up --data` was given, or etcd://HOST:PORT where shards share a journal", c)
}

// elsewhere says where else a match may be that is in no shared journal.
func (c *places) elsewhere() string {
	if slices.ContainsFunc(c.Data, isShared) {
		return "; what ended a while ago is kept as replays: give --data of its shard too"
	}
	return ""
}

// matches are those that were asked for, all if none was.
func (c *places) matches(s *journal.Snapshot, asked []string) ([]string, error) {
	all := s.Zones()
	if len(asked) == 0 {
		return all, nil
	}
	for _, match := range asked {
		if !slices.Contains(all, match) {
			return nil, fmt.Errorf("the journal in %s holds no match %q; it holds %s%s", c, match, some(all), c.elsewhere())
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(asked))), nil
}

// home opens the journal that a match is in, to read only; nil where there is none but a replay.
func (c *places) home(ctx context.Context, match string) (journal.Store, error) {
	for _, p := range c.all() {
		if !p.isHome() {
			continue
		}
		s, err := p.store(ctx)
		if err != nil {
			return nil, err
		}
		zones, err := s.Zones()
		if err != nil {
			return nil, fmt.Errorf("--data %s: %w", p, err)
		}
		if slices.Contains(zones, match) {
			return s, nil
		}
	}
	return nil, nil
}

// replayFile is where the replay of a match is, or will be when it has ended.
func (c *places) replayFile(match string) (name string) {
	for _, p := range c.all() {
		if p.isFile() {
			return p.at
		}
		name = p.replay(match)
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	return name
}

// place is one of them.
type place struct {
	at     string
	access journalAccess
	reading
}

// String is without what may be a password, which does not belong there.
func (p place) String() string {
	scheme, rest, ok := strings.Cut(p.at, "://")
	if at := strings.LastIndexByte(rest, '@'); ok && at >= 0 {
		return scheme + "://..." + rest[at:]
	}
	return p.at
}

func (p place) isShared() bool { return isShared(p.at) }

func (p place) isFile() bool {
	info, err := os.Stat(p.at)
	return err == nil && info.Mode().IsRegular()
}

func (p place) isDir() bool {
	info, err := os.Stat(p.at)
	return err == nil && info.IsDir()
}

// isHome tells that matches are written there.
func (p place) isHome() bool {
	info, err := os.Stat(p.journal())
	return p.isShared() || err == nil && info.IsDir()
}

func (p place) journal() string { return filepath.Join(p.at, "journal") }

func (p place) replay(match string) string {
	return filepath.Join(p.at, "replays", replay.FileName(match))
}

// store opens the journal to read only.
func (p place) store(ctx context.Context) (journal.Store, error) {
	if p.isShared() {
		return openShared(ctx, p.at, p.access, true) // closed when the program ends
	}
	return journal.ReadFiles(p.journal())
}

// snapshot reads the journal, or the file, as it is now.
func (p place) snapshot(ctx context.Context) (*journal.Snapshot, error) {
	switch {
	case p.isFile():
		f, err := p.importFile(p.at)
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
	return journal.TakeSnapshot(p.journal())
}

// addKept adds finished matches whose records were given up: their replays are kept.
func (p place) addKept(s *journal.Snapshot) {
	files, _ := journal.List(filepath.Join(p.at, "replays"), replay.FileSuffix) // there may be none
	for _, name := range files {
		match, ok := replay.MatchOf(name)
		if !ok || printable.Text(match) != match {
			continue
		}
		s.Beside(match, func() ([]journal.Record, error) {
			f, err := p.importFile(name)
			if err != nil {
				return nil, err
			}
			return f.Records, nil
		})
	}
}

// importFile reads an exported replay.
func (c *reading) importFile(name string) (*replay.File, error) {
	most := replay.Anybody
	if c.Large {
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
	if errors.Is(err, replay.ErrLarge) && !c.Large {
		err = fmt.Errorf("%w; --large reads it all the same, if it is of a server that you trust", err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}
