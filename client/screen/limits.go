package screen

// mostDropped is how many bytes are read of a file that is let fall on the window: a replay of days; what is larger is
// no replay, and is refused as one that was cut.
const mostDropped = 256 << 20

// The least room of a page, in logical units: in less, texts lie over one another. A UI scale that would leave less of
// a small window is taken back as far as that.
const (
	leastRoomWidth  = 560
	leastRoomHeight = 315
)

// maxPosted is how many things other goroutines may leave to be done; who leaves more waits for the next update.
const maxPosted = 16
