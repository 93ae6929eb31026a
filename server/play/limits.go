package play

import "time"

// fetchedWithin is how long a browser may take for a file: some 8 MB by a slow link; a slower one is cut off, and asks
// again.
const fetchedWithin = 10 * time.Minute
