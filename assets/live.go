package assets

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"muster/game"
)

// lookEvery is the time between two looks at the files of a Live: short for whoever saves one and begins a match.
const lookEvery = 2 * time.Second

// Live is a directory and mods that are read again when they have changed, as long as Watch runs. What is broken, or
// changes who takes part in a battle that was offered, is told, and the last sound state stays.
type Live struct {
	dir  string
	mods []string
	tell func(error) // nil for what was read
	set  atomic.Pointer[Set]
	seen string // how the files looked when they were last read
}

// OpenLive is Open for files that may change. tell hears of each change: nil where it counts from now on, else why not.
// It is called by Watch alone.
func OpenLive(dir string, mods []string, tell func(error)) (*Live, error) {
	l := &Live{dir: dir, mods: mods, tell: tell}
	l.seen = l.stamp()
	set, err := l.read()
	l.set.Store(set)
	return l, err
}

// Set is what was read last, whole: it does not change any more.
func (l *Live) Set() *Set { return l.set.Load() }

// Watch looks at the files now and then, until ctx ends.
func (l *Live) Watch(ctx context.Context) {
	if l.dir == "" && len(l.mods) == 0 {
		return
	}
	every := time.NewTicker(lookEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			l.poll()
		}
	}
}

// poll reads what has changed, if it is sound.
func (l *Live) poll() {
	seen := l.stamp()
	if seen == l.seen {
		return
	}
	l.seen = seen // before reading: what is written meanwhile is seen at the next look
	set, err := l.read()
	if err == nil {
		err = errors.Join(set.Check()...)
	}
	if err == nil {
		err = sameSeats(l.Set(), set)
	}
	if err == nil {
		l.set.Store(set)
	}
	l.tell(err)
}

func (l *Live) read() (*Set, error) {
	set, err := Open(l.dir, l.mods...)
	if err != nil {
		return nil, err
	}
	for i := range set.layers {
		if l := &set.layers[i]; l.mod == nil && i < len(set.layers)-1 {
			if l.FS, err = kept(l); err != nil {
				return nil, err
			}
		}
	}
	return set, nil
}

// kept is a copy of a directory's files, which stays as it is when those change. One that cannot be read is an error:
// without it the one that it stands in for would count.
func kept(l *layer) (fs.FS, error) {
	var files []modEntry
	wrong := faults{}
	keep := func(name string) {
		b, err := readFile(l, name, maxFile)
		switch {
		case err == nil:
			files = append(files, modEntry{name, b})
		case !errors.Is(err, errNone):
			wrong.add(err)
		}
	}
	for _, name := range []string{rulesName, commandersName, "LICENSES.md"} {
		keep(name)
	}
	for _, f := range folders {
		l.alone().walk(f.dir, func(_ *layer, file string) { keep(path.Join(f.dir, file)) }, func(string, string) {})
	}
	packed := pack(files)
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		panic("zip in memory: " + err.Error())
	}
	return r, wrong.err()
}

// stamp is how the files look: names, sizes, times.
func (l *Live) stamp() string {
	var all strings.Builder
	for _, at := range append([]string{l.dir}, l.mods...) {
		n := 0
		_ = filepath.WalkDir(at, func(file string, e fs.DirEntry, err error) error {
			if n++; err != nil || n > 4*maxModFiles {
				fmt.Fprintln(&all, file, err)
				return fs.SkipAll
			}
			if info, err := os.Stat(file); err == nil && !e.IsDir() {
				fmt.Fprintln(&all, file, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return all.String()
}

// sameSeats finds battles that were offered with other seats, or are gone: whoever waits for one of them was told so.
func sameSeats(was, now *Set) error {
	wrong, there := faults{}, now.Scenarios()
	for _, name := range was.Scenarios() {
		if !slices.Contains(there, name) {
			wrong.add(fmt.Errorf("the scenario %s is gone, and players may wait for it: "+
				"start again to offer others", name))
			continue
		}
		before, err := was.Setup(name)
		if err != nil {
			continue
		}
		after, err := now.Setup(name)
		if err != nil {
			return err
		}
		same := func(a, b *game.Scenario) bool {
			return len(a.Teams) == len(b.Teams) && slices.Equal(a.Seats, b.Seats) && a.Turns.Kind == b.Turns.Kind
		}
		if !same(&before.Scenario, &after.Scenario) {
			wrong.add(fmt.Errorf("%s has other seats than players wait for: start again to offer it so",
				now.place(scenarioPath(name))))
		}
	}
	return wrong.err()
}
