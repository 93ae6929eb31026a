package inside

import "time"

// enterWithin is for the seat to be taken, once the match has begun: a machine that is busy elsewhere takes seconds.
const enterWithin = time.Minute
