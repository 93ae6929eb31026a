package journal

import (
	"errors"
	"os"
	"path/filepath"
)

// WriteFile writes a file for its owner alone that outlives a power cut: it is whole and on the disk, or
// what was there before is.
func WriteFile(path string, b []byte) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(path+".new", path); err != nil {
		return err
	}
	return dir(filepath.Dir(path)).Sync()
}
