//go:build !linux

package journal

import "os"

// SyncData syncs a file. It is what Files does after each group of records.
func SyncData(f *os.File) error { return f.Sync() }
