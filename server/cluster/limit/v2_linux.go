package limit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/containerd/cgroups/v3/cgroup2"
)

// unified is where version 2 is mounted where it is alone.
const unified = "/sys/fs/cgroup"

// v2 is cgroups of version 2: one hierarchy. A group may either hold processes or hand controllers on, so the
// supervisor can have groups below its own only if it is alone in that and moves out of it, into one beside those of
// its nodes. That is so where a group was delegated to it (systemd-run --scope -p Delegate=yes) and in containers. Else
// root may make them at the top.
type v2 struct {
	mount   string
	group   *cgroup2.Manager
	dir     string
	leaf    string // where the supervisor moved, and where from
	from    string
	release func()
}

func openV2(name string) (groups, error) {
	own, err := cgroup2.NestedGroupPath("")
	if err != nil {
		return nil, fmt.Errorf("cgroups: %w", err)
	}
	var why error
	for _, below := range slices.Compact([]string{own, "/"}) {
		v, err := openBelow(unified, below, name)
		if err == nil {
			return v, nil
		}
		why = errors.Join(why, err)
	}
	return nil, fmt.Errorf("cgroups: %w", why)
}

// openBelow makes the supervisor's group below another one.
func openBelow(mount, below, name string) (v *v2, err error) {
	sweep(filepath.Join(mount, below))
	v = &v2{mount: mount, dir: filepath.Join(mount, below, name), release: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, v.close())
		}
	}()
	// The root of all groups may do both, and has no type; that of a container's is a group like others.
	if _, err := os.Stat(filepath.Join(mount, below, "cgroup.type")); err == nil {
		if err := v.moveOut(below, name); err != nil {
			return v, err
		}
	}
	if v.group, err = cgroup2.NewManager(mount, filepath.Join(below, name),
		&cgroup2.Resources{CPU: &cgroup2.CPU{}, Memory: &cgroup2.Memory{}}); err != nil {
		return v, err
	}
	has, err := v.group.Controllers()
	if err != nil {
		return v, err
	}
	if !slices.Contains(has, "cpu") || !slices.Contains(has, "memory") {
		return v, fmt.Errorf("%s has no controllers for processor and memory", v.dir)
	}
	release, err := claim(v.dir)
	if err == nil {
		v.release = release
	}
	return v, err
}

// moveOut has the supervisor leave its group, if it is alone there, for one below.
func (v *v2) moveOut(own, name string) error {
	from, err := cgroup2.Load(own, cgroup2.WithMountpoint(v.mount))
	if err != nil {
		return err
	}
	procs, err := from.Procs(false)
	if err != nil {
		return err
	}
	if len(procs) != 1 || procs[0] != uint64(os.Getpid()) {
		return fmt.Errorf("other processes are in %s, too", own)
	}
	group := filepath.Join(own, strings.Replace(name, ours, leaves, 1))
	leaf, err := cgroup2.NewManager(v.mount, group, &cgroup2.Resources{})
	if err != nil {
		return err
	}
	v.from, v.leaf = filepath.Join(v.mount, own), filepath.Join(v.mount, group)
	return leaf.AddProc(procs[0])
}

func (v *v2) version() int { return 2 }

func (v *v2) holds() (cpu, memory bool) { return true, true }

func (v *v2) set(name string, l Limit) (join []string, err error) {
	dir := filepath.Join(v.dir, name)
	g, err := v.group.NewChild(name, &cgroup2.Resources{CPU: &cgroup2.CPU{}, Memory: &cgroup2.Memory{}})
	if err == nil {
		err = g.Update(resourcesV2(dir, l))
	}
	if err != nil {
		return nil, fmt.Errorf("cgroups: limit %s: %w", name, err)
	}
	return []string{dir}, nil
}

// resourcesV2 is what the controllers are told.
func resourcesV2(dir string, l Limit) *cgroup2.Resources {
	every := uint64(period)
	cpu := &cgroup2.CPU{Max: cgroup2.NewCPUMax(nil, &every)}
	if l.CPU > 0 {
		share := quota(l.CPU)
		cpu.Max = cgroup2.NewCPUMax(&share, &every)
	}
	most := int64(unlimited)
	if l.Memory > 0 {
		most = l.Memory
	}
	memory, none := &cgroup2.Memory{Max: &most}, int64(0)
	if _, err := os.Stat(filepath.Join(dir, "memory.swap.max")); err == nil && l.Memory > 0 {
		memory.Swap = &none // what is swapped out is no way out
	}
	return &cgroup2.Resources{CPU: cpu, Memory: memory}
}

// unlimited is more memory than there is: the library writes numbers only.
const unlimited = 1 << 60

func (v *v2) outOfMemory(name string) int {
	return countIn(filepath.Join(v.dir, name, "memory.events"), "oom_kill")
}

// close removes all groups. The supervisor goes back to where it was, as far as it is let: a group that hands
// controllers on takes no process.
func (v *v2) close() error {
	err := removeGroup(v.dir)
	v.release()
	if v.leaf == "" {
		return err
	}
	_ = os.WriteFile(filepath.Join(v.from, "cgroup.subtree_control"), []byte("-cpu -memory"), 0)
	if back := os.WriteFile(filepath.Join(v.from, procsFile), []byte("0"), 0); back != nil {
		return errors.Join(err, back)
	}
	return errors.Join(err, removeGroup(v.leaf))
}
