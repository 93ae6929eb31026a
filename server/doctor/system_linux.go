package doctor

import "syscall"

const hasOwners = true

// freeOn tells how many bytes one who is not root may still write.
func freeOn(dir string) (free uint64, known bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}

// openFiles tells how many files a process may have open. Go's runtime raises the limit as far as it may.
func openFiles() (n uint64, known bool) {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) != nil {
		return 0, false
	}
	return l.Max, true
}
