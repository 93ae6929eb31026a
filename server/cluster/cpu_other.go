//go:build !unix

package cluster

import "time"

// ownCPU is not known here.
func ownCPU() time.Duration { return 0 }
