package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"muster/server/machine"
)

// Disk looks at a data directory: whether it can be written to, who can read it, how much room there is, and how long a
// sync takes. One that is not there yet is not made: the disk that it will be on is looked at.
func Disk(dir string, sync func(*os.File) error) []Finding {
	at, exists, err := nearest(dir)
	if err != nil {
		return []Finding{Broken("disk", err, "choose another directory with --data")}
	}
	times, err := timeSyncs(at, sync)
	if err != nil {
		return []Finding{Broken("disk", fmt.Errorf("%s cannot be written to: %w", at, err),
			"choose another directory with --data, change its owner, or make room")}
	}
	all := []Finding{judgeSync(dir, times)}
	if free, known := machine.FreeOn(at); known {
		all = append(all, judgeFree(dir, free))
	}
	if !exists {
		return append(all, fine("data", "%s is not there yet and will be made", dir))
	}
	return append(all, judgeMode(dir))
}

// nearest is the directory itself, or the one above that is there.
func nearest(dir string) (at string, exists bool, err error) {
	at, err = filepath.Abs(dir)
	for exists = true; err == nil; exists = false {
		switch s, bad := os.Stat(at); {
		case bad == nil && s.IsDir():
			return at, exists, nil
		case bad == nil:
			return "", false, fmt.Errorf("%s is a file", at)
		case !errors.Is(bad, fs.ErrNotExist) || filepath.Dir(at) == at:
			return "", false, bad
		}
		at = filepath.Dir(at)
	}
	return "", false, err
}

// timeSyncs writes and syncs a small file again and again, as a journal does, and removes it.
func timeSyncs(dir string, sync func(*os.File) error) (times []time.Duration, err error) {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	b := make([]byte, syncBytes)
	for range syncs {
		began := time.Now()
		if _, err = f.Write(b); err == nil {
			err = sync(f)
		}
		if err != nil {
			break
		}
		times = append(times, time.Since(began))
	}
	return times, errors.Join(err, f.Close())
}

func judgeSync(dir string, times []time.Duration) Finding {
	slices.Sort(times)
	usual, slow := times[len(times)/2], times[len(times)*99/100]
	found := fmt.Sprintf("%s: a sync takes %v, and %v in one of a hundred",
		dir, usual.Round(10*time.Microsecond), slow.Round(10*time.Microsecond))
	switch {
	case usual > stuckSync:
		return Finding{
			"sync", Trouble, found + ": every match will stand still at each record",
			"put --data on a local disk, or find out what else keeps this one busy (iostat -x 1)",
		}
	case slow > slowSync:
		return Finding{
			"sync", Warning,
			fmt.Sprintf("%s: over %v orders take longer, and the timing of views shows that there were any",
				found, slowSync),
			"put --data on a faster disk, one that others do not use",
		}
	}
	return fine("sync", "%s", found)
}

func judgeFree(dir string, free uint64) Finding {
	f := fine("disk space", "%s: %.1f GB are free", dir, float64(free)/(1<<30))
	switch {
	case free < leastFree:
		f.State, f.Do = Trouble,
			"make room, or lower --replay-size and --journal-age: on a full disk matches stand still"
	case free < goodFree:
		f.State, f.Do = Warning, "see how fast it fills, and bound what is kept with --replay-size and --replay-age"
	}
	return f
}

// judgeMode wants a directory of keys and accounts closed to others.
func judgeMode(dir string) Finding {
	s, err := os.Stat(dir)
	if err != nil {
		return Broken("data", err, "choose another directory with --data")
	}
	if open := s.Mode().Perm() & 0o077; open != 0 && hasOwners {
		return Finding{
			"data", Warning,
			fmt.Sprintf("%s can be entered by others (%v): keys and accounts lie in it", dir, s.Mode().Perm()),
			"chmod 700 " + dir,
		}
	}
	return fine("data", "%s is there, for its owner alone", dir)
}
