package shards

import "time"

// serviceFresh is how long a service token is used, which lives for a minute: what is signed less often is still
// short-lived.
const serviceFresh = 10 * time.Second
