package doctor

import "syscall"

const hasOwners = true

// openFiles reports how many files a process may have open. Go's runtime raises the limit as far as it may.
func openFiles() (n uint64, known bool) {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) != nil {
		return 0, false
	}
	return l.Max, true
}
