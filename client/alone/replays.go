package alone

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"muster/assets"
	"muster/client/screen/host"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Replays are exported matches in a directory: SCENARIO.TIME.replay. They are a host.Replays.
type Replays struct {
	dir   string
	fresh func() error // writes what is being played; nil for nothing
}

const (
	replayEnd  = ".replay"
	timeLayout = "20060102-150405"
)

// List names the files, the newest first: whatever ends like a replay, also what was put there by hand.
func (r *Replays) List() (all []host.Replay, err error) {
	if r.fresh != nil {
		if err := r.fresh(); err != nil {
			return nil, fmt.Errorf("keep the match that is played: %w", err)
		}
	}
	entries, err := os.ReadDir(r.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the replays: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		name, ok := strings.CutSuffix(e.Name(), replayEnd)
		if !ok || err != nil || assets.Stray(e.Name()) != "" || info.IsDir() {
			continue
		}
		one := host.Replay{ID: e.Name(), When: info.ModTime()}
		if t, err := time.ParseInLocation(timeLayout, name[strings.LastIndexByte(name, '.')+1:],
			time.Local); err == nil {
			one.When = t
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b host.Replay) int { return b.When.Compare(a.When) })
	return all, nil
}

// Open reads one, and what lies beside it.
func (r *Replays) Open(id string) (host.Recording, error) { return ReadReplay(r.path(id)) }

// ReadReplay reads a replay's file, and what lies beside it.
func ReadReplay(path string) (rec host.Recording, err error) {
	if rec.Replay, err = readSome(path); err != nil {
		return rec, err
	}
	if rec.Intentions, err = readSome(path + replay.IntentionsSuffix); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return rec, err
}

// readSome reads no more of a file than shows that it is too large for a replay.
func readSome(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(replay.Anybody.Bytes)+1))
}

// Share says where the file is.
func (r *Replays) Share(id string) (string, error) { return filepath.Abs(r.path(id)) }

func (r *Replays) path(id string) string { return filepath.Join(r.dir, filepath.Base(id)) }

// keepPlayed writes what was played so far of a server's one match, and beside it what its commanders intended. A later
// call replaces what an earlier one wrote.
func (r *Replays) keepPlayed(name string, from journal.Store, intended []byte) error {
	zones, err := from.Zones()
	if err != nil || len(zones) == 0 {
		return err
	}
	recs, durable, err := from.Read(zones[0], 1)
	if err != nil {
		return err
	}
	return r.export(name, zones[0], recs[:min(uint64(len(recs)), durable)], intended)
}

func (r *Replays) export(name, match string, recs []journal.Record, intended []byte) error {
	if len(recs) == 0 {
		return nil
	}
	f, err := replay.NewFile(match, recs, nil)
	if err != nil {
		return err
	}
	return r.write(name, host.Recording{Replay: f.Export(), Intentions: intended})
}

// missing writes what was played of a match whose program ended without keeping it.
func (r *Replays) missing(name string, l looked) error {
	if kept, err := os.Stat(r.path(name + replayEnd)); err == nil && !kept.ModTime().Before(l.Left) {
		return nil
	}
	return r.export(name, l.match, l.recs, nil)
}

// intended is what was kept of what a match's commanders intended; nil for nothing.
func (r *Replays) intended(name string) []byte {
	b, _ := os.ReadFile(r.path(name + replayEnd + replay.IntentionsSuffix)) // there may be none
	return b
}

// Add writes one that was fetched.
func (r *Replays) Add(scenario string, when time.Time, rec host.Recording) error {
	if err := r.write(nameOf(scenario, when), rec); err != nil {
		return fmt.Errorf("keep the replay: %w", err)
	}
	return nil
}

// nameOf is the name that a match's files begin with.
func nameOf(scenario string, when time.Time) string {
	return scenario + "." + when.Local().Format(timeLayout)
}

func (r *Replays) write(name string, rec host.Recording) error {
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return err
	}
	err := journal.WriteFile(r.path(name+replayEnd), rec.Replay)
	if rec.Intentions == nil {
		return err
	}
	return errors.Join(err, journal.WriteFile(r.path(name+replayEnd+replay.IntentionsSuffix), rec.Intentions))
}
