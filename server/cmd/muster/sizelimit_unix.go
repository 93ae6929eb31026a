//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreSizeLimit has a write beyond the size that files may have (ulimit -f, and the full disk of a cluster's fault)
// fail like one on a full disk, instead of ending the process.
func ignoreSizeLimit() { signal.Ignore(syscall.SIGXFSZ) }
