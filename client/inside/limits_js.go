package inside

import "time"

// Limits of what goes between a page and its worker, each with its reason and what happens beyond it.
const (
	// messages of a channel that its other end has not read: a page that draws for long is not flooded with views, the
	// newest waits
	maxUnread = 32
	// bytes of a message: a replay of days, as replay.Anybody takes it. More is not sent
	maxMessage = 256 << 20
	// a worker has to be there in this time, fetching and compiling it included; on a slow line it takes minutes
	startWithin = 5 * time.Minute
)
