package limit

import (
	"errors"
	"time"
)

// Sync is what becomes of a node's syncs. The zero value lets them through.
type Sync struct {
	Delay time.Duration // before each is done
	Fails bool          // none is done; it fails with an I/O error
}

var (
	errNoTrap    = errors.New("slow-sync and failing-sync need Linux on amd64")
	errRefused   = errors.New("slow-sync and failing-sync: the kernel, or the container, refuses")
	errOldKernel = errors.New("slow-sync and failing-sync need Linux 5.19")
)
