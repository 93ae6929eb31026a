package directory

import "time"

// Limits, each with its reason.
const (
	keepEvery = time.Second // between two writes of heads: shards tell of theirs as often
	minSecret = 16          // characters of a secret; ours have 26, of which nobody guesses one
)
