package limit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// Limits are those of all nodes of a cluster.
type Limits struct {
	exec   []string
	log    *slog.Logger
	groups groups // nil: everybody is watched
	says   string
	cpu    bool  // groups hold the processor
	memory bool  // and memory
	trap   error // why nobody can be asked about syncs; nil if they can

	mu    sync.Mutex
	nodes map[string]*node
	ended bool
	end   context.Context
	stop  context.CancelFunc // ends it
	work  sync.WaitGroup
}

// Open finds out what can be had, and removes what supervisors that were killed left behind. Close ends it.
func Open(cfg Config) (*Limits, error) {
	if len(cfg.Exec) == 0 {
		return nil, errors.New("limits: the program that joins groups is not said")
	}
	l := &Limits{exec: cfg.Exec, log: cfg.Log, nodes: map[string]*node{}, trap: canTrap()}
	l.end, l.stop = context.WithCancel(context.Background())
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	why := errors.New("cgroups are not wanted")
	if !cfg.Watch {
		l.groups, why = openGroups()
	}
	if why == nil {
		l.cpu, l.memory = l.groups.holds()
	} else {
		l.groups = nil // not a nil of some type
	}
	l.says = says(l.groups, l.cpu, l.memory, why) + saysSync(l.trap)
	l.work.Go(l.poll)
	return l, nil
}

// says puts what holds processes into words.
func says(g groups, cpu, memory bool, why error) string {
	var held, watched []string
	for _, part := range []struct {
		name  string
		group bool
	}{{"processor", cpu}, {"memory", memory}} {
		if part.group {
			held = append(held, part.name)
		} else {
			watched = append(watched, part.name)
		}
	}
	var all []string
	if len(held) > 0 {
		all = append(all, fmt.Sprintf("cgroups v%d: %s", g.version(), strings.Join(held, ", ")))
	}
	if len(watched) > 0 {
		text := "by watching: " + strings.Join(watched, ", ")
		if why != nil {
			text += fmt.Sprintf(" (%v; root, or systemd-run --user --scope -p Delegate=yes, would hold them exactly)",
				strings.ReplaceAll(why.Error(), "\n", "; "))
		}
		all = append(all, text)
	}
	return strings.Join(append(all, "descriptors by the system, disk by a cut of our own"), "; ")
}

// Says tells what holds processes to their limits, and what more rights would add.
func (l *Limits) Says() string { return l.says }

// Close lets go of all processes, which must have ended: groups are removed, and what is still in one is killed.
func (l *Limits) Close() error {
	l.mu.Lock()
	if l.ended {
		l.mu.Unlock()
		return nil
	}
	l.ended = true
	l.stop()
	for _, n := range l.nodes {
		n.goOn()
		n.syncs.close()
	}
	l.mu.Unlock()
	l.work.Wait()
	if l.groups == nil {
		return nil
	}
	return l.groups.close()
}

// Wrap has a command that was not started yet run within the limits of a node: it starts another program first, which
// joins the node's groups and then becomes the command.
func (l *Limits) Wrap(name string, lim Limit, cmd *exec.Cmd) error {
	if err := lim.check(name); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended { // a group made now would be left behind
		return fmt.Errorf("limit %s: %w", name, errEnded)
	}
	args := append([]string(nil), l.exec...)
	if l.groups != nil {
		join, err := l.groups.set(name, lim)
		if err != nil {
			return err
		}
		for _, dir := range join {
			args = append(args, "--join", dir)
		}
	}
	if lim.Files > 0 {
		args = append(args, "--files", strconv.Itoa(lim.Files))
	}
	if lim.Memory > 0 {
		args = append(args, "--memory", strconv.FormatInt(lim.Memory, 10))
	}
	n := l.node(name)
	if l.trap == nil {
		more, err := n.syncs.wrap(cmd)
		if err != nil {
			return err
		}
		args = append(args, more...)
	}
	args = append(args, identity(cmd)...)
	args = append(append(args, "--", cmd.Path), cmd.Args[1:]...)
	cmd.Path, cmd.Args = args[0], args
	n.lim = lim
	return nil
}

// Change gives a node other limits while it runs. Descriptors and GOMEMLIMIT stay until it is started again.
func (l *Limits) Change(name string, lim Limit) error {
	if err := lim.check(name); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.nodes[name]
	switch {
	case l.ended:
		return fmt.Errorf("limit %s: %w", name, errEnded)
	case n == nil:
		return fmt.Errorf("limit %s: %w", name, errUnknown)
	}
	if l.groups != nil {
		if _, err := l.groups.set(name, lim); err != nil {
			return err
		}
	}
	if n.lim = lim; lim.Disk == 0 {
		n.use.Disk = 0 // nobody counts any more
	}
	l.share(n)
	return n.disk() // there may be room now
}

// node finds or makes a node. The caller holds the lock.
func (l *Limits) node(name string) *node {
	n := l.nodes[name]
	if n == nil {
		n = &node{name: name}
		l.nodes[name] = n
	}
	return n
}

// Watch has a node's process, which was just started, be measured and held to what no group holds. It ends with the
// process.
func (l *Limits) Watch(name string, p *os.Process) {
	l.mu.Lock()
	lim := l.node(name).lim
	l.mu.Unlock()
	used := lim.used() // it may take long, and nobody's share waits for it
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return
	}
	n := l.node(name)
	n.begin(p, used)
	if from := n.syncs.begin(); from != nil {
		l.work.Go(func() { n.syncs.serve(l.end, from) })
	}
	l.share(n)
}

// Use is what a node uses.
func (l *Limits) Use(name string) Usage {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.nodes[name]
	if n == nil {
		return Usage{}
	}
	u := n.use
	if l.memory {
		u.OutOfMemory += l.groups.outOfMemory(name)
	}
	return u
}

// Stop has a node's process stand still, until Continue: a fault. Nothing of its share lets it go on meanwhile.
func (l *Limits) Stop(name string) error { return l.hold(name, true) }

// Continue lets a process go on that Stop has stopped.
func (l *Limits) Continue(name string) error { return l.hold(name, false) }

func (l *Limits) hold(name string, held bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.nodes[name]
	if n == nil || n.proc == nil {
		return fmt.Errorf("stop or continue %s: %w", name, errUnknown)
	}
	return n.hold(held)
}

// Fill has the disk of a node be full, or have room again: a fault.
func (l *Limits) Fill(name string, full bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.nodes[name]
	if n == nil {
		return fmt.Errorf("fill the disk of %s: %w", name, errUnknown)
	}
	n.filled = full
	return n.disk()
}
