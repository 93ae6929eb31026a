package logs

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// files are those of a directory. One goroutine writes; any may read.
type files struct {
	dir  string
	each int64 // bytes of a file
	most int64 // and of all

	// Of the goroutine that writes.
	opened  bool
	current *os.File // nil before the first line, and while the disk takes nothing
	began   time.Time

	mu  sync.Mutex
	all []file // the oldest first; the last is written
}

// file is one of them.
type file struct {
	number int
	size   int64
	at     time.Time // when it was last written
	span   span
}

// span is from when to when the lines of a file are; a file that nobody has read yet has no known one.
type span struct {
	known     bool
	from, end int64
}

func (s *span) add(at int64) { s.from, s.end = min(s.from, at), max(s.end, at) }

// nothing is the span of no line.
func nothing() span { return span{true, math.MaxInt64, math.MinInt64} }

func newFiles(dir string) *files { return &files{dir: dir, each: maxFile, most: maxKept} }

const suffix = ".log"

func (f *files) path(number int) string {
	return filepath.Join(f.dir, fmt.Sprintf("%08d%s", number, suffix))
}

// open finds what is there.
func (f *files) open() error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	there, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	var all []file
	for _, e := range there {
		name, ours := strings.CutSuffix(e.Name(), suffix)
		n, bad := strconv.Atoi(name)
		info, gone := e.Info()
		if ours && bad == nil && gone == nil && e.Type().IsRegular() {
			all = append(all, file{number: n, size: info.Size(), at: info.ModTime()})
		}
	}
	slices.SortFunc(all, func(a, b file) int { return cmp.Compare(a.number, b.number) })
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all, f.opened = all, true
	return nil
}

// list are the files that there are, the newest first.
func (f *files) list() []file {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := slices.Clone(f.all)
	slices.Reverse(all)
	return all
}

// write appends lines to the newest file. When it fails, none of them counts as written: what stands there of them is
// cut off, or left behind with its file.
func (f *files) write(lines []entry, now time.Time) error {
	if !f.opened {
		if err := f.open(); err != nil {
			return err
		}
	}
	if len(lines) == 0 {
		return nil
	}
	if err := f.turn(now); err != nil {
		f.opened = false // somebody else may have made that file
		return err
	}
	var b bytes.Buffer
	for _, e := range lines {
		b.Write(e.line)
	}
	size := f.size()
	if _, err := f.current.Write(b.Bytes()); err != nil {
		err = errors.Join(err, f.current.Truncate(size))
		f.leave()
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	last := &f.all[len(f.all)-1]
	last.size, last.at = size+int64(b.Len()), now
	for _, e := range lines {
		last.span.add(e.at)
	}
	return nil
}

// newest is the time of the newest line in the newest file.
func (f *files) newest() int64 {
	all := f.list()
	if len(all) == 0 {
		return math.MinInt64
	}
	b, _ := os.ReadFile(f.path(all[0].number)) // who asks for it is told
	return spanOf(b).end
}

func (f *files) size() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all[len(f.all)-1].size
}

// turn sees that there is a file that takes more.
func (f *files) turn(now time.Time) error {
	if f.current != nil && f.size() < f.each && now.Sub(f.began) < fileFor && now.After(f.began.Add(-fileFor)) {
		return nil
	}
	if f.current == nil {
		if err := f.goOn(now); err != nil || f.current != nil {
			return err
		}
	}
	f.leave()
	number := 1
	if all := f.list(); len(all) > 0 {
		number = all[0].number + 1
	}
	current, err := os.OpenFile(f.path(number), os.O_CREATE|os.O_EXCL|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	f.current, f.began = current, now
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, file{number: number, at: now, span: nothing()})
	return nil
}

// goOn opens the newest file of before, if it takes more. What was torn off at its end ends with a line feed.
func (f *files) goOn(now time.Time) error {
	all := f.list()
	if len(all) == 0 || all[0].size >= f.each || now.Sub(all[0].at) >= fileFor {
		return nil
	}
	path := f.path(all[0].number)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	current, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if len(b) > 0 && b[len(b)-1] != '\n' {
		if _, err := current.WriteString("\n"); err != nil {
			return errors.Join(err, current.Close())
		}
		b = append(b, '\n')
	}
	s := spanOf(b)
	f.current, f.began = current, now
	if s.from < s.end {
		f.began = time.Unix(0, s.from)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	last := &f.all[len(f.all)-1]
	last.size, last.span = int64(len(b)), s
	return nil
}

// spanOf is the span of a file's lines.
func spanOf(b []byte) span {
	s := nothing()
	for line := range bytes.Lines(b) {
		if e, ok := parse(line); ok {
			s.add(e.at)
		}
	}
	return s
}

// leave closes the file that is written.
func (f *files) leave() {
	if f.current != nil {
		_ = f.current.Close() // what was written is told by Write; no line waits for a sync
		f.current = nil
	}
}

// tidy deletes the oldest files of too many, and those that are too old. The newest is left.
func (f *files) tidy(now time.Time) {
	all, bytes := f.list(), int64(0)
	var gone []int
	for i, v := range all {
		bytes += v.size
		if i > 0 && (bytes > f.most || now.Sub(v.at) > maxAge) {
			err := os.Remove(f.path(v.number))
			if err == nil || errors.Is(err, fs.ErrNotExist) {
				gone = append(gone, v.number)
			}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = slices.DeleteFunc(f.all, func(v file) bool { return slices.Contains(gone, v.number) })
}

// read reads a file, and notes its span if nobody has.
func (f *files) read(v *file) ([]byte, error) {
	b, err := os.ReadFile(f.path(v.number))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // it was deleted meanwhile
	}
	if err != nil {
		return nil, err
	}
	if v.span.known {
		return b, nil
	}
	s := spanOf(b)
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.all[:max(0, len(f.all)-1)] { // what is still written notes its own
		if f.all[i].number == v.number {
			f.all[i].span = s
		}
	}
	return b, nil
}
