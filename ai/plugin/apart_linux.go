package plugin

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// limit bounds what this process may write to and how long it may compute, for good. What Go reserves and does
// not use does not count.
func limit(memory uint64, within time.Duration, over func()) error {
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: memory, Max: memory}); err != nil {
		return err
	}
	late := make(chan os.Signal, 1)
	signal.Notify(late, syscall.SIGXCPU)
	go func() {
		<-late
		over()
	}()
	seconds := uint64(max(within, time.Second) / time.Second)
	return syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: seconds, Max: seconds + 10})
}
