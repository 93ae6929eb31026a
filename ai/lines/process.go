package lines

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"muster/ai"
	"muster/server/spawn"
)

// process is a bot's: lines go in and come out, whatever else it does. Everything about it is bounded: what it writes,
// and how long it and those that it began live on when its match is over.
type process struct {
	cmd   *exec.Cmd
	ends  time.Duration // it has to end by itself
	mark  string        // in its environment, and so in those of all that it begins
	in    chan []byte   // holds one line; closed when no more come
	last  []byte        // what is written after them; set before in is closed
	lines chan []byte   // closed when no more come
	stop  chan struct{}
	gone  chan struct{} // closed when it and all that it began have ended
	halt  func()        // closes stop
	shut  func()        // closes in: no line comes any more

	log io.Writer
	out struct {
		sync.Mutex
		tail   []byte // of its log
		logged int
		fresh  []byte // what it logged since Printed was called, or the beginning of that
		err    error  // of reading its lines
		state  *os.ProcessState
	}
}

// start starts a program.
func start(args []string, log io.Writer, ends time.Duration) (*process, error) {
	p := &process{
		cmd: exec.Command(args[0], args[1:]...), mark: newMark(), in: make(chan []byte, 1), lines: make(chan []byte),
		stop: make(chan struct{}), gone: make(chan struct{}), log: log, ends: ends,
	}
	p.halt, p.shut = sync.OnceFunc(func() { close(p.stop) }), sync.OnceFunc(func() { close(p.in) })
	var pipes [3][2]*os.File // their ends for reading and for writing
	for i := range pipes {
		var err error
		if pipes[i][0], pipes[i][1], err = os.Pipe(); err != nil {
			closeAll(pipes[:i])
			return nil, err
		}
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = pipes[0][0], pipes[1][1], pipes[2][1]
	p.cmd.Env = append(os.Environ(), p.mark)
	spawn.DieWithParent(p.cmd)
	if err := p.launch(func() error { return spawn.Launch(p.cmd) }); err != nil {
		closeAll(pipes[:])
		return nil, err
	}
	for _, theirs := range []*os.File{pipes[0][0], pipes[1][1], pipes[2][1]} {
		theirs.Close()
	}
	var readers sync.WaitGroup
	readers.Go(func() { p.read(pipes[1][0]) })
	readers.Go(func() { p.keepLog(pipes[2][0]) })
	go p.write(pipes[0][1])
	go p.wait(&readers, pipes[0][1], pipes[1][0], pipes[2][0])
	return p, nil
}

func closeAll(pipes [][2]*os.File) {
	for _, p := range pipes {
		p[0].Close()
		p[1].Close()
	}
}

// Send implements Link.
func (p *process) Send(line []byte) bool {
	select {
	case p.in <- append([]byte(nil), line...):
		return true
	default:
		return false
	}
}

func (p *process) write(to *os.File) {
	defer to.Close()
	for line := range p.in {
		if _, err := to.Write(line); err != nil {
			return // it reads no more: what it does instead is found out elsewhere
		}
	}
	_, _ = to.Write(p.last)
}

// read passes its lines on; whoever does not take them lets the bot wait.
func (p *process) read(from *os.File) {
	defer close(p.lines)
	s := bufio.NewScanner(from)
	s.Buffer(make([]byte, 0, 4096), MaxLine)
	for s.Scan() {
		select {
		case p.lines <- append([]byte(nil), s.Bytes()...):
		case <-p.stop:
			return
		}
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		p.out.Lock()
		defer p.out.Unlock()
		p.out.err = fmt.Errorf("it wrote a line of more than %d bytes", MaxLine)
	}
}

// keepLog keeps the end of what it logs, and passes on the beginning. It reads on when that is full: nobody waits.
func (p *process) keepLog(from *os.File) {
	b := make([]byte, 4096)
	for {
		n, err := from.Read(b)
		if n > 0 {
			p.logged(b[:n])
		}
		if err != nil {
			return
		}
	}
}

func (p *process) logged(b []byte) {
	p.out.Lock()
	defer p.out.Unlock()
	p.out.tail = append(p.out.tail, b...)
	p.out.tail = append(p.out.tail[:0], p.out.tail[max(0, len(p.out.tail)-maxTail):]...)
	p.out.fresh = append(p.out.fresh, b[:min(len(b), ai.MaxPrinted-len(p.out.fresh))]...)
	if left := maxLog - p.out.logged; p.log != nil && left > 0 {
		n := min(len(b), left)
		p.out.logged += n
		_, _ = p.log.Write(b[:n]) // a log that cannot be written stops no match
		if p.out.logged == maxLog {
			fmt.Fprintf(p.log, "\n%s has logged %d bytes; the rest is left out\n", p.cmd.Path, maxLog)
		}
	}
}

// Printed implements ai.Printer.
func (p *process) Printed() string {
	p.out.Lock()
	defer p.out.Unlock()
	text := string(p.out.fresh)
	p.out.fresh = p.out.fresh[:0]
	return text
}

// wait ends what the process has begun when it has ended, and lets go of its pipes.
func (p *process) wait(readers *sync.WaitGroup, pipes ...*os.File) {
	state, _ := p.cmd.Process.Wait()
	p.out.Lock()
	p.out.state = state
	p.out.Unlock()
	p.killAll()
	p.forget()
	late := time.AfterFunc(lingerTime, func() { // somebody whom we could not end still has them
		p.halt()
		for _, f := range pipes {
			f.Close()
		}
	})
	readers.Wait()
	late.Stop()
	for _, f := range pipes {
		f.Close()
	}
	close(p.gone)
}

// End implements Link: it returns when the process and all that it began have ended.
func (p *process) End(last []byte) {
	p.last = append([]byte(nil), last...) // the channel may hold a line that it has not read
	p.shut()
	p.halt()
	select {
	case <-p.gone:
	case <-time.After(p.ends):
		p.Cut()
	}
}

// Cut implements Link. What is gone is left alone: its number may be another's by now.
func (p *process) Cut() {
	p.shut()
	p.halt()
	select {
	case <-p.gone:
	default:
		p.killAll()
		<-p.gone
	}
}

// killAll may be called for a process that has ended: those that it has begun may live.
func (p *process) killAll() {
	_ = p.cmd.Process.Kill()
	killGroup(p.cmd.Process.Pid, p.mark)
}

// Lines implements Link.
func (p *process) Lines() <-chan []byte { return p.lines }

// Fault implements Link.
func (p *process) Fault() error {
	if err := p.readError(); err != nil {
		return err
	}
	select {
	case <-p.gone:
	case <-time.After(lingerTime): // it has closed its output, and lives
	}
	p.out.Lock()
	defer p.out.Unlock()
	err := errors.New("it closed its standard output")
	if p.out.state != nil {
		err = fmt.Errorf("it ended (%v)", p.out.state)
	}
	if tail := strings.TrimSpace(strings.ToValidUTF8(string(p.out.tail), "?")); tail != "" {
		err = fmt.Errorf("%w; the end of its log:\n%s", err, tail)
	}
	return err
}

// readError is what went wrong with reading its lines.
func (p *process) readError() error {
	p.out.Lock()
	defer p.out.Unlock()
	return p.out.err
}
