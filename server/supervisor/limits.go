package supervisor

import "time"

// killAfter is how long a process may take to stop; then it is killed.
const killAfter = 10 * time.Second
