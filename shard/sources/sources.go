package sources

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
)

// Sources are where matches are looked for. Each may be the directory of a server's data (with journal and replays;
// where shards share a journal with replays alone; of up --shards with the store of their journal and a directory for
// each), a directory of replays, as a league keeps them, a shared journal, or a replay's file.
type Sources struct {
	Data   []string
	Access etcd.Access // to shared journals
	Large  bool        // read also replays that take more memory than one from anybody may
}

func (c *Sources) String() string {
	var all []string
	for _, at := range c.Data {
		all = append(all, source{at: at}.String())
	}
	return strings.Join(all, ", ")
}

var shardDir = regexp.MustCompile(`^shard-[0-9]`)

// All are the sources, with the shards of a directory each by itself.
func (c *Sources) all() (all []source) {
	for _, at := range c.Data {
		all = append(all, source{at: at, access: c.Access, large: c.Large})
		if place := JournalOf(at); place != at {
			all = append(all, source{at: place, large: c.Large})
		}
		inside, _ := journal.List(at, "") // what cannot be read is told of when the place itself is
		for _, dir := range inside {
			if shardDir.MatchString(filepath.Base(dir)) {
				all = append(all, source{at: dir, large: c.Large})
			}
		}
	}
	return all
}

// Snapshot reads all that is there now. A match of which there is a journal is read from that.
func (c *Sources) Snapshot(ctx context.Context) (*journal.Snapshot, error) {
	whole, all := journal.SnapshotOfNothing(), c.all()
	for _, p := range all {
		s, err := p.snapshot(ctx)
		switch {
		case err == nil:
			whole.Join(s)
		case p.isShared() || !errors.Is(err, os.ErrNotExist):
			return nil, fmt.Errorf("--data %s: %w", p, err)
		case !p.isDir():
			return nil, fmt.Errorf("--data %s: there is no such directory or file: "+
				"name the directory that `muster up --data` was given", p)
		}
	}
	for _, p := range all {
		p.addKept(whole)
	}
	switch {
	case len(whole.Zones()) > 0 || len(whole.Damage()) > 0:
		return whole, nil
	case slices.ContainsFunc(all, source.isHome):
		return nil, fmt.Errorf("the journal in %s holds no match%s", c, c.elsewhere())
	}
	return nil, fmt.Errorf("--data %s: there is no journal in it, and no replay of a finished match: "+
		"name the directory that `muster up --data` was given, or etcd://HOST:PORT where shards share a journal", c)
}

// elsewhere says where else a match may be that is in no shared journal.
func (c *Sources) elsewhere() string {
	if slices.ContainsFunc(c.Data, IsShared) {
		return "; what ended a while ago is kept as replays: give --data of its shard too"
	}
	return ""
}

// Matches are those that were asked for, all if none was.
func (c *Sources) Matches(s *journal.Snapshot, asked []string) ([]string, error) {
	all := s.Zones()
	if len(asked) == 0 {
		return all, nil
	}
	for _, match := range asked {
		if !slices.Contains(all, match) {
			return nil, fmt.Errorf("the journal in %s holds no match %q; it holds %s%s",
				c, match, Names(all), c.elsewhere())
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(asked))), nil
}

// Home opens the journal that a match is in, to read only; nil where there is none but a replay.
func (c *Sources) Home(ctx context.Context, match string) (journal.Store, error) {
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

// ReplayFile is where the replay of a match is, or will be when it has ended.
func (c *Sources) ReplayFile(match string) (name string) {
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
