//go:build !linux

package bench

import "os"

// dataSync is what the journal does after each group.
func dataSync(f *os.File) error { return f.Sync() }
