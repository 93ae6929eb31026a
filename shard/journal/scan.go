package journal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

// indexDisk reads all segments of a directory, one after the other: they may be many times what there is of memory.
// One that goes meanwhile may have held what was kept again in a segment which had not begun yet: then all is read
// anew.
func indexDisk(disk Disk) (*index, error) {
	for try := 0; ; try++ {
		ix, whole, err := indexOnce(disk)
		if err != nil || whole || try >= indexTries {
			return ix, err
		}
	}
}

// indexOnce reports whether no segment went that was listed.
func indexOnce(disk Disk) (all *index, whole bool, err error) {
	ix := &index{
		zones: map[string]*chain{}, files: map[uint32]string{}, sizes: map[uint32]int64{}, end: noCut,
	}
	names, err := disk.Segments()
	if err != nil {
		return nil, false, err
	}
	heads, err := ix.heads(disk, names)
	if err != nil {
		return nil, false, err
	}
	var body []byte
	for i, name := range names {
		if !heads[i].begun {
			ix.segment(name, nil)
			continue
		}
		if body, err = readInto(disk, name, body[:0]); err != nil {
			return nil, false, fmt.Errorf("read segment: %w", err)
		}
		ix.bytes += int64(len(body))
		ix.sizes[numberOf(name)] = int64(len(body))
		ix.segment(name, body[:min(heads[i].end, uint64(len(body)))])
	}
	there, err := disk.Segments()
	return ix, err == nil && !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(there, n) }), err
}

// head is what the beginning of a segment says, and where the segment ends by that of the next.
type head struct {
	begun bool
	end   uint64
}

// heads reads them. One that was never finished voids its whole segment; one that is damaged, with whole frames behind
// it, is told and loses only its cut: what the segment before has behind that does not fit the chains, and breaks those
// it belongs to.
func (ix *index) heads(disk Disk, names []string) ([]head, error) {
	heads, last := make([]head, len(names)), -1
	for i, name := range names {
		b, err := readHeadOf(disk, name)
		if err != nil {
			return nil, fmt.Errorf("read segment: %w", err)
		}
		_, cut, err := readHead(b)
		if err == ErrVersion {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err != nil {
			if b, err = readInto(disk, name, nil); err != nil {
				return nil, fmt.Errorf("read segment: %w", err)
			}
			if !begun(b) {
				continue
			}
			cut = noCut
			_, _, why := readHead(b)
			ix.damage = append(ix.damage, &DamageError{
				File: name, Why: why.Error() + "; the records behind it are read",
			})
		}
		heads[i] = head{true, noCut}
		if last >= 0 && numberOf(name)-numberOf(names[last]) == uint32(i-last) { // else the one that it cuts is gone
			heads[last].end = cut
		}
		last = i
	}
	return heads, nil
}

// readHeadOf reads a segment's first bytes. One that was trimmed meanwhile has none.
func readHeadOf(disk Disk, name string) ([]byte, error) {
	f, err := disk.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, headSize)
	n, err := f.ReadAt(b, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:n], err
}

// readInto reads a file behind what b holds. One that was trimmed meanwhile is empty.
func readInto(disk Disk, name string, b []byte) ([]byte, error) {
	f, err := disk.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for {
		b = slices.Grow(b, readAtOnce)
		n, err := f.ReadAt(b[len(b):len(b)+readAtOnce], int64(len(b)))
		b = b[:len(b)+n]
		if errors.Is(err, io.EOF) {
			return b, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
