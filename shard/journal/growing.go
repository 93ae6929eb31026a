package journal

import (
	"errors"
	"io"
	"os"
)

// growing is the index of a directory that another process writes to. It reads what came to the last segment's end, and
// everything again when there is a new segment or something that does not add up.
type growing struct {
	disk  Disk
	ix    *index
	last  string // the last segment
	stuck int64  // bytes behind the index's end that were no frame at the last look: a torn write, if they come to be one
}

// look takes in what was written since.
func (g *growing) look() error {
	names, err := g.disk.Segments()
	if err != nil {
		return err
	}
	if g.ix == nil || len(names) == 0 || names[len(names)-1] != g.last {
		return g.again(names)
	}
	b, err := readFrom(g.disk, g.last, int64(g.ix.end))
	if err != nil {
		return err
	}
	rest := g.ix.frames(g.last, b)
	if rest > 0 && rest > g.stuck && g.stuck > 0 {
		return g.again(names)
	}
	g.stuck = rest
	return nil
}

func (g *growing) again(names []string) (err error) {
	if g.ix, err = indexDisk(g.disk); err == nil && len(names) > 0 {
		g.last, g.stuck = names[len(names)-1], 0
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
