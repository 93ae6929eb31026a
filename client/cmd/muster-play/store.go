package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// store keeps the settings in a file of the user's configuration directory.
type store struct{ path string }

// newStore is the store at a path, or at the usual place.
func newStore(path string) (*store, error) {
	if path != "" {
		return &store{path}, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return nil, fmt.Errorf("find where settings are kept: %w; give --settings FILE", err)
	}
	return &store{filepath.Join(dir, "muster", "settings.json")}, nil
}

// Load reads the file; there may be none.
func (s *store) Load() ([]byte, error) {
	b, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}

// Save replaces the file.
func (s *store) Save(b []byte) error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	return whole(s.path, b)
}

// whole writes a file as a whole: a crash leaves the old one or the new one. It is for its owner alone: settings hold
// what makes the player the same one at a matchmaker again.
func whole(path string, b []byte) error {
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	// not synced, a power cut leaves an empty one under the new name
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// SetAside renames the file.
func (s *store) SetAside() (string, error) {
	for n := range 1000 {
		aside := fmt.Sprintf("%s.broken%d", s.path, n)
		if _, err := os.Stat(aside); errors.Is(err, fs.ErrNotExist) {
			return aside, os.Rename(s.path, aside)
		}
	}
	return "", errors.New("there are too many broken settings beside it")
}
