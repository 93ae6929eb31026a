//go:build unix

package private

import (
	"io/fs"
	"os"
	"syscall"
)

// owned reports whether a file is this process's to change.
func owned(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Geteuid()
}
