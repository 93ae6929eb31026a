package bench

import (
	"syscall"
	"time"
)

// usage is the CPU time of this process.
func usage() time.Duration {
	self, err := syscall.GetCurrentProcess()
	var began, ended, kernel, user syscall.Filetime
	if err == nil {
		err = syscall.GetProcessTimes(self, &began, &ended, &kernel, &user)
	}
	if err != nil {
		panic(err) // it asks for ourselves
	}
	return span(kernel) + span(user)
}

// span is a time that is no moment but so many tenths of microseconds.
func span(t syscall.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}
