package logs

import "time"

// Limits, each with its reason and what happens beyond it.
const (
	maxKept = 32 << 20            // bytes of the directory: some 150,000 lines. Beyond, the oldest file is deleted
	maxFile = 2 << 20             // bytes of a file, which is the least that is deleted and read at once
	maxAge  = 30 * 24 * time.Hour // lines name players: an older file is deleted
	fileFor = 24 * time.Hour      // one file is written: a quiet process would keep lines for longer than maxAge

	maxRing = 1 << 20 // bytes of the newest lines in memory, and so of those that wait for a disk; the oldest are lost

	maxValue = 8 << 10  // bytes of a value that is kept: a stack has some thousand. More is cut off
	maxLine  = 64 << 10 // bytes of a line that is kept; of a longer one the text alone is
	maxTold  = 2 << 10  // bytes of a value that is served; the file has all of it
	maxSaid  = 4 << 10  // bytes of a line's values that are served; those beyond are left out

	retryEvery = time.Second     // a disk that takes nothing is tried again
	closeIn    = 2 * time.Second // for what waits to be written when the process ends; then it is lost
	tidyEvery  = time.Hour       // files that are too old are deleted so soon

	// two lines of one moment are told apart by a nanosecond; a clock that is further behind was set back, and counts
	sameMoment = time.Millisecond
)
