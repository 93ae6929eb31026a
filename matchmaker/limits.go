package matchmaker

import "time"

// announceEvery is between entries in the registry, which forgets who is not heard of for a few of them.
const announceEvery = 2 * time.Second
