package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"muster/shard/journal"
	"muster/shard/replay"
)

// prune deletes what is too old, and the oldest of what is too much.
func (a *Archive) prune(now time.Time) error {
	all, err := journal.List(a.dir, replay.FileSuffix)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // none was made yet
		return err
	}
	type kept struct {
		path string
		info fs.FileInfo
	}
	var files []kept
	for _, path := range all {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		files = append(files, kept{path, info})
	}
	// the newest first
	slices.SortFunc(files, func(x, y kept) int { return y.info.ModTime().Compare(x.info.ModTime()) })
	size := int64(0)
	for _, f := range files {
		size += f.info.Size()
		if beside, err := os.Stat(intentionsOf(f.path)); err == nil {
			size += beside.Size()
		}
		old := a.ReplayAge > 0 && now.Sub(f.info.ModTime()) > a.ReplayAge
		if much := a.ReplaySize > 0 && size > a.ReplaySize; !old && !much {
			continue
		}
		if err := a.drop(f.path); err != nil {
			return err
		}
		a.log.Info("replay deleted", "file", f.path, "too old", old)
	}
	return nil
}

// forget removes the notes of deleted files whose records are gone too: nothing would make those again. Notes of
// matches of our own go with their records; these are of copies, of which nobody else would think.
func (a *Archive) forget(now time.Time) error {
	notes, err := journal.List(a.dir, replay.FileSuffix+goneSuffix)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, note := range notes {
		info, err := os.Stat(note)
		if err != nil || now.Sub(info.ModTime()) < noteKept {
			continue
		}
		match, ok := replay.MatchOf(strings.TrimSuffix(note, goneSuffix))
		if !ok {
			continue
		}
		if _, durable, err := a.store.Read(match, lastRecord); err != nil || durable > 0 {
			continue // it is looked at again
		}
		if err := os.Remove(note); err != nil {
			return err
		}
	}
	return nil
}

// lastRecord is behind all that a journal has: reading from there on reads nothing but how many there are.
const lastRecord = 1 << 62

// drop deletes a file and notes that it was there: a restarted shard must not make it again.
func (a *Archive) drop(path string) error {
	if err := os.WriteFile(path+goneSuffix, nil, 0o600); err != nil {
		return fmt.Errorf("note that %s is gone: %w", strings.TrimSuffix(filepath.Base(path), replay.FileSuffix), err)
	}
	if err := os.Remove(intentionsOf(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Remove(path)
}
