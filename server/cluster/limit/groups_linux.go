package limit

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/containerd/cgroups/v3"
)

const (
	procsFile = "cgroup.procs"
	// ours begins the name of each supervisor's group; those of its nodes are below it.
	ours = "muster-"
	// leaves begins the name of the group into which a supervisor moves itself, where version 2 asks for that.
	leaves = "supervisor-of-" + ours
)

// groups are cgroups of either version: one of the supervisor's own, and below it one for each node.
type groups interface {
	holds() (cpu, memory bool)
	version() int
	// set makes the group of a node, or gives it other limits. It returns the directories to join.
	set(name string, l Limit) (join []string, err error)
	// outOfMemory counts the processes of a node that the kernel killed.
	outOfMemory(name string) int
	close() error
}

// openGroups finds out what can be had here; nil if nothing can. Between a group's making and its lock another
// supervisor that starts may take it for one that was left behind: then the next one is tried.
func openGroups() (g groups, err error) {
	for range claimTries {
		name := ours + strconv.Itoa(os.Getpid()) + "-" + rand.Text()[:6]
		if g, err = openNamed(name); !errors.Is(err, errTaken) {
			return g, err
		}
	}
	return nil, err
}

func openNamed(name string) (groups, error) {
	switch cgroups.Mode() {
	case cgroups.Unified:
		return openV2(name)
	case cgroups.Legacy, cgroups.Hybrid: // version 1 has the controllers
		return openV1(name)
	}
	return nil, errors.New("there are no cgroups")
}

// claim locks the group of a supervisor for as long as it lives, however it ends: whoever can lock one of these groups
// knows that it was left behind.
func claim(dir string) (release func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w: %w", dir, errTaken, err)
	}
	if _, err := os.Stat(dir); err != nil {
		f.Close()
		return nil, fmt.Errorf("%w: %w", errTaken, err)
	}
	return func() { f.Close() }, nil
}

// errTaken is about a group that another supervisor holds or has removed.
var errTaken = errors.New("another supervisor has taken the group")

// sweep ends what supervisors that were killed left behind below a directory: their groups, and what still runs in
// those.
func sweep(parent string) {
	all, _ := os.ReadDir(parent)
	for _, e := range all {
		dir := filepath.Join(parent, e.Name())
		if strings.HasPrefix(e.Name(), leaves) {
			_ = syscall.Rmdir(dir) // a supervisor that lives is in its own, and keeps it
		}
		if !e.IsDir() || !strings.HasPrefix(e.Name(), ours) {
			continue
		}
		if release, err := claim(dir); err == nil {
			_ = removeGroup(dir)
			release()
		}
	}
}

// removeGroup removes a group and those below it, and kills what is in them.
func removeGroup(dir string) error {
	below, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range below {
		if e.IsDir() {
			if err := removeGroup(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	for range removeTries {
		if err = syscall.Rmdir(dir); err == nil || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if !errors.Is(err, syscall.EBUSY) { // another user's, for one: waiting helps nothing
			break
		}
		killAll(dir)
		time.Sleep(removeWait)
	}
	return fmt.Errorf("remove the group %s: %w", dir, err)
}

// killAll kills the processes of a group.
func killAll(dir string) {
	b, _ := os.ReadFile(filepath.Join(dir, procsFile))
	for _, field := range strings.Fields(string(b)) {
		if pid, err := strconv.Atoi(field); err == nil && pid > 1 && pid != os.Getpid() {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// quota is how much of a period a share comes to, in microseconds; -1 for all.
func quota(cores float64) int64 {
	if cores <= 0 {
		return -1
	}
	return int64(cores * period)
}

// countIn reads a number by its key from a file of lines such as "oom_kill 3".
func countIn(file, key string) int {
	b, _ := os.ReadFile(file)
	for line := range strings.Lines(string(b)) {
		if value, ok := strings.CutPrefix(line, key+" "); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(value))
			return n
		}
	}
	return 0
}
