package limit

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// processorOf is how long all threads of a process ran, to the nanosecond: /proc counts hundredths of a second, which
// is half a slice. Zero if it has ended.
func processorOf(pid int) time.Duration {
	// The clock of another process, as clock_getcpuclockid makes it of its pid.
	clock := int32(^pid)<<3 | 2
	var t unix.Timespec
	if unix.ClockGettime(clock, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// resident is a process's resident memory; zero if it has ended.
func resident(pid int) int64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := bytes.Fields(b)
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(fields[1]), 10, 64)
	return pages * int64(os.Getpagesize())
}

// filesOf counts a process's open descriptors.
func filesOf(pid int) int {
	dir, err := os.Open(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return 0
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	return len(names)
}

// cutDisk lets a process write to no file, or to any as long as before.
func cutDisk(pid int, cut bool) error {
	var size unix.Rlimit
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, nil, &size); err != nil {
		return err
	}
	if size.Cur = size.Max; cut {
		size.Cur = 0
	}
	return unix.Prlimit(pid, unix.RLIMIT_FSIZE, &size, nil)
}

// used is what the files of a node take on disk, where that is limited.
func (l Limit) used() (bytes int64) {
	if l.Disk <= 0 {
		return 0
	}
	_ = filepath.WalkDir(l.Dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone since
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			return nil
		}
		if s, ok := info.Sys().(*syscall.Stat_t); ok {
			bytes += s.Blocks * 512 // what is reserved counts, what was left out does not
		}
		return nil
	})
	return bytes
}
