package limit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/containerd/cgroups/v3/cgroup1"
	"github.com/opencontainers/runtime-spec/specs-go"
)

// v1 is cgroups of version 1: a hierarchy for each controller. Groups are below the supervisor's own, so that what
// limits it limits all of them.
type v1 struct {
	name    string
	parents []parent
}

// parent is the supervisor's group in the hierarchy of a controller.
type parent struct {
	controller cgroup1.Name
	group      cgroup1.Cgroup
	dir        string
	release    func()
}

func openV1(name string) (groups, error) {
	all, err := cgroup1.Default()
	if err != nil {
		return nil, fmt.Errorf("cgroups: %w", err)
	}
	v, why := &v1{name: name}, errors.New("no controller for processor and memory")
	for _, s := range all {
		if s.Name() != cgroup1.Cpu && s.Name() != cgroup1.Memory {
			continue
		}
		p, err := openParent(name, s)
		if errors.Is(err, errTaken) {
			return nil, errors.Join(err, v.close())
		}
		if err != nil {
			why = err
			continue
		}
		v.parents = append(v.parents, p)
	}
	if len(v.parents) == 0 {
		return nil, fmt.Errorf("cgroups: %w", why)
	}
	return v, nil
}

// openParent makes the supervisor's group of one controller.
func openParent(name string, s cgroup1.Subsystem) (parent, error) {
	own := cgroup1.NestedPath(name)
	path, err := own(s.Name())
	if err != nil {
		return parent{}, err
	}
	dir := s.(interface{ Path(string) string }).Path(path)
	sweep(filepath.Dir(dir))
	g, err := cgroup1.New(own, &specs.LinuxResources{},
		cgroup1.WithHierarchy(func() ([]cgroup1.Subsystem, error) { return []cgroup1.Subsystem{s}, nil }))
	if err != nil {
		return parent{}, err
	}
	release, err := claim(dir)
	if err != nil {
		_ = removeGroup(dir)
		return parent{}, err
	}
	return parent{controller: s.Name(), group: g, dir: dir, release: release}, nil
}

func (v *v1) version() int { return 1 }

func (v *v1) holds() (cpu, memory bool) {
	for _, p := range v.parents {
		cpu = cpu || p.controller == cgroup1.Cpu
		memory = memory || p.controller == cgroup1.Memory
	}
	return cpu, memory
}

func (v *v1) set(name string, l Limit) (join []string, err error) {
	for _, p := range v.parents {
		dir := filepath.Join(p.dir, name)
		g, err := p.group.New(name, &specs.LinuxResources{})
		if err == nil {
			err = g.Update(resourcesV1(p.controller, dir, l))
		}
		if err != nil {
			return nil, fmt.Errorf("cgroups: limit %s: %w", name, err)
		}
		join = append(join, dir)
	}
	return join, nil
}

// resourcesV1 is what a controller is told.
func resourcesV1(controller cgroup1.Name, dir string, l Limit) *specs.LinuxResources {
	if controller == cgroup1.Cpu {
		share, every := quota(l.CPU), uint64(period)
		return &specs.LinuxResources{CPU: &specs.LinuxCPU{Quota: &share, Period: &every}}
	}
	most := int64(-1)
	if l.Memory > 0 {
		most = l.Memory
	}
	memory := &specs.LinuxMemory{Limit: &most}
	if _, err := os.Stat(filepath.Join(dir, "memory.memsw.limit_in_bytes")); err == nil {
		memory.Swap = &most // of memory and swap together: what is swapped out is no way out
	}
	return &specs.LinuxResources{Memory: memory}
}

func (v *v1) outOfMemory(name string) int {
	for _, p := range v.parents {
		if p.controller == cgroup1.Memory {
			return countIn(filepath.Join(p.dir, name, "memory.oom_control"), "oom_kill")
		}
	}
	return 0
}

func (v *v1) close() (err error) {
	for _, p := range v.parents {
		err = errors.Join(err, removeGroup(p.dir))
		p.release()
	}
	return err
}
