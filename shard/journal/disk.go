package journal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Disk is what a Log needs of a directory. The simulator puts one in its place that tears, delays, fails and forgets.
type Disk interface {
	Dir() string
	Segments() ([]string, error) // the names of all *.seg, with the directory, sorted
	ReadFile(name string) ([]byte, error)
	Open(name string) (ReadFile, error)
	Create(name string) (File, error) // to write; fs.ErrExist where there is one, which stays as it is
	Remove(name string) error
	Sync() error // makes the names durable that were created and removed
}

// makeDir makes a directory that outlives a power cut: its name, and that of the directory it lies in, may be new.
func makeDir(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	parent := filepath.Dir(path)
	return errors.Join(dir(parent).Sync(), dir(filepath.Dir(parent)).Sync())
}

// File is a segment being written.
type File interface {
	io.Writer
	Sync() error
	Stat() (fs.FileInfo, error) // tells it from another one under its name
	Close() error
}

// ReadFile is a segment being read.
type ReadFile interface {
	io.ReaderAt
	io.Closer
}

// Directory is the disk that a real directory is.
func Directory(path string) Disk { return dir(path) }

// dir is a real directory.
type dir string

func (d dir) Dir() string { return string(d) }

func (d dir) Segments() ([]string, error) { return List(string(d), ".seg") }

// List names the files of a directory that end with suffix, each with the directory, sorted. Nothing lists a directory
// by a pattern (filepath.Glob): a path may hold [ ] * ? and \, and then finds another directory, or
// none, without an error.
func List(path, suffix string) (names []string, err error) {
	all, err := os.ReadDir(path)
	for _, e := range all {
		if strings.HasSuffix(e.Name(), suffix) {
			names = append(names, filepath.Join(path, e.Name()))
		}
	}
	return names, err
}

func (d dir) ReadFile(name string) ([]byte, error) { return os.ReadFile(name) }
func (d dir) Open(name string) (ReadFile, error)   { return os.Open(name) }
func (d dir) Remove(name string) error             { return os.Remove(name) }

func (d dir) Create(name string) (File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return syncedFile{f}, nil
}

// syncedFile syncs its data alone.
type syncedFile struct{ *os.File }

func (f syncedFile) Sync() error { return SyncData(f.File) }

func (d dir) Sync() error {
	f, err := os.Open(string(d))
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
