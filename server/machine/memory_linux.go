package machine

import (
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// limitOfSystem is what the machine has, or what the control groups of this process may, of either version.
func limitOfSystem() uint64 { return limitIn(os.DirFS("/")) }

func limitIn(root fs.FS) uint64 {
	most := total(root)
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return most
	}
	for line := range strings.Lines(string(groups)) {
		// hierarchy:controllers:path, where version 2 names no controllers
		_, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, group, _ := strings.Cut(rest, ":")
		switch {
		case controllers == "":
			most = min(most, ofGroup(root, "sys/fs/cgroup", group, "memory.max"))
		case strings.Contains(","+controllers+",", ",memory,"):
			most = min(most, ofGroup(root, "sys/fs/cgroup/memory", group, "memory.limit_in_bytes"))
		}
	}
	return most
}

// ofGroup is the least limit of a group and of those that it is in. In a container the group's path may be one that
// only the machine outside has; then that of the root of what is mounted there counts.
func ofGroup(root fs.FS, mount, group, file string) uint64 {
	most := uint64(unlimited)
	for at := path.Clean("/" + group); ; at = path.Dir(at) {
		if b, err := fs.ReadFile(root, path.Join(mount, at, file)); err == nil {
			if n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64); err == nil { // or it is "max"
				most = min(most, n)
			}
		}
		if at == "/" {
			return most
		}
	}
}

// total is the memory of the machine.
func total(root fs.FS) uint64 {
	b, err := fs.ReadFile(root, "proc/meminfo")
	if err != nil {
		return unlimited
	}
	_, rest, _ := strings.Cut(string(b), "MemTotal:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return unlimited
	}
	kib, err := strconv.ParseUint(fields[0], 10, 54)
	if err != nil {
		return unlimited
	}
	return kib << 10
}
