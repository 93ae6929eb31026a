package journal

import (
	"os"
	"syscall"
)

// SyncData syncs a file's data without its times, which nobody reads: half the work of a sync. It is what Files does
// after each group of records.
func SyncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
