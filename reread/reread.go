// Package reread reads files again when they have changed, so that a key or a certificate is
// replaced without a restart.
package reread

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// lookEvery is the time between looks at the files: short for whoever replaces one, and nothing
// beside what is read from it.
const lookEvery = 2 * time.Second

// Files is what was last read from files that belong together. It is safe for many goroutines.
type Files[T any] struct {
	paths []string
	parse func(contents [][]byte) (T, error)
	warn  func(error)

	mu     sync.Mutex
	looked time.Time
	seen   string // how the files looked when they were last read
	value  T
}

// Open reads the files, and fails if parse does. Later, what cannot be read or parsed changes nothing: warn is called
// once for each such change, since a certificate and its key are not written in one go.
func Open[T any](parse func(contents [][]byte) (T, error), warn func(error), paths ...string) (*Files[T], error) {
	f := &Files[T]{paths: paths, parse: parse, warn: warn, looked: time.Now()}
	seen, err := f.stamp()
	if err == nil {
		f.value, err = f.read()
	}
	f.seen = seen
	return f, err
}

// Get is what the files say.
func (f *Files[T]) Get() T {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) < lookEvery {
		return f.value
	}
	f.looked = time.Now()
	seen, err := f.stamp()
	if err != nil {
		seen = err.Error()
	}
	if seen == f.seen {
		return f.value
	}
	f.seen = seen // before reading: what is written meanwhile is seen at the next look
	var v T
	if err == nil {
		v, err = f.read()
	}
	if err != nil {
		f.warn(fmt.Errorf("%w; what was read before still counts", err))
		return f.value
	}
	f.value = v
	return v
}

func (f *Files[T]) stamp() (string, error) {
	var all strings.Builder
	for _, path := range f.paths {
		info, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&all, info.ModTime().UnixNano(), info.Size())
	}
	return all.String(), nil
}

func (f *Files[T]) read() (v T, err error) {
	var contents [][]byte
	for _, path := range f.paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return v, err
		}
		contents = append(contents, b)
	}
	if v, err = f.parse(contents); err != nil {
		return v, fmt.Errorf("%s: %w", strings.Join(f.paths, ", "), err)
	}
	return v, nil
}
