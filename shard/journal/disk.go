package journal

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Disk is what a Log needs of a directory. The simulator puts one in its place that tears, delays, fails and forgets.
type Disk interface {
	Dir() string
	Segments() ([]string, error) // the names of all *.seg, with the directory, sorted
	ReadFile(name string) ([]byte, error)
	Open(name string) (ReadFile, error)
	Create(name string) (File, error) // to write; what it held before is gone
	Remove(name string) error
	Sync() error // makes the names durable that were created and removed
}

// makeDir makes a directory that outlives a power cut: its name, and that of the directory it lies in, may be new.
func makeDir(path string) error {
	if err := os.MkdirAll(path, 0o750); err != nil {
		return err
	}
	parent := filepath.Dir(path)
	return errors.Join(dir(parent).Sync(), dir(filepath.Dir(parent)).Sync())
}

// File is a segment being written.
type File interface {
	io.Writer
	Sync() error
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

func (d dir) Segments() ([]string, error) {
	names, err := filepath.Glob(filepath.Join(string(d), "*.seg"))
	slices.Sort(names)
	return names, err
}

func (d dir) ReadFile(name string) ([]byte, error) { return os.ReadFile(name) }
func (d dir) Open(name string) (ReadFile, error)   { return os.Open(name) }
func (d dir) Remove(name string) error             { return os.Remove(name) }

func (d dir) Create(name string) (File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return nil, err
	}
	return syncedFile{f}, nil
}

func (d dir) Sync() error {
	f, err := os.Open(string(d))
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
