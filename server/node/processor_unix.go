//go:build unix

package node

import (
	"syscall"
	"time"
)

// processorTime is what this process has had of the processors.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0 // it asks for ourselves: it does not fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
