//go:build unix

package bench

import (
	"syscall"
	"time"
)

// usage is the CPU time of this process.
func usage() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it asks for ourselves
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
