// Package datadir looks after the directory in which a process keeps its data: that it can be written to, that other
// users of the machine cannot read it, and the name of the process in it.
package datadir

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"muster/shard/journal"
)

// Writable makes the data directory and sees that it can be written to, before anything is opened in it.
func Writable(dir string) error {
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp(dir, ".writable-*"); err == nil {
			err = errors.Join(f.Close(), os.Remove(f.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("--data %s cannot be written to: %w: choose another directory, or change its owner", dir, err)
	}
	return nil
}

// NameOf is the name that was given, or one that is made once and kept: whole, since matches are found again by it.
func NameOf(given, dir, kind string) (string, error) {
	if given != "" {
		return given, nil
	}
	file := filepath.Join(dir, kind+".id")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		b = []byte(kind + "-" + strings.ToLower(rand.Text()[:8]))
		err = journal.WriteFile(file, b)
	}
	id := strings.TrimSpace(string(b))
	switch {
	case err != nil:
		return "", fmt.Errorf("the name of this %s: %w", kind, err)
	case id == "":
		return "", fmt.Errorf("the name of this %s: %s is empty: restore it, or give --id", kind, file)
	}
	return id, nil
}
