// Package limit holds the processes of a cluster on one machine to what their nodes may use: a share of the processor,
// memory, open descriptors and disk. And it measures what they use.
//
// Where cgroups can be written to, version 1 or 2, they hold processor and memory: a process joins its group before its
// program begins (Exec), so that no child and no byte is left out. Elsewhere it is watched: resident memory is read ten
// times a second and a process that passes its limit is killed, and a share of the processor is given by stopping the
// process and letting it go on, in slices of at most 20 ms. Says tells which it is.
//
// Descriptors are the system's own limit (RLIMIT_NOFILE), and GOMEMLIMIT is set to 90 % of the memory, so that a
// program in Go collects its garbage before it dies of it.
//
// A full disk is a cut of our own, the same everywhere and without root: when the files of a node pass its limit, or
// Fill says so, its process may write to no file (RLIMIT_FSIZE is 0) until there is room again. A write fails with
// "file too large" where a full disk says "no space left on device", and nothing is written in place either. Files that
// are mapped into memory escape it. The program must ignore SIGXFSZ, as muster does, and PostgreSQL.
//
// Syncs that take long or fail are real, too: on Linux the kernel asks us about each sync of a process and of what it
// starts (seccomp's user notification), and we have it go on, now or later, or fail. With nothing set a sync costs two
// switches between processes more, and nothing else costs anything. When we are gone, syncs fail as if the kernel had
// none (ENOSYS): nothing is taken for synced that is not. CanSync says where that cannot be had.
package limit

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
)

// Limit is what a node may use. What is 0 is not limited.
type Limit struct {
	CPU    float64 // cores: 0.5 is half of one
	Memory int64   // bytes
	Files  int     // open descriptors
	Disk   int64   // bytes of the files below Dir
	Dir    string
}

// Usage is what a node's process uses.
type Usage struct {
	CPU   float64 // cores, over the last second
	RSS   int64   // resident memory, bytes
	Files int     // open descriptors
	Disk  int64   // bytes of its files; counted where Disk is limited
	// OutOfMemory is how often a process of the node was killed for passing its limit of memory.
	OutOfMemory int
}

// Config is how processes are limited.
type Config struct {
	// Exec is the command line of a program that calls Exec with what stands behind it.
	Exec []string
	// Watch has processes watched even where there are cgroups.
	Watch bool
	Log   *slog.Logger
}

// nodeName is what a node may be called: it becomes the name of a directory.
var nodeName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// check finds what cannot be.
func (l Limit) check(name string) error {
	switch {
	case !nodeName.MatchString(name):
		return fmt.Errorf("limit %q: a node's name has small letters, digits and hyphens only", name)
	case l.CPU < 0 || l.Memory < 0 || l.Files < 0 || l.Disk < 0:
		return fmt.Errorf("limit %s: nothing below 0", name)
	case l.CPU > 0 && l.CPU < minShare:
		return fmt.Errorf("limit %s: at least %g of a core", name, minShare)
	case l.Memory > 0 && l.Memory < minMemory:
		return fmt.Errorf("limit %s: at least %d MiB of memory: a program in Go needs as much", name, minMemory>>20)
	case l.Files > 0 && l.Files < minFiles:
		return fmt.Errorf("limit %s: at least %d descriptors: a program in Go needs as many", name, minFiles)
	case l.Disk > 0 && l.Dir == "":
		return fmt.Errorf("limit %s: which directory's files count is not said", name)
	}
	return nil
}

var (
	// errUnknown is about a node that nobody has limited or watched.
	errUnknown = errors.New("no process of that node is known")
	errEnded   = errors.New("the cluster's limits are closed")
)
