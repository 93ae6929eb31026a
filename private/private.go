// Package private keeps what holds secrets or accounts from the other users of a machine: files are for their owner
// alone (0600), and so are the directories that they lie in (0700).
//
// A directory that an operator shares on purpose stays as it is: one with the set-group-ID or sticky bit, one of
// another owner, and a data directory in which others keep things too. Windows has no such
// modes: there nothing is done.
package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// others is what the other users of a machine may do.
const others fs.FileMode = 0o077

// Tightened is what Tighten came to.
type Tightened struct {
	Changed int    // files and directories that others could read or write
	First   string // one of them
	Shared  string // a directory that was left as it is; empty for none
}

// Tighten takes from other users what they may do with dir and all that lies in it. ours says by its name what of dir
// belongs to the program: if there is anything else, dir itself is left as it is, and so is that. What cannot be
// changed is told behind all that could.
func Tighten(dir string, ours func(name string) bool) (t Tightened, err error) {
	if runtime.GOOS == "windows" {
		return t, nil
	}
	all, err := os.ReadDir(dir)
	if err != nil {
		return t, err
	}
	foreign := false
	for _, e := range all {
		if e.Name() == "lost+found" {
			continue // of a disk that is mounted here
		}
		if !ours(e.Name()) {
			foreign = true
			continue
		}
		err = errors.Join(err, t.tree(filepath.Join(dir, e.Name())))
	}
	info, bad := os.Stat(dir) // which may be a link
	switch {
	case bad != nil:
		return t, errors.Join(err, bad)
	case foreign || shared(info):
		t.Shared = dir
		return t, err
	}
	return t, errors.Join(err, t.one(dir, info))
}

// tree tightens what lies at a path, links aside. A shared directory is left with all that lies in it.
func (t *Tightened) tree(path string) error {
	var failed error
	err := filepath.WalkDir(path, func(path string, e fs.DirEntry, err error) error {
		var info fs.FileInfo
		if err == nil {
			info, err = e.Info()
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // gone meanwhile
		case err != nil:
			failed = errors.Join(failed, err)
		case e.IsDir() && shared(info):
			t.Shared = path
			return fs.SkipDir
		case e.IsDir() || e.Type().IsRegular():
			failed = errors.Join(failed, t.one(path, info))
		}
		return nil
	})
	return errors.Join(err, failed)
}

// one tightens one file or directory.
func (t *Tightened) one(path string, info fs.FileInfo) error {
	if info.Mode()&others == 0 || !owned(info) {
		return nil
	}
	err := os.Chmod(path, info.Mode().Perm()&^others)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		if t.Changed++; t.First == "" {
			t.First = path
		}
	}
	return err
}

// shared reports whether others are meant to use a directory.
func shared(info fs.FileInfo) bool {
	return info.Mode()&(fs.ModeSetgid|fs.ModeSticky) != 0 || !owned(info)
}

// Mkdir makes a directory for its owner alone, unless it is there. What it lies in must be there: a data directory that
// was deleted while its program runs stays deleted.
func Mkdir(path string) error {
	if err := os.Mkdir(path, 0o700); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
