package plugin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Apart makes the command of a process that calls Serve with its standard input and the directory.
type Apart func(ctx context.Context, dir string) *exec.Cmd

// compile has a module compiled into a directory. The process is ended when its time is over, and ends when it wants
// too much memory: that of the server is not touched.
func (a Apart) compile(ctx context.Context, binary []byte, dir string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, compileWait,
		fmt.Errorf("it is not compiled in %v: its functions are too intricate; make them smaller", compileWait))
	defer cancel()
	cmd := a(ctx, dir)
	said := &tail{}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(binary), nil, said
	err := cmd.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &ended) && ended.ExitCode() == refused:
		return errors.New(strings.TrimSpace(string(said.b)))
	case errors.As(err, &ended):
		return fmt.Errorf("the process that compiles it has ended (%w): it may take %d MiB of memory",
			err, CompileMemory>>20)
	}
	return err
}

// refused is the exit code of a process that has found out what is wrong, and says it.
const refused = 3

// Serve is the process's side: it compiles what it reads within so much processor time, and returns its exit code.
func Serve(ctx context.Context, in io.Reader, errs io.Writer, dir string, within time.Duration) (code int) {
	time.AfterFunc(compileWait, func() { os.Exit(refused) }) // whoever started it may be gone
	err := limit(CompileMemory, within, func() {
		fmt.Fprintf(errs,
			"it is not compiled in %v of processor time: its functions are too intricate; make them smaller\n", within)
		os.Exit(refused)
	})
	if err != nil {
		fmt.Fprintln(errs, "the process that compiles it cannot be bounded:", err)
		return refused
	}
	binary, err := io.ReadAll(io.LimitReader(in, MaxModule+1))
	if err == nil {
		err = check(binary)
	}
	if err == nil {
		m := &Module{}
		err = errors.Join(m.load(ctx, binary, dir), m.Close())
	}
	if err != nil {
		fmt.Fprintln(errs, err)
		return refused
	}
	return 0
}

// tail keeps the end of what a process says.
type tail struct{ b []byte }

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	const most = 1000
	t.b = append(t.b, b...)
	t.b = t.b[max(0, len(t.b)-most):]
	return len(b), nil
}
