package limit

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

// node is a node's process, and what is done to it. Limits' lock guards it.
type node struct {
	name string
	lim  Limit

	proc   *os.Process // nil: it has ended, or was never started
	killed bool        // for its memory; it may take a while to end
	use    Usage
	at     time.Time     // when use was measured last
	spent  time.Duration // of the processor, then

	slicer  *slicer // gives its share; nil: nobody does
	waits   bool    // stopped by its slicer
	held    bool    // stopped by Stop
	filled  bool    // its disk is full, Fill says
	cutDisk bool    // it may write to no file

	syncs syncs // guarded by itself but for its sockets: a sync waits for no lock
}

// begin takes a process that was just started, and how many bytes its files take.
func (n *node) begin(p *os.Process, disk int64) {
	n.proc, n.killed, n.slicer, n.waits, n.held, n.cutDisk = p, false, nil, false, false, false
	n.use = Usage{OutOfMemory: n.use.OutOfMemory, Disk: disk}
	n.at, n.spent = time.Now(), processorOf(p.Pid)
	_ = n.disk() // it has ended already if not
	n.measure()
}

// gone reports whether the process has ended, and lets go of it then.
func (n *node) gone() bool {
	if n.proc != nil && n.proc.Signal(syscall.Signal(0)) != nil {
		n.proc, n.use = nil, Usage{OutOfMemory: n.use.OutOfMemory}
	}
	return n.proc == nil
}

// hold stops the process or lets it go on, whatever its share says.
func (n *node) hold(held bool) error {
	n.held = held
	signal := syscall.SIGCONT
	if held || n.waits {
		signal = syscall.SIGSTOP
	}
	if err := n.proc.Signal(signal); err != nil {
		return fmt.Errorf("stop or continue %s: %w", n.name, err)
	}
	return nil
}

// slice stops the process or lets it go on as its share says, and returns when to ask again.
func (n *node) slice(now time.Time) time.Duration {
	run, again := n.slicer.step(now, processorOf(n.proc.Pid))
	if n.waits == run && !n.held {
		signal := syscall.SIGSTOP
		if run {
			signal = syscall.SIGCONT
		}
		_ = n.proc.Signal(signal) // it has ended if not
	}
	n.waits = !run
	return again
}

// goOn lets the process go on that its share has stopped.
func (n *node) goOn() {
	if n.waits && !n.held && n.proc != nil {
		_ = n.proc.Signal(syscall.SIGCONT)
	}
	n.waits, n.slicer = false, nil
}

// disk lets the process write or not. The system is told its pid: once the process is gone, that may be another's.
func (n *node) disk() error {
	full := n.filled || n.lim.Disk > 0 && n.use.Disk >= n.lim.Disk
	if n.gone() || full == n.cutDisk {
		return nil
	}
	if err := cutDisk(n.proc.Pid, full); err != nil {
		return fmt.Errorf("cut the disk of %s: %w", n.name, err)
	}
	n.cutDisk = full
	return nil
}

// measure finds out what the process uses: the slow part of it.
func (n *node) measure() {
	spent, now := processorOf(n.proc.Pid), time.Now()  // a tick would be older than what was spent by now
	if d := now.Sub(n.at); d > 0 && spent >= n.spent { // less: it has just ended
		n.use.CPU = float64(spent-n.spent) / float64(d)
	}
	n.at, n.spent = now, spent
	n.use.RSS, n.use.Files = resident(n.proc.Pid), filesOf(n.proc.Pid)
}

// share has somebody give a node's process its share of the processor, where no group does. The caller holds the lock.
func (l *Limits) share(n *node) {
	if l.cpu || n.lim.CPU <= 0 || n.proc == nil {
		n.goOn()
		return
	}
	if n.slicer != nil {
		n.slicer.share = n.lim.CPU
		return
	}
	s := &slicer{share: n.lim.CPU, cores: runtime.NumCPU()}
	n.slicer = s
	l.work.Go(func() { l.slices(n, s) })
}

// slices gives a process its share until it has ended or has another slicer.
func (l *Limits) slices(n *node, s *slicer) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-l.end.Done():
			return
		case <-timer.C:
		}
		l.mu.Lock()
		if l.ended || n.slicer != s || n.gone() {
			l.mu.Unlock()
			return
		}
		again := n.slice(time.Now())
		l.mu.Unlock()
		timer.Reset(again)
	}
}

// poll measures all processes ten times a second, until the end.
func (l *Limits) poll() {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for turn := 0; ; turn++ {
		select {
		case <-l.end.Done():
			return
		case <-tick.C:
			l.measureAll(turn)
			if turn%diskEvery == 0 {
				l.countFiles()
			}
		}
	}
}

func (l *Limits) measureAll(turn int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range l.nodes {
		if n.gone() {
			continue
		}
		n.use.RSS = resident(n.proc.Pid)
		if !l.memory && n.lim.Memory > 0 && n.use.RSS > n.lim.Memory {
			l.outOfMemory(n)
			continue
		}
		if turn%useEvery == 0 {
			n.measure()
		}
	}
}

// outOfMemory kills a node's process, once: until it has ended its memory is still there. The caller holds the lock.
func (l *Limits) outOfMemory(n *node) {
	if n.killed || n.proc.Kill() != nil {
		return
	}
	n.killed = true
	n.use.OutOfMemory++
	l.log.Info("killed: out of memory", "node", n.name, "used", n.use.RSS, "limit", n.lim.Memory)
}

// countFiles counts what the files of nodes take whose disk is limited. It may take long, and holds nobody up.
func (l *Limits) countFiles() {
	l.mu.Lock()
	limited := map[*node]Limit{}
	for _, n := range l.nodes {
		if n.lim.Disk > 0 && n.proc != nil {
			limited[n] = n.lim
		}
	}
	l.mu.Unlock()
	for n, lim := range limited {
		used := lim.used()
		l.mu.Lock()
		if n.lim == lim && !n.gone() { // else what was counted is of no use any more
			n.use.Disk = used
			if err := n.disk(); err != nil && !n.gone() {
				l.log.Warn("limit", "err", err)
			}
		}
		l.mu.Unlock()
	}
}
