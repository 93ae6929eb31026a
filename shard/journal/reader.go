package journal

import (
	"fmt"
	"io/fs"
	"os"
)

// ReadFiles opens a journal directory to read only, also while another process writes to it.
func ReadFiles(path string) (Store, error) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("journal: %s is not a directory of a journal: %w", path, fs.ErrNotExist)
	}
	return reader{dir(path)}, nil
}

// reader looks at the directory anew at each call.
type reader struct{ disk Disk }

func (r reader) Append(_ string, _ Sealed, done func(error)) { go done(ErrReadOnly) }
func (r reader) GiveUp(string) error                         { return ErrReadOnly }
func (r reader) Close() error                                { return nil }

func (r reader) Read(zone string, from uint64) ([]Record, uint64, error) {
	ix, err := indexDisk(r.disk)
	if err != nil {
		return nil, 0, err
	}
	l := Log{disk: r.disk, index: ix}
	return l.Read(zone, from)
}

func (r reader) Zones() ([]string, error) {
	ix, err := indexDisk(r.disk)
	if err != nil {
		return nil, err
	}
	return ix.names(), nil
}
