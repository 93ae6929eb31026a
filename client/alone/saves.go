package alone

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"muster/client/screen/host"
	"muster/private"
	"muster/shard/journal"
	"muster/shard/replay"
)

// saves are the journals of matches of one's own, each in a directory of its own, so that one that is damaged harms no
// other and goes as a whole:
//
//	SCENARIO.TIME/choice.json   what the player chose
//	             /journal       segment files
//	             /beside        checkpoints
//
// However the program ends, the journal is there: it is read when the program is started again, the match is offered,
// and its replay kept. A match that has ended leaves its replay alone.
type saves struct {
	dir     string
	replays *Replays
	log     *slog.Logger
}

// place is one match's directory.
type place struct {
	path, name string
	choice     host.Choice
}

func (s *saves) at(name string) place {
	p := place{path: filepath.Join(s.dir, filepath.Base(name)), name: filepath.Base(name)}
	if b, err := os.ReadFile(filepath.Join(p.path, "choice.json")); err == nil {
		_ = json.Unmarshal(b, &p.choice) // without it the commanders are the usual ones
	}
	return p
}

func (p *place) journal() string { return filepath.Join(p.path, "journal") }

func (p *place) sidecar() journal.Sidecar {
	return journal.OpenDirSidecar(filepath.Join(p.path, "beside"))
}

// files opens a match's journal on disk.
func (p *place) files() (journal.Store, journal.Sidecar, error) {
	f, err := journal.OpenFiles(p.journal())
	if err != nil {
		return nil, nil, err // and no Store that holds a nil
	}
	return f, p.sidecar(), nil
}

// make makes the directory of a new match, after the oldest have made room.
func (s *saves) make(c host.Choice, now time.Time) (place, error) {
	if err := s.prune(); err != nil {
		return place{}, err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return place{}, err
	}
	// Releases before this one left it open to the machine's other users. Where that cannot be changed, it stays so.
	_, _ = private.Tighten(s.dir, func(string) bool { return true })
	b, err := json.Marshal(c)
	if err != nil {
		return place{}, err
	}
	for ; ; now = now.Add(time.Second) { // names hold the second
		p := place{name: nameOf(c.Scenario, now), choice: c}
		p.path = filepath.Join(s.dir, p.name)
		switch err := os.Mkdir(p.path, 0o700); {
		case err == nil:
			return p, journal.WriteFile(filepath.Join(p.path, "choice.json"), b)
		case !errors.Is(err, fs.ErrExist):
			return place{}, err
		}
	}
}

// list are the unfinished ones, the one that was played last first. Replays that are missing are made on the way, and
// what has ended goes. playing is the name of what is played now: it is left alone.
func (s *saves) list(playing string) ([]host.Save, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the unfinished matches: %w", err)
	}
	var all []host.Save
	for _, e := range entries {
		if !e.IsDir() || e.Name() == playing {
			continue
		}
		p := s.at(e.Name())
		look := p.readJournal()
		if err := s.replays.missing(p.name, look); err != nil {
			s.log.Warn("cannot save the replay of an earlier match", "match", p.name, "error", err)
			if look.over() { // its journal is all that there is of it: the next start tries again
				continue
			}
		}
		if look.over() {
			if err := s.remove(p.name); err != nil {
				s.log.Warn("cannot remove the files of a finished match", "match", p.name, "error", err)
			}
			continue
		}
		all = append(all, look.Save)
	}
	slices.SortFunc(all, func(a, b host.Save) int { return b.Left.Compare(a.Left) })
	return all, nil
}

// remove deletes one, unless it is played, here or by another process.
func (s *saves) remove(name string) error {
	p := s.at(name)
	f, err := journal.OpenFiles(p.journal())
	switch {
	case errors.Is(err, journal.ErrInUse):
		return fmt.Errorf("delete match %s: %w", name, err)
	case err == nil:
		_ = f.Close() // it is deleted
	}
	return os.RemoveAll(p.path)
}

// prune makes room for one more.
func (s *saves) prune() error {
	all, err := s.list("")
	if err != nil {
		return err
	}
	size := int64(0)
	for i, one := range all {
		size += bytesIn(filepath.Join(s.dir, one.ID))
		if i+1 < maxSaves && size <= maxSaveBytes {
			continue
		}
		if err := s.remove(one.ID); err != nil && !errors.Is(err, journal.ErrInUse) {
			return err
		}
	}
	return nil
}

func bytesIn(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil {
			if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
				n += info.Size()
			}
		}
		return nil // what cannot be read does not count
	})
	return n
}

// looked is what a journal says of its match.
type looked struct {
	host.Save
	match string
	recs  []journal.Record
	ended bool
}

// over reports whether nobody can or need go on with it: it has ended, or never begun.
func (l *looked) over() bool { return l.ended || l.Err == nil && len(l.recs) == 0 }

// readJournal reads a journal, whoever writes it.
func (p *place) readJournal() (l looked) {
	l.ID, l.Scenario, l.Level = p.name, p.choice.Scenario, p.choice.Level
	if info, err := os.Stat(p.path); err == nil {
		l.Left = info.ModTime()
	}
	s, err := journal.TakeSnapshot(p.journal())
	if errors.Is(err, fs.ErrNotExist) {
		return l
	}
	if err == nil {
		err = l.read(s)
	}
	l.Err = err
	segments, _ := os.ReadDir(p.journal()) // were read just now
	for _, e := range segments {
		if info, err := e.Info(); err == nil && info.ModTime().After(l.Left) {
			l.Left = info.ModTime()
		}
	}
	return l
}

func (l *looked) read(s *journal.Snapshot) error {
	zones := s.Zones()
	if len(zones) == 0 {
		if all := s.Damage(); len(all) > 0 {
			return all[0]
		}
		return nil
	}
	l.match = zones[0]
	recs, damaged := s.Read(l.match)
	sum, err := replay.Summarize(l.match, recs)
	l.recs, l.ended = recs, sum.Ended
	if sum.Rate > 0 {
		l.Scenario, l.Played = sum.Scenario, time.Duration(sum.Ticks)*time.Second/time.Duration(sum.Rate)
	}
	if len(recs) > 0 {
		err = errors.Join(err, new(replay.Fold).Apply(recs[0])) // whether this build's rules wrote it
	}
	return errors.Join(err, damaged)
}
