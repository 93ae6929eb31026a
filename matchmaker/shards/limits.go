package shards

import "time"

// Limits, each with its reason.
const serviceFresh = 10 * time.Second // of a service token, which lives for a minute: what is signed less often is still short-lived
