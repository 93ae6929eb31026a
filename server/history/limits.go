package history

import "time"

// Limits, each with its reason.
const (
	fineFor   = time.Hour           // how long seconds are kept: what an operator looks at while something happens
	coarseFor = 30 * 24 * time.Hour // how long minutes are kept: what was last night, last week, last month

	keptHours = int64(fineFor/time.Hour) + 1        // before the one that goes on, of which the file may have seconds
	keptDays  = int64(coarseFor/(24*time.Hour)) + 1 // the same of days and minutes

	maxFile   = 300 << 20 // bytes of the file: beyond, the oldest day is deleted
	maxSeries = 6000      // 60 of 100 nodes: each takes some KiB; samples of more are not kept, and Add says so
	maxText   = 200       // bytes of a node's or a metric's name: more is cut off

	flushEvery = 5  // seconds: what a process that is killed loses
	maxJobs    = 64 // writes that wait for a disk: five minutes; later ones are larger
	backwards  = 60 // seconds that a clock may step back; beyond, what it wrote while it was ahead may be wrong

	// So many samples, a second each, must come from a clock that is behind before what it wrote while it was ahead is
	// forgotten: a machine may be wrong when it starts, until the network tells it the time.
	believeAfter = 300

	maxPoints = 100_000  // of a query: more than any screen has
	maxChunk  = 64 << 10 // bytes that zstd looks back: a chunk has 3600 slots of 5 bytes at most
	maxTail   = 4 << 20  // bytes that are unpacked at once: a tail of maxSeries has a few hundred KiB
)

const (
	fineBits   = 15 // of a second's value behind its leading one
	coarseBits = 9  // of a minute's
)
