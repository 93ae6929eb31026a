//go:build !unix

package journal

import (
	"errors"
	"os"
)

// Lock keeps a second writer out of what a file stands for, by holding a file that cannot be made twice: that one gets
// ErrInUse. Closing the file lets go of it. One that a crash left behind is removed, which fails while its owner lives
// where open files cannot be removed (Windows).
func Lock(name string) (*os.File, error) {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, ErrInUse
	}
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}
