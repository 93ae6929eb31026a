//go:build !linux

package limit

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// Limits hold nobody on this system: only Linux lets a process be held and measured from outside in the ways used here.
type Limits struct{}

// Open says that there are no limits.
func Open(Config) (*Limits, error) { return &Limits{}, nil }

// Says tells what holds processes to their limits.
func (l *Limits) Says() string {
	return "nothing is limited on this system but Go's memory (GOMEMLIMIT)"
}

// Wrap sets GOMEMLIMIT.
func (l *Limits) Wrap(name string, lim Limit, cmd *exec.Cmd) error {
	if err := lim.check(name); err != nil {
		return err
	}
	if lim.Memory > 0 {
		cmd.Env = append(cmd.Environ(), fmt.Sprintf("GOMEMLIMIT=%d", lim.Memory/100*goMemory))
	}
	return nil
}

// Watch does nothing.
func (l *Limits) Watch(string, *os.Process) {}

// Change says that it cannot.
func (l *Limits) Change(name string, lim Limit) error { return errors.ErrUnsupported }

// Use knows nothing.
func (l *Limits) Use(string) Usage { return Usage{} }

// Stop says that it cannot.
func (l *Limits) Stop(string) error { return errors.ErrUnsupported }

// Continue says that it cannot.
func (l *Limits) Continue(string) error { return errors.ErrUnsupported }

// Fill says that it cannot.
func (l *Limits) Fill(string, bool) error { return errors.ErrUnsupported }

// CanSync says that it cannot.
func CanSync() error { return errNoTrap }

// Sync says that it cannot.
func (l *Limits) Sync(string, Sync) error { return errNoTrap }

// Close does nothing.
func (l *Limits) Close() error { return nil }

// Exec says that it cannot.
func Exec([]string) error { return fmt.Errorf("exec-limited: %w", errors.ErrUnsupported) }
