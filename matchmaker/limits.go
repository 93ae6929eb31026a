package matchmaker

import "time"

// Limits, each with its reason.
const announceEvery = 2 * time.Second // between entries in the registry, which forgets who is not heard of for a few of them
