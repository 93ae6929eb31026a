//go:build unix

package failover

import "syscall"

// What a process is told.
const (
	terminate = syscall.SIGTERM
	stop      = syscall.SIGSTOP
	goOn      = syscall.SIGCONT
)
