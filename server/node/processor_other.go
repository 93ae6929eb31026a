//go:build !unix

package node

import "time"

// processorTime is not known here: the shard's strain goes by its ticks alone.
func processorTime() time.Duration { return 0 }
