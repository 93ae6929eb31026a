//go:build linux || darwin

package machine

import "syscall"

// FreeOn reports how many bytes one who is not root may still write on the disk of a directory.
func FreeOn(dir string) (free uint64, known bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
