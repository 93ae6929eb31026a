//go:build unix

package journal

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Lock keeps a second writer out of what a file stands for: it gets ErrInUse. Closing the file lets go of it, and so
// does the end of the process, however that comes.
func Lock(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("lock: %w", err)
	}
	return f, nil
}
