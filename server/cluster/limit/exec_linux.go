package limit

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// joins are directories of groups, each from a flag of its own.
type joins []string

func (j *joins) String() string { return strings.Join(*j, " ") }

func (j *joins) Set(dir string) error {
	*j = append(*j, dir)
	return nil
}

// Exec becomes a program, in the groups and with the limits that the arguments name. It is what Wrap has started before
// a program: the process is in its group before the program's first instruction. It returns only what went wrong.
func Exec(args []string) error {
	flags := flag.NewFlagSet("exec-limited", flag.ContinueOnError)
	var groups joins
	flags.Var(&groups, "join", "directory of a cgroup to join")
	files := flags.Uint64("files", 0, "most open descriptors")
	syncs := flags.Int("syncs", 0, "descriptor of the socket over which to hand the listener of syncs")
	user, group := flags.Int("user", 0, "whom to run as"), flags.Int("group", 0, "with which group")
	death := flags.Int("death-signal", 0, "signal that the program gets when who started it is gone")
	memory := flags.Int64("memory", 0, "bytes, of which Go may use 90 %")
	if err := flags.Parse(args); err != nil {
		return err
	}
	runtime.LockOSThread() // it is this thread that becomes the program
	if flags.NArg() == 0 {
		return errors.New("exec-limited: which program?")
	}
	for _, dir := range groups {
		if err := os.WriteFile(filepath.Join(dir, procsFile), []byte("0"), 0); err != nil { // 0 is who writes it
			return fmt.Errorf("exec-limited: join the group: %w", err)
		}
	}
	if *files > 0 {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: *files, Max: *files}); err != nil {
			return fmt.Errorf("exec-limited: limit descriptors to %d: %w", *files, err)
		}
	}
	if *memory > 0 {
		if err := os.Setenv("GOMEMLIMIT", fmt.Sprint(*memory/100*goMemory)); err != nil {
			return fmt.Errorf("exec-limited: %w", err)
		}
	}
	program, err := exec.LookPath(flags.Arg(0))
	if err != nil {
		return fmt.Errorf("exec-limited: %w", err)
	}
	for _, last := range []func() error{
		func() error { return handOver(*syncs) },
		func() error { return runAs(*user, *group) },
		func() error { return dieBy(*death) },
	} {
		if err := last(); err != nil {
			return fmt.Errorf("exec-limited: %w", err)
		}
	}
	return fmt.Errorf("exec-limited: %s: %w", program, syscall.Exec(program, flags.Args(), os.Environ()))
}

// identity is what a command's process was to get from the start, and gets behind Exec: the kernel forgets the signal
// when a thread other than the first one becomes the program, or the user changes. Groups are joined with our rights.
func identity(cmd *exec.Cmd) (args []string) {
	a := cmd.SysProcAttr
	if a == nil {
		return nil
	}
	if a.Pdeathsig != 0 {
		args = append(args, "--death-signal", strconv.Itoa(int(a.Pdeathsig)))
	}
	if c := a.Credential; c != nil {
		args = append(args, "--user", strconv.Itoa(int(c.Uid)), "--group", strconv.Itoa(int(c.Gid)))
		a.Credential = nil
	}
	return args
}

// runAs gives up the rights of root for those of a user; 0 for nobody else.
func runAs(user, group int) error {
	if user == 0 {
		return nil
	}
	if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(group), syscall.Setuid(user)); err != nil {
		return fmt.Errorf("run as user %d: %w", user, err)
	}
	return nil
}

// dieBy has this thread, and what it becomes, get a signal when who started it is gone.
func dieBy(signal int) error {
	if signal == 0 {
		return nil
	}
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(signal), 0, 0, 0); err != nil {
		return fmt.Errorf("die with who started it: %w", err)
	}
	return nil
}
