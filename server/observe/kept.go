package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Kept are the changes of a system in files of a directory:
//
//	1790000000000.jsonl      the last one: a Change as JSON in each line, the first one whole
//	1790000000000.jsonl.zst  an earlier one, the same compressed
//
// The name is when it began, in milliseconds since 1970. A file ends after an hour, or when it is long. The oldest
// ones go when all of them are too large. A line that a process did not finish, or that was damaged, is passed over.
type Kept struct {
	dir   string
	file  *os.File
	began time.Time // of file
	size  int64
	last  *State // that was written; nil before the first of a file, and after a failed write
	torn  bool   // the last line of file may have no end

	reading chan struct{} // has one for each who reads the past
}

const plainName, packedName, halfName = ".jsonl", ".jsonl.zst", ".tmp"

// OpenKept opens a directory, or makes it.
func OpenKept(dir string) (*Kept, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("kept events: %w", err)
	}
	return &Kept{dir: dir, reading: make(chan struct{}, maxReading)}, nil
}

// Add keeps what has changed since the last call.
func (k *Kept) Add(s *State) error {
	if k.file != nil && (s.At.Sub(k.began) >= fileFor || k.size >= fileFull || s.At.Before(k.began)) {
		if err := k.end(); err != nil {
			return err
		}
	}
	if k.file == nil {
		if err := k.begin(s.At); err != nil {
			return err
		}
	}
	c := Between(k.last, s)
	if c.None() {
		return nil
	}
	line, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("kept events: %w", err)
	}
	if line = append(line, '\n'); k.torn {
		line = append([]byte{'\n'}, line...)
	}
	n, err := k.file.Write(line)
	if k.size += int64(n); err != nil {
		k.last, k.torn = nil, true // what is lost is not counted on: the next line is whole
		return fmt.Errorf("kept events: %w", err)
	}
	k.last, k.torn = s, false
	return nil
}

func (k *Kept) begin(at time.Time) (err error) {
	name := filepath.Join(k.dir, strconv.FormatInt(at.UnixMilli(), 10)+plainName)
	k.file, err = os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	k.began, k.size, k.last, k.torn = at, 0, nil, false
	if err != nil {
		k.file = nil
		return fmt.Errorf("kept events: %w", err)
	}
	return nil
}

// end closes the file and compresses it.
func (k *Kept) end() error {
	err := k.file.Close()
	k.file = nil
	return errors.Join(err, k.tidy())
}

// Close ends the last file.
func (k *Kept) Close() error {
	if k.file == nil {
		return nil
	}
	return k.end()
}

// tidy compresses what is not, and deletes the oldest files while all of them are too large, and what was compressed by
// half. What one file has against it does not keep the others: on a full disk, deleting is what helps.
func (k *Kept) tidy() error {
	all, err := k.files()
	if err != nil {
		return err
	}
	err = k.removeHalves()
	var total int64
	var sizes []int64
	for i := range all {
		err = errors.Join(err, all[i].pack())
		sizes = append(sizes, all[i].size())
		total += sizes[i]
	}
	for i := 0; i < len(all)-1 && total > keptMost; i++ {
		total -= sizes[i]
		err = errors.Join(err, os.Remove(all[i].path))
	}
	if err != nil {
		return fmt.Errorf("kept events: %w", err)
	}
	return nil
}

// removeHalves deletes what was compressed by half, by a process that died or on a full disk.
func (k *Kept) removeHalves() error {
	entries, err := os.ReadDir(k.dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), halfName) {
			err = errors.Join(err, os.Remove(filepath.Join(k.dir, e.Name())))
		}
	}
	return err
}

// segment is a file.
type segment struct {
	path  string
	began int64
}

// files lists them, the oldest first.
func (k *Kept) files() (all []segment, err error) {
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return nil, fmt.Errorf("kept events: %w", err)
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), packedName)
		if !ok {
			name, ok = strings.CutSuffix(e.Name(), plainName)
		}
		if began, err := strconv.ParseInt(name, 10, 64); ok && err == nil {
			all = append(all, segment{filepath.Join(k.dir, e.Name()), began})
		}
	}
	slices.SortFunc(all, func(a, b segment) int { return int(a.began - b.began) })
	return all, nil
}

func (s *segment) size() int64 {
	info, err := os.Stat(s.path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (s *segment) packed() bool { return strings.HasSuffix(s.path, packedName) }

// pack compresses a file. It is there in one form or the other, or for a moment in both.
func (s *segment) pack() error {
	if s.packed() {
		return nil
	}
	plain, err := os.ReadFile(s.path)
	if err != nil {
		return err
	}
	e, err := zstd.NewWriter(nil)
	if err != nil {
		return err
	}
	to, was := strings.TrimSuffix(s.path, plainName)+packedName, s.path
	if err := os.WriteFile(to+halfName, e.EncodeAll(plain, nil), 0o600); err != nil {
		return errors.Join(err, os.Remove(to+halfName))
	}
	if err := os.Rename(to+halfName, to); err != nil {
		return err
	}
	s.path = to
	return os.Remove(was)
}

// lines calls f for each change until it returns false; only for those whose line contains a text, if there is one.
func (s *segment) lines(ctx context.Context, with []byte, f func(*Change) bool) error {
	b, err := s.read()
	if err != nil {
		return err
	}
	for line := range bytes.Lines(b) {
		if err := ctx.Err(); err != nil {
			return err // nobody waits for it any more
		}
		var c Change
		if !bytes.Contains(line, with) || json.Unmarshal(line, &c) != nil {
			continue // the end of a process that died, or damage: the file's others count
		}
		if !f(&c) {
			return nil
		}
	}
	return nil
}

func (s *segment) read() ([]byte, error) {
	b, err := os.ReadFile(s.path)
	if err != nil || !s.packed() {
		return b, err
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxUnpacked), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.DecodeAll(b, nil)
}
