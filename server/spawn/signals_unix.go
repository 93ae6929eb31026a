//go:build unix

package spawn

import "syscall"

// Stop has it stand still, until Continue.
func (p *Process) Stop() error { return p.cmd.Process.Signal(syscall.SIGSTOP) }

// Continue has it go on.
func (p *Process) Continue() error { return p.cmd.Process.Signal(syscall.SIGCONT) }

// Terminate asks it to end in good order; a second time, at once.
func (p *Process) Terminate() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
