package lines

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// killMarked ends whoever has a mark in its environment, and looks again for those that were begun meanwhile.
func killMarked(mark string) {
	for range 10 {
		found := false
		processes, _ := os.ReadDir("/proc")
		for _, one := range processes {
			pid, err := strconv.Atoi(one.Name())
			if err != nil || pid == os.Getpid() {
				continue
			}
			env, err := os.ReadFile(filepath.Join("/proc", one.Name(), "environ")) // those of others cannot be read
			if err == nil && bytes.Contains(env, append([]byte(mark), 0)) {
				found = syscall.Kill(pid, syscall.SIGKILL) == nil || found
			}
		}
		if !found {
			return
		}
	}
}
