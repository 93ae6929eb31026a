// Package spawn runs other programs that end with this one, however it ends, and says when one that ended is to be
// started again.
package spawn

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
)

// Process is a program that was started. Its standard input is a tie: programs that know it (see Tied) stop when it
// ends, because we let go of it or because we are gone.
type Process struct {
	cmd  *exec.Cmd
	tie  io.Closer
	done chan struct{}
	err  error // of its end; set before done is closed
}

// Start starts cmd, whose standard input must be free.
func Start(cmd *exec.Cmd) (*Process, error) {
	tie, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := Launch(cmd); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	p := &Process{cmd: cmd, tie: tie, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.err = cmd.Wait()
	}()
	return p, nil
}

// Pid is its number.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// OS is the system's own of it.
func (p *Process) OS() *os.Process { return p.cmd.Process }

// Done is closed when it has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how it ended, once it has: nil for a process that did so in good order.
func (p *Process) Err() error {
	<-p.done
	return p.err
}

// LetGo ends the tie, which a program that knows it takes as the order to stop.
func (p *Process) LetGo() { p.tie.Close() }

// Kill ends it at once. One that has ended is left alone.
func (p *Process) Kill() { _ = p.cmd.Process.Kill() }

// starts is the way to the thread that starts all of them: the system ends a child with the thread that started it
// (DieWithParent), and threads come and go, but for one that a goroutine keeps.
var starts = sync.OnceValue(func() chan<- func() {
	asked := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range asked {
			f()
		}
	}()
	return asked
})

// Launch starts a program that DieWithParent was told of: from a thread that stays. Who starts it waits for its end.
func Launch(cmd *exec.Cmd) (err error) {
	done := make(chan struct{})
	starts() <- func() {
		defer close(done)
		err = cmd.Start()
	}
	<-done
	return err
}
