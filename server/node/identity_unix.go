//go:build unix

package node

import (
	"fmt"
	"io/fs"
	"syscall"
)

// numberOf is what distinguishes a directory from every other one of its machine, a copy under its own name included.
func numberOf(info fs.FileInfo, path string) string {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprint(s.Dev, " ", s.Ino)
	}
	return path
}
