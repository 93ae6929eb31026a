package limit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// syncs is what is answered when a node's processes ask whether they may sync, and how they come to ask.
type syncs struct {
	answer  atomic.Pointer[Sync]   // nil: go on
	refused atomic.Pointer[string] // why nobody asks
	// ours and theirs are the ends of a socket by which the process that was wrapped hands its listener over. Both are
	// nil once it was started.
	ours, theirs *os.File
}

// CanSync says why Sync cannot do anything here, if that is so.
func CanSync() error { return canTrap() }

// Sync has the syncs of a node take long or fail from now on, or go through again: a fault. It stays for a process that
// is started again. A sync that waits already waits to its end.
func (l *Limits) Sync(name string, s Sync) error {
	if l.trap != nil {
		return l.trap
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.nodes[name]
	if n == nil {
		return fmt.Errorf("syncs of %s: %w", name, errUnknown)
	}
	if why := n.syncs.refused.Load(); why != nil {
		return fmt.Errorf("syncs of %s: %s", name, *why)
	}
	n.syncs.answer.Store(&s)
	return nil
}

// wrap has a command that is started next hand its listener over, and returns what to tell it.
func (s *syncs) wrap(cmd *exec.Cmd) (args []string, err error) {
	s.close()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("syncs: %w", err)
	}
	s.ours, s.theirs = os.NewFile(uintptr(pair[0]), "syncs"), os.NewFile(uintptr(pair[1]), "syncs")
	cmd.ExtraFiles = append(cmd.ExtraFiles, s.theirs)
	return []string{"--syncs", strconv.Itoa(2 + len(cmd.ExtraFiles))}, nil
}

// close lets go of what a command that was never started would have used.
func (s *syncs) close() {
	if s.ours != nil {
		s.ours.Close()
		s.theirs.Close()
	}
	s.ours, s.theirs = nil, nil
}

// begin returns the socket of a process that was just started; nil if none was wrapped.
func (s *syncs) begin() (from net.Conn) {
	if s.ours != nil {
		from, _ = net.FileConn(s.ours) // a copy of a socket
	}
	s.close()
	s.refused.Store(nil)
	return from
}

// serve answers all that a process and what it starts ask, until the last of them has ended, or the limits.
func (s *syncs) serve(end context.Context, from net.Conn) {
	defer context.AfterFunc(end, func() { from.Close() })()
	listener, err := receive(from.(*net.UnixConn))
	from.Close()
	if err != nil {
		why := err.Error()
		s.refused.Store(&why)
		return
	}
	defer listener.Close()
	defer context.AfterFunc(end, func() { listener.Close() })()
	if raw, err := listener.SyscallConn(); err == nil {
		_ = raw.Read(func(fd uintptr) (over bool) { return s.answerAll(raw, fd) })
	}
}

// receive takes a listener from the process that made it.
func receive(from *net.UnixConn) (*os.File, error) {
	text, rights := make([]byte, maxRefusal), make([]byte, unix.CmsgSpace(4))
	n, m, _, _, err := from.ReadMsgUnix(text, rights)
	if err != nil {
		return nil, err
	}
	messages, err := unix.ParseSocketControlMessage(rights[:m])
	if err != nil || len(messages) != 1 {
		return nil, errors.New(string(text[:n]))
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(fds) != 1 {
		return nil, errors.New("no listener was handed over")
	}
	if err := unix.SetNonblock(fds[0], true); err != nil { // so that Go's poller waits for it
		return nil, err
	}
	return os.NewFile(uintptr(fds[0]), "listener"), nil
}

// handOver traps the syncs of this thread, which must be locked, and hands the listener over through a socket, if there
// is one. What the kernel refuses is handed over as a text, and is no error: the program runs without.
func handOver(socket int) error {
	if socket == 0 {
		return nil
	}
	unix.CloseOnExec(socket)
	said, rights := []byte("trapped"), []byte(nil)
	if listener, err := trapSyncs(); err != nil {
		said = []byte(err.Error())
	} else {
		rights = unix.UnixRights(listener)
	}
	if err := unix.Sendmsg(socket, said, rights, nil, 0); err != nil {
		return fmt.Errorf("hand the listener of syncs over: %w", err)
	}
	return nil
}

// answerAll answers who asks now, and reports whether nobody is left who could.
func (s *syncs) answerAll(raw syscall.RawConn, fd uintptr) (over bool) {
	for {
		poll := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		if _, err := unix.Poll(poll, 0); err == unix.EINTR {
			continue
		}
		if poll[0].Revents&unix.POLLIN == 0 {
			return poll[0].Revents != 0
		}
		id, ok := nextAsk(fd)
		if !ok {
			continue
		}
		var now Sync
		if p := s.answer.Load(); p != nil {
			now = *p
		}
		if now.Delay <= 0 {
			replyTo(fd, id, now.Fails)
			continue
		}
		time.AfterFunc(now.Delay, func() {
			_ = raw.Control(func(fd uintptr) { replyTo(fd, id, now.Fails) }) // unless it is over
		})
	}
}

// saysSync puts into words whether syncs can be slowed or failed.
func saysSync(trap error) string {
	if trap != nil {
		return fmt.Sprintf("; syncs as they are (%v)", trap)
	}
	return "; syncs by seccomp"
}
