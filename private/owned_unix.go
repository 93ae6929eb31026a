//go:build unix

package private

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// owned reports whether a file is this process's to change.
func owned(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Geteuid()
}

// Belong gives a file that this process made to whoever owns a directory: what root writes into a server's data by hand
// must be the server's to read. Who may not give it away is told whose it had to be.
func Belong(f *os.File, dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(s.Uid) == os.Geteuid() {
		return nil
	}
	if err := f.Chown(int(s.Uid), int(s.Gid)); err != nil {
		return fmt.Errorf("%s belongs to another user, who could not read this: run it as that user "+
			"(sudo -u '#%d'): %w", dir, s.Uid, err)
	}
	return nil
}
