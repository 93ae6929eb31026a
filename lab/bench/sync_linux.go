package bench

import (
	"os"
	"syscall"
)

// dataSync is what the journal does after each group.
func dataSync(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
