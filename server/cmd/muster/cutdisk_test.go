package main

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/sources"
)

// cutDisk is a real directory that notes, beside it, what a power cut would leave: for each file how many bytes were
// synced, and whether its name was. The notes survive a kill -9, as all does that was handed to the kernel; so whoever
// kills the process can take from the directory afterwards what was never synced. A note is written between a sync and
// whatever follows from it.
type cutDisk struct {
	journal.Disk
	notes string // the directory of notes
}

const (
	syncedNote  = ".synced"  // holds the number of bytes, a u64
	namedNote   = ".named"   // is there when the name was synced
	removedNote = ".removed" // is the file, which may come back
)

// notePowerCuts puts such a disk under the journal of this process, if the environment says so.
func notePowerCuts() {
	if notes := os.Getenv("MUSTER_CUT"); notes != "" {
		sources.OpenFiles = func(path string) (*journal.Files, error) {
			return journal.OpenFilesOn(cutDisk{journal.Directory(path), notes})
		}
	}
}

func (d cutDisk) note(name, kind string) string {
	return filepath.Join(d.notes, filepath.Base(name)+kind)
}

func (d cutDisk) Create(name string) (journal.File, error) {
	f, err := d.Disk.Create(name)
	if err != nil {
		return nil, err
	}
	note, err := os.Create(d.note(name, syncedNote))
	return &cutFile{File: f, note: note}, err
}

func (d cutDisk) Remove(name string) error { return os.Rename(name, d.note(name, removedNote)) }

func (d cutDisk) Sync() error {
	if err := d.Disk.Sync(); err != nil {
		return err
	}
	names, err := d.Segments()
	for _, name := range names {
		err = errors.Join(err, os.WriteFile(d.note(name, namedNote), nil, 0o600))
	}
	gone, _ := journal.List(d.notes, removedNote)
	for _, name := range gone {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

type cutFile struct {
	journal.File
	note   *os.File
	length uint64
}

func (f *cutFile) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	f.length += uint64(n)
	return n, err
}

func (f *cutFile) Sync() error {
	if err := f.File.Sync(); err != nil {
		return err
	}
	_, err := f.note.WriteAt(binary.LittleEndian.AppendUint64(nil, f.length), 0)
	return err
}

func (f *cutFile) Close() error { return errors.Join(f.File.Close(), f.note.Close()) }

// cutPower leaves of a directory what a power cut would have left at the moment when its process was killed.
func cutPower(t *testing.T, dir, notes string) {
	d := cutDisk{journal.Directory(dir), notes}
	names, err := d.Segments()
	require.NoError(t, err)
	for _, name := range names {
		note, err := os.ReadFile(d.note(name, syncedNote))
		require.NoError(t, err)
		synced := 0
		if len(note) == 8 {
			synced = int(binary.LittleEndian.Uint64(note))
		}
		if _, err := os.Stat(d.note(name, namedNote)); errors.Is(err, fs.ErrNotExist) && rand.IntN(2) == 0 {
			require.NoError(t, os.Remove(name))
			continue
		}
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, tear(b, synced), 0o640))
	}
	gone, err := journal.List(d.notes, removedNote)
	require.NoError(t, err)
	for _, name := range gone {
		back := filepath.Join(dir, strings.TrimSuffix(filepath.Base(name), removedNote))
		if _, err := os.Stat(back); errors.Is(err, fs.ErrNotExist) && rand.IntN(2) == 0 {
			require.NoError(t, os.Rename(name, back))
		}
	}
}

// tear lets any sectors of what was not synced reach the disk; the others read as zeros. The last sector that was
// synced is old or new, whole.
func tear(b []byte, synced int) []byte {
	const sector = 512
	end := synced + rand.IntN(len(b)-synced+1)
	torn := append(slices.Clone(b[:synced]), make([]byte, end-synced)...)
	for at := synced / sector * sector; at < end; at += sector {
		if to := min(at+sector, end); rand.IntN(3) > 0 {
			copy(torn[max(at, synced):to], b[max(at, synced):to])
		}
	}
	return torn
}

// tearCheckpoints cuts any of them short: they are never synced.
func tearCheckpoints(t *testing.T, beside string) {
	names, err := fs.Glob(os.DirFS(beside), "*/*.checkpoint")
	require.NoError(t, err)
	for _, name := range names {
		name = filepath.Join(beside, name)
		info, err := os.Stat(name)
		require.NoError(t, err)
		if rand.IntN(3) == 0 {
			require.NoError(t, os.Truncate(name, rand.Int64N(info.Size()+1)))
		}
	}
}
