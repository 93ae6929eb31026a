package journal

import (
	"os"
	"syscall"
)

// syncedFile syncs its data without its times, which nobody reads: half the work of a sync.
type syncedFile struct{ *os.File }

func (f syncedFile) Sync() error { return syscall.Fdatasync(int(f.Fd())) }
