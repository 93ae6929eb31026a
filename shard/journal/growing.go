package journal

import (
	"errors"
	"io"
	"os"
	"slices"
)

// growing is the index of a directory that another process writes to. It reads what came to the last segment's end, and
// everything again when there is a new segment or something that does not add up.
type growing struct {
	disk Disk
	ix   *index
	last string // the last segment that was begun; empty before the first is
	// bytes behind the index's end that were no frame at the last look: a torn write, if they come to be one
	stuck int64
}

// refresh reads what was written since.
func (g *growing) refresh() error {
	names, err := g.disk.Segments()
	if err != nil {
		return err
	}
	newest, err := g.newest(names)
	if err != nil {
		return err
	}
	if g.ix == nil || newest != g.last {
		return g.again()
	}
	if g.last == "" {
		return nil
	}
	b, err := readFrom(g.disk, g.last, int64(g.ix.end))
	if err != nil {
		return err
	}
	rest := g.ix.frames(g.last, b)
	if rest > 0 && rest > g.stuck && g.stuck > 0 {
		return g.again()
	}
	g.stuck = rest
	return nil
}

// newest is the last segment that was begun. One whose head is still to be written has no end to go on from: who took
// it for the last would read on in it from where the one before ends.
func (g *growing) newest(names []string) (string, error) {
	for _, name := range slices.Backward(names) {
		if name == g.last {
			return name, nil
		}
		b, err := readFrom(g.disk, name, 0)
		if err != nil {
			return "", err
		}
		if begun(b) {
			return name, nil
		}
	}
	return "", nil
}

// again reads everything.
func (g *growing) again() (err error) {
	if g.ix, err = indexDisk(g.disk); err == nil {
		g.last, g.stuck = g.ix.begun, 0
	}
	return err
}

// frames takes in the whole frames of the last segment that b begins with, and returns how many bytes of b are none.
func (ix *index) frames(file string, b []byte) (rest int64) {
	for {
		f, ok := readFrame(b)
		if !ok {
			return int64(len(b))
		}
		ix.frame(file, int(ix.end), &f)
		ix.end += uint64(f.size)
		b = b[f.size:]
	}
}

// readFrom reads a file from an offset to its end.
func readFrom(disk Disk, name string, from int64) ([]byte, error) {
	f, err := disk.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // given up before it was begun; the next look sees another
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.NewSectionReader(f, from, 1<<62-from))
}
